// A text with its entities as elements; offsets are UTF-16 units, as JavaScript's strings are.

import { make } from "/page/dom.js";

const TAGS = {
  bold: "b",
  italic: "i",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
  spoiler: "mark",
  text_link: "a",
  url: "a",
  email: "a",
  bot_command: "button",
};
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]); // these end their line themselves

/** `does`: what a link and a command do, `{open(address), say(command)}`. */
export function formatted(text, entities, does, from = 0, to = text.length) {
  const made = document.createDocumentFragment();
  let at = from;
  let rest = entities.filter((e) => TAGS[e.type] && e.offset >= from && e.offset + e.length <= to);
  while (rest.length) {
    const [outer, ...others] = rest;
    const end = outer.offset + outer.length;
    made.append(text.slice(at, outer.offset));
    const inner = others.filter((e) => e.offset + e.length <= end);
    const element = marked(outer, text.slice(outer.offset, end), does);
    element.append(formatted(text, inner, does, outer.offset, end));
    made.append(element);
    at = BLOCKS.has(outer.type) && text[end] === "\n" && end < to ? end + 1 : end;
    rest = others.filter((e) => e.offset >= end);
  }
  made.append(text.slice(at, to));
  return made;
}

function marked(entity, words, does) {
  const tag = TAGS[entity.type];
  if (tag === "button") {
    return make(tag, { type: "button", className: "command", tabIndex: -1, onclick: () => does.say(words) });
  }
  if (entity.type === "email") return make(tag, { href: `mailto:${words}` });
  if (tag === "a") return link(entity.url ?? words, does);
  if (entity.type === "expandable_blockquote") {
    return make(tag, { className: "folded", onclick: (event) => event.currentTarget.classList.toggle("folded") });
  }
  return make(tag);
}

function link(address, does) {
  const whole = /^[a-z]+:/i.test(address) ? address : `https://${address}`;
  if (!/^https?:/i.test(whole)) return make("span");
  const follow = (event) => {
    event.preventDefault();
    does.open(whole);
  };
  return make("a", { href: whole, target: "_blank", rel: "noreferrer", onclick: follow });
}
