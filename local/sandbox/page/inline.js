// Inline mode: the bot's name and some words find results, one of which is sent into this chat.

import { make } from "/page/dom.js";
import { call, world } from "/page/world.js";

const PAUSE = 250;

/** The words after the bot's name; null where it is not called. */
export function wordsFor(text) {
  const found = new RegExp(`^@${world.bot.username}\\s(.*)$`, "is").exec(text);
  return found ? found[1] : null;
}

export class Inline {
  constructor(column, suggestions) {
    this.column = column;
    this.suggestions = suggestions;
    this.asked = null;
  }

  look(words) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(words), PAUSE);
  }

  stop() {
    clearTimeout(this.timer);
    this.asked = null;
  }

  async ask(words) {
    const body = { query: words, as: this.column.speaker };
    this.asked = (await call(`/chats/${this.column.chat}/inline`, body)).inline_query_id;
    await this.show(this.asked);
  }

  /** What there is of an answer; an event tells when there is more. */
  async show(query) {
    if (query !== this.asked) return;
    const found = await call(`/inline/${query}`);
    if (query !== this.asked || !found.answered) return;
    const button = found.button && { text: found.button.text, press: () => this.start(found.button) };
    this.suggestions.offer(found.results.map((result) => this.option(result)), { button, none: "Nothing found." });
  }

  option(result) {
    const pick = () => this.column.composer.choose(this.asked, result.id);
    const title = result.title ?? result.text ?? "Picture";
    const thumb = result.photo ? make("img", { src: result.photo, alt: "" }) : make("span", { className: "thumb" }, title[0]);
    const words = make("span", {}, make("b", {}, title), make("span", { className: "what" }, result.description ?? ""));
    return { element: make("li", { className: "result" }, thumb, words), pick, complete: pick };
  }

  start(button) {
    this.suggestions.close();
    this.column.does.open(`https://t.me/${world.bot.username}?start=${button.start_parameter}`);
  }
}
