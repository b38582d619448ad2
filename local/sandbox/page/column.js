// One chat on the page: its messages as they are now, what is done in it, what the bot answers.

import { Composer } from "/page/composer.js";
import { view } from "/page/dialogs.js";
import { $, $$, clone, make } from "/page/dom.js";
import { focusOn, placeOf } from "/page/keyboard.js";
import { follow } from "/page/links.js";
import { dayLine, render } from "/page/message.js";
import { wireMore } from "/page/more.js";
import { Notices } from "/page/notices.js";
import { offerWords } from "/page/words.js";
import { aboutOf, call, dress, isGroup, membersOf, titleOf, world } from "/page/world.js";

const NEAR = 120;

export class Column {
  constructor(chat, columns) {
    this.chat = chat;
    this.columns = columns;
    this.element = clone("column");
    this.element.dataset.chat = chat;
    this.list = $(".messages", this.element);
    this.messages = new Map();
    this.isAtEnd = true;
    this.touched = new Set();
    this.composer = new Composer(this);
    this.notices = new Notices(this);
    this.does = {
      say: (text) => this.say(text),
      open: (address) => this.attempt(() => follow(address, this.speaker, columns)),
      tap: (data, button) => this.tap(data, button),
      inline: (words) => this.composer.put(`@${world.bot.username} ${words}`),
      copy: (words) => navigator.clipboard.writeText(words).then(() => this.notices.toast("Copied")),
      reply: (message) => this.composer.reply(message),
      view: (message) => view(message.photo, message.text),
    };
    $(".close", this.element).addEventListener("click", () => columns.close(chat));
    $(".speaking select", this.element).addEventListener("change", () => this.redraw());
    $(".start", this.element).addEventListener("click", () => this.start());
    this.list.addEventListener("scroll", () => this.scrolled());
    new ResizeObserver(() => this.isAtEnd && this.toEnd()).observe(this.list);
    wireMore(this);
    this.describe();
  }

