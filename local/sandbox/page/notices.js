// What the bot does in a chat besides messages: it is busy, it answers a tap; and what could not be done.

import { $ } from "/page/dom.js";
import { aboutOf, world } from "/page/world.js";

const DOING = {
  upload_photo: "is sending a picture …",
  upload_document: "is sending a file …",
  typing: "is typing …",
};
const BUSY_FOR = 5000;
const SHOWN_FOR = 3500;
const TROUBLE_SHOWN_FOR = 6000;

export class Notices {
  constructor(column) {
    this.column = column;
    this.box = $(".alert", column.element);
    $("button", this.box).addEventListener("click", () => this.dismiss());
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "Tab") event.preventDefault();
      if (event.key === "Escape") this.dismiss();
    });
  }

  busy(doing) {
    const about = $(".about", this.column.element);
    clearTimeout(this.busyUntil);
    about.classList.toggle("busy", Boolean(doing));
    about.textContent = doing ? `${world.bot.first_name} ${DOING[doing] ?? DOING.typing}` : aboutOf(this.column.chat);
    if (doing) this.busyUntil = setTimeout(() => this.busy(""), BUSY_FOR);
  }

  answered({ callback_query_id: tap, text, alert, url }) {
    $(`[data-tap="${tap}"]`, this.column.element)?.removeAttribute("aria-busy");
    if (url) this.column.does.open(url);
    if (text && alert) this.alert(text);
    else if (text) this.toast(text);
  }

  /** Stays until it is read; who tapped by keyboard goes on by keyboard. */
  alert(text) {
    const isHere = this.column.element.contains(document.activeElement);
    this.returnTo = isHere ? document.activeElement : null;
    $("p", this.box).textContent = text;
    this.box.hidden = false;
    if (isHere) $("button", this.box).focus();
  }

  dismiss() {
    this.box.hidden = true;
    if (this.returnTo?.isConnected) this.returnTo.focus();
    else this.column.composer.focus();
  }

  toast(text, isTrouble = false) {
    const box = $(".toast", this.column.element);
    box.textContent = text;
    box.classList.toggle("trouble", isTrouble);
    box.hidden = false;
    clearTimeout(this.toastUntil);
    this.toastUntil = setTimeout(() => (box.hidden = true), isTrouble ? TROUBLE_SHOWN_FOR : SHOWN_FOR);
  }
}
