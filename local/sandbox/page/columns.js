// The chats that are open: side by side, or on a phone one at a time under their tabs.

import { Column } from "/page/column.js";
import { $, $$, make } from "/page/dom.js";
import { avatarOf, loadWorld, there, titleOf } from "/page/world.js";

const REMEMBERED = "dayorder.open";

export class Columns {
  constructor(onChange) {
    this.opened = new Map();
    this.active = null;
    this.unread = new Set();
    this.onChange = onChange;
    $("#tabs").addEventListener("keydown", (event) => this.stepTab(event));
    document.addEventListener("keydown", (event) => this.hop(event));
    document.addEventListener("focusin", ({ target }) => {
      const chat = target.closest?.(".chat");
      if (chat) this.activate(Number(chat.dataset.chat));
    });
  }

  has(chat) {
    return this.opened.has(chat);
  }

  get(chat) {
    return this.opened.get(chat);
  }

  get all() {
    return [...this.opened.values()];
  }

  async open(chat, focus = false) {
    if (!there(chat)) return;
    if (!this.has(chat)) {
      const column = new Column(chat, this);
      this.opened.set(chat, column);
      $("#chats").append(column.element);
      if (focus || this.active === null) this.activate(chat);
      this.changed();
      await column.catchUp();
    }
    if (!focus) return;
    this.activate(chat);
    this.remember();
    const column = this.get(chat);
    column?.element.scrollIntoView({ behavior: "smooth", inline: "end", block: "nearest" });
    column?.toEnd();
    const start = column && $(".start", column.element);
    if (start && !start.hidden) start.focus({ preventScroll: true });
    else column?.composer.focus();
  }

  close(chat) {
    const at = [...this.opened.keys()].indexOf(chat);
    this.get(chat)?.element.remove();
    this.opened.delete(chat);
    if (this.active === chat) {
      const left = [...this.opened.keys()];
      this.activate(left[Math.min(at, left.length - 1)] ?? null);
    }
    this.remember();
    this.changed();
  }

  activate(chat) {
    this.active = chat;
    this.unread.delete(chat);
    for (const column of this.all) column.element.classList.toggle("active", column.chat === chat);
    this.tabs();
  }

  arrived(chat) {
    if (chat !== this.active) this.unread.add(chat);
    this.tabs();
  }

  remember() {
    localStorage.setItem(REMEMBERED, JSON.stringify([...this.opened.keys()]));
  }

  remembered() {
    return JSON.parse(localStorage.getItem(REMEMBERED) ?? "null");
  }

  changed() {
    this.tabs();
    this.onChange();
  }

  /** People and groups as they are now. */
  async reload() {
    await loadWorld();
    for (const column of this.all) {
      if (there(column.chat)) column.describe();
      else this.close(column.chat);
    }
    this.changed();
  }

  catchUp() {
    return Promise.all(this.all.map((column) => column.catchUp()));
  }

  // tabs

  /** Drawn anew only when others are open: a tap that is under way finds its tab still there. */
  tabs() {
    const bar = $("#tabs [role='tablist']");
    const had = document.activeElement?.getAttribute("role") === "tab";
    const state = JSON.stringify([...this.opened.keys()].map((chat) => [chat, titleOf(chat)]));
    if (state !== bar.dataset.state) bar.replaceChildren(...[...this.opened.keys()].map((chat) => this.tab(chat)));
    bar.dataset.state = state;
    for (const tab of bar.children) {
      const isActive = Number(tab.dataset.chat) === this.active;
      tab.setAttribute("aria-selected", isActive);
      tab.tabIndex = isActive ? 0 : -1;
      tab.classList.toggle("unread", this.unread.has(Number(tab.dataset.chat)));
      if (isActive && had) tab.focus();
      if (isActive) tab.scrollIntoView({ inline: "nearest", block: "nearest" });
    }
  }

  tab(chat) {
    const column = this.get(chat).element;
    column.id = `chat${chat}`;
    const choose = () => this.activate(chat);
    const about = { type: "button", role: "tab", "aria-controls": column.id, data: { chat }, onclick: choose };
    return make("button", about, avatarOf(chat), make("span", {}, titleOf(chat)));
  }

  stepTab(event) {
    const tabs = $$("#tabs [role='tab']");
    const at = tabs.indexOf(document.activeElement);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1 }[event.key];
    if (at < 0 || next === undefined || !tabs[next]) return;
    event.preventDefault();
    this.activate(Number(tabs[next].dataset.chat));
  }

  /** F6 goes to the next chat, with Shift to the one before. */
  hop(event) {
    if (event.key !== "F6" || !this.opened.size) return;
    event.preventDefault();
    const chats = [...this.opened.keys()];
    const isInside = document.activeElement?.closest(".chat");
    const at = isInside ? chats.indexOf(this.active) + (event.shiftKey ? -1 : 1) : 0;
    this.open(chats[(at + chats.length) % chats.length], true);
  }
}