  /** Who reads the end goes on reading the end, whatever grows or shrinks; a chat out of sight keeps its place. */
  scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.list;
    if (clientHeight) this.isAtEnd = scrollHeight - scrollTop - clientHeight < NEAR;
  }

  toEnd() {
    this.isAtEnd = true;
    this.list.scrollTop = this.list.scrollHeight;
  }

  /** Who acts here: in a private chat its person, in a group whoever is chosen. */
  get speaker() {
    return isGroup(this.chat) ? Number($(".speaking select", this.element).value) : this.chat;
  }

  describe() {
    this.element.setAttribute("aria-label", `Chat of ${titleOf(this.chat)}`);
    dress($(".avatar", this.element), this.chat);
    $("h2", this.element).textContent = titleOf(this.chat);
    if (!$(".about.busy", this.element)) $(".about", this.element).textContent = aboutOf(this.chat);
    if (isGroup(this.chat)) this.offerSpeakers();
    this.invite();
  }

  offerSpeakers() {
    const select = $(".speaking select", this.element);
    const before = select.value;
    const members = membersOf(world.groups.get(this.chat));
    select.replaceChildren(...members.map(({ id, name }) => make("option", { value: id }, name)));
    if (members.some(({ id }) => String(id) === before)) select.value = before;
    $(".speaking", this.element).hidden = false;
  }

  /** Who never wrote to the bot, or has blocked it, sees START, as in Telegram; it carries the code of their link. */
  invite() {
    const isBlocked = Boolean(world.people.get(this.chat)?.blocked);
    const isNew = !isGroup(this.chat) && (isBlocked || !this.messages.size);
    const start = $(".start", this.element);
    const had = document.activeElement === start;
    start.textContent = isBlocked ? "RESTART" : "START";
    start.hidden = !isNew;
    $("form", this.element).hidden = isNew;
    if (had && !isNew) this.composer.focus();
  }

  start() {
    return this.attempt(async () => {
      const person = world.people.get(this.chat);
      if (person.blocked) await call(`/people/${person.id}`, { blocked: false }, "PATCH");
      await call(`/chats/${this.chat}/messages`, { text: `/start ${person.start ?? ""}`.trim() });
    });
  }

  // what is done here; a refusal is shown, and what was typed stays

  async attempt(act) {
    try {
      await act();
      return true;
    } catch (error) {
      this.notices.toast(error.message, true);
      return false;
    }
  }

  say(text, replyTo = undefined) {
    return this.attempt(() => call(`/chats/${this.chat}/messages`, { text, as: this.speaker, reply_to: replyTo }));
  }

  async tap(data, button) {
    const message = Number(button.closest(".message").dataset.message);
    button.setAttribute("aria-busy", "true");
    const went = await this.attempt(async () => {
      const tapped = await call(`/chats/${this.chat}/press`, { message_id: message, data, as: this.speaker });
      button.dataset.tap = tapped.callback_query_id;
      if ((await call(`/callbacks/${button.dataset.tap}`)).answered) button.removeAttribute("aria-busy");
    });
    if (went) setTimeout(() => button.removeAttribute("aria-busy"), 15000);
    else button.removeAttribute("aria-busy");
  }

  // what is written here

  /** The newest message before another. */
  before(id) {
    return [...this.messages.values()].filter((m) => m.message_id < id && m.from !== "service").pop() ?? null;
  }

  isMine(message) {
    return message.from === "person" && message.by === this.speaker;
  }

  draw(message) {
    return render(message, { mine: this.isMine(message), named: isGroup(this.chat), does: this.does });
  }

  show(message, isLive = false) {
    if (isLive) this.touched.add(message.message_id);
    const isKnown = this.messages.has(message.message_id);
    this.messages.set(message.message_id, message);
    const drawn = this.draw(message);
    const present = $(`[data-message="${message.message_id}"]`, this.list);
    if (present) this.replace(present, drawn);
    else this.list.insertBefore(drawn, $$(".message", this.list).find((m) => Number(m.dataset.message) > message.message_id) ?? null);
    if (isLive && !isKnown) this.arrived(message, drawn);
    if (this.isAtEnd || (!present && this.isMine(message))) this.toEnd();
  }

  arrived(message, drawn) {
    drawn.classList.add("new");
    if (message.from === "bot") {
      this.notices.busy("");
      offerWords(this, message);
    }
    this.markDays();
    this.columns.arrived(this.chat);
    this.invite();
  }

  /** The focus stays where it was in the message, or goes back to the words. */
  replace(present, drawn) {
    const place = placeOf($(".keyboard", present));
    const scrolled = this.list.scrollTop;
    present.replaceWith(drawn);
    this.list.scrollTop = scrolled;
    if (!place) return;
    const board = $(".keyboard", drawn);
    if (board) focusOn(board, place);
    else this.composer.focus();
  }

  drop(id) {
    this.touched.add(id);
    const gone = $(`[data-message="${id}"]`, this.list);
    const had = gone?.contains(document.activeElement);
    this.messages.delete(id);
    gone?.remove();
    if (had) this.composer.focus();
    this.markDays();
  }

  markDays() {
    for (const line of $$(".day", this.list)) line.remove();
    let last = "";
    for (const message of this.messages.values()) {
      const line = dayLine(message.date);
      const drawn = $(`[data-message="${message.message_id}"]`, this.list);
      if (line.dataset.day !== last) this.list.insertBefore(line, drawn);
      last = line.dataset.day;
    }
  }

  redraw() {
    for (const message of this.messages.values()) $(`[data-message="${message.message_id}"]`, this.list).replaceWith(this.draw(message));
    this.composer.clear();
  }

  /** New and edited messages drawn, deleted ones gone; what happens meanwhile is newer than the answer. */
  async catchUp() {
    const before = [...this.messages.keys()];
    this.touched.clear();
    const messages = await call(`/chats/${this.chat}/messages`);
    const now = new Set(messages.map((message) => message.message_id));
    const isOld = (m) => this.touched.has(m.message_id) || JSON.stringify(this.messages.get(m.message_id)) === JSON.stringify(m);
    const changed = messages.filter((m) => !isOld(m));
    for (const id of before) if (!now.has(id)) this.drop(id);
    for (const message of changed) this.show(message);
    this.messages = new Map([...this.messages].sort(([a], [b]) => a - b));
    const last = messages.filter((m) => m.from === "bot" && (m.keyboard.keyboard || m.keyboard.remove_keyboard)).pop();
    if (last) offerWords(this, last);
    this.markDays();
    this.invite();
    if (this.isAtEnd) this.toEnd();
  }
}
