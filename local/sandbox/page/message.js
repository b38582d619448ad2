// One message as elements: who says it, what it answers, its picture or file, its words, its time, its buttons.

import { make } from "/page/dom.js";
import { keyboard } from "/page/keyboard.js";
import { formatted } from "/page/text.js";
import { hueOf, world } from "/page/world.js";

const clock = (date) => date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

/** `mine`: said by who speaks here; `named`: with a name on it, as in groups. */
export function render(message, { mine, named, does }) {
  if (message.from === "service") {
    return make("li", { className: "message service", data: { message: message.message_id } }, message.text);
  }
  const bubble = make(
    "div",
    { className: "bubble" },
    by(message, named && !mine),
    answered(message),
    message.photo ? picture(message, does) : null,
    message.document ? file(message.document) : null,
    formatted(message.text, message.entities, does),
    time(message),
  );
  return make(
    "li",
    { className: mine ? "message mine" : "message", data: { message: message.message_id, date: message.date } },
    bubble,
    make("button", { type: "button", className: "answer icon", tabIndex: -1, ariaLabel: "Reply", onclick: () => does.reply(message) }, "↩"),
    message.buttons.length ? keyboard(message.buttons, does) : null,
  );
}

function by(message, isNamed) {
  const via = message.via_bot ? make("small", {}, `${isNamed ? " " : ""}via @${world.bot.username}`) : null;
  if (!isNamed && !via) return null;
  const line = make("span", { className: "by" }, isNamed ? message.name : "", via);
  line.style.setProperty("--hue", hueOf(message.name));
  return line;
}

function answered({ reply_to: to }) {
  return to ? make("span", { className: "answered" }, make("b", {}, to.name), ` ${to.text}`) : null;
}

function picture(message, does) {
  const [width, height] = message.photo_size;
  const image = make("img", { src: message.photo, alt: message.text || "A picture", width, height });
  return make("button", { type: "button", className: "picture", ariaLabel: "Enlarge the picture", onclick: () => does.view(message) }, image);
}

function file({ name, url, size }) {
  const kind = name.includes(".") ? name.split(".").pop().slice(0, 4) : "file";
  const words = make("span", {}, make("b", {}, name), make("small", {}, sizeOf(size ?? 0)));
  return make("a", { className: "document", href: url, download: name }, make("i", { ariaHidden: "true" }, kind), words);
}

export function sizeOf(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 ** 2 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}

function time(message) {
  const at = new Date(message.date * 1000);
  const shown = make("time", { title: at.toLocaleString() }, `${message.edited ? "edited " : ""}${clock(at)}`);
  shown.dateTime = at.toISOString();
  return shown;
}

/** A line between two days. */
export function dayLine(date) {
  const at = new Date(date * 1000);
  const today = new Date();
  const isToday = at.toDateString() === today.toDateString();
  const words = isToday ? "Today" : at.toLocaleDateString([], { weekday: "long", day: "numeric", month: "long" });
  return make("li", { className: "day", data: { day: at.toDateString() } }, words);
}
