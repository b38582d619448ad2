// What is being written in one chat: words, a command, a file, a reply; and what Enter makes of it.

import { $, make } from "/page/dom.js";
import { Inline, wordsFor } from "/page/inline.js";
import { focusOn } from "/page/keyboard.js";
import { sizeOf } from "/page/message.js";
import { Suggestions } from "/page/suggestions.js";
import { call, isGroup, world } from "/page/world.js";

export class Composer {
  constructor(column) {
    this.column = column;
    this.input = $("textarea", column.element);
    this.suggestions = new Suggestions(column.element, this.input);
    this.inline = new Inline(column, this.suggestions);
    this.file = null;
    this.replying = null;
    this.wire();
  }

  wire() {
    const root = this.column.element;
    const picker = $(".file", root);
    $("form", root).addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    $(".commands", root).addEventListener("mousedown", (event) => event.preventDefault());
    $(".commands", root).addEventListener("click", () => this.toggleMenu());
    $(".attach", root).addEventListener("click", () => picker.click());
    picker.addEventListener("change", () => {
      if (picker.files[0]) this.attach(picker.files[0]);
      picker.value = "";
    });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("paste", (event) => {
      if (event.clipboardData.files[0]) this.attach(event.clipboardData.files[0]);
    });
    $(".attached button", root).addEventListener("click", () => this.attach(null));
    $(".replying button", root).addEventListener("click", () => this.reply(null));
    for (const name of ["dragover", "dragleave", "drop"]) root.addEventListener(name, (event) => this.drag(event));
  }

  focus() {
    this.input.focus({ preventScroll: true });
  }

  key(event) {
    if (this.suggestions.takes(event)) return;
    const isEmpty = !this.input.value;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape") {
      this.reply(null);
      this.attach(null);
    } else if (event.key === "ArrowUp" && event.ctrlKey) {
      this.reply(this.column.before(this.replying?.message_id ?? Infinity));
    } else if (event.key === "ArrowUp" && isEmpty) {
      const board = [...this.column.element.querySelectorAll(".keyboard")].pop();
      if (board) focusOn(board, { row: 0, column: 0 });
    } else return;
    event.preventDefault();
  }

  typed() {
    const text = this.input.value;
    const words = wordsFor(text);
    this.inline.stop();
    if (words !== null) this.inline.look(words);
    else if (/^\/\w*$/.test(text)) this.menu(text);
    else if (text.length > 1 && `@${world.bot.username}`.toLowerCase().startsWith(text.toLowerCase())) this.nameBot();
    else this.suggestions.close();
  }

  put(text) {
    this.input.value = text;
    this.focus();
    this.typed();
  }

  nameBot() {
    const name = `@${world.bot.username} `;
    const element = make("li", {}, make("b", { className: "name" }, name), make("span", { className: "what" }, "rooms, days, sections in any chat"));
    const pick = () => this.put(name);
    this.suggestions.offer([{ element, pick, complete: pick }]);
  }

  // the command menu

  toggleMenu() {
    if (this.suggestions.isOpen) this.suggestions.close();
    else {
      this.focus();
      this.menu("");
    }
  }

  async menu(typed) {
    const { chat, speaker } = this.column;
    const all = await call(`/chats/${chat}/commands?as=${speaker}`);
    if (this.input.value !== typed && typed) return;
    const fitting = all.filter((one) => `/${one.command}`.startsWith(typed));
    this.suggestions.offer(fitting.map((one) => this.command(one)), { none: typed ? "" : "The bot has no commands here." });
  }

  command({ command, description }) {
    const element = make("li", {}, make("b", { className: "name" }, `/${command}`), make("span", { className: "what" }, description));
    const whole = isGroup(this.column.chat) ? `/${command}@${world.bot.username}` : `/${command}`;
    const pick = () => {
      this.clear();
      this.column.say(whole);
    };
    return { element, pick, complete: () => this.put(`${whole} `) };
  }

  // files and replies

  attach(file) {
    this.file = file;
    const bar = $(".attached", this.column.element);
    bar.hidden = !file;
    if (!file) return;
    $("span", bar).textContent = `${file.name} · ${sizeOf(file.size)}`;
    $("label", bar).hidden = !file.type.startsWith("image/");
    this.focus();
  }

  drag(event) {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    this.column.element.classList.toggle("dropping", event.type === "dragover");
    if (event.type === "drop" && event.dataTransfer.files[0]) this.attach(event.dataTransfer.files[0]);
  }

  reply(message, hint = "") {
    this.replying = message;
    const bar = $(".replying", this.column.element);
    bar.hidden = !message;
    this.input.placeholder = (message && hint) || "Message";
    if (!message) return;
    $("span", bar).replaceChildren(make("b", {}, message.name), ` ${message.text || "A file"}`);
    this.focus();
  }

  // sending

  clear() {
    this.input.value = "";
    this.inline.stop();
    this.suggestions.close();
  }

  async send() {
    const text = this.input.value.trim();
    this.suggestions.close();
    if (this.file) return this.upload(text);
    const { replying } = this;
    if (text && (await this.column.say(text, replying?.message_id))) {
      if (this.input.value.trim() === text) this.clear();
      if (this.replying === replying) this.reply(null); // else the bot has asked for another meanwhile
    }
    return undefined;
  }

  upload(caption) {
    const form = new FormData();
    const asPicture = this.file.type.startsWith("image/") && $(".attached input", this.column.element).checked;
    form.append("file", this.file);
    for (const [name, value] of Object.entries({ caption, as: this.column.speaker, photo: asPicture ? "1" : "" })) form.append(name, value);
    return this.column.attempt(async () => {
      await call(`/chats/${this.column.chat}/files`, form);
      this.attach(null);
      this.clear();
    });
  }

  choose(query, result) {
    return this.column.attempt(async () => {
      const body = { inline_query_id: query, result_id: result, as: this.column.speaker };
      await call(`/chats/${this.column.chat}/choose`, body);
      this.clear();
    });
  }
}
