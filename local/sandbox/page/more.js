// What else can be done in a chat: a person's language and patience, a group's people and its step to a supergroup.

import { askForGroup } from "/page/dialogs.js";
import { $, make } from "/page/dom.js";
import { call, isGroup, membersOf, world } from "/page/world.js";

const LANGUAGES = [
  ["en", "English"],
  ["hi", "हिन्दी"],
];

const TROUBLES = [
  ["", "goes through"],
  ["flood", "429: too many"],
  ["server_error", "500: server error"],
  ["lost_after", "arrives, answer lost"],
  ["lost_before", "is lost"],
];

export function wireMore(column) {
  const more = $(".more", column.element);
  const sheet = $(".sheet", more);
  more.addEventListener("toggle", () => {
    if (more.open) sheet.replaceChildren(...(isGroup(column.chat) ? ofGroup(column) : ofPerson(column)));
  });
  more.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    more.open = false;
    $("summary", more).focus();
  });
  more.addEventListener("focusout", ({ relatedTarget: to }) => to && !more.contains(to) && (more.open = false));
  document.addEventListener("click", ({ target }) => !more.contains(target) && (more.open = false));
  sheet.addEventListener("click", ({ target }) => target.tagName === "BUTTON" && (more.open = false));
}

function item(column, words, act, grave = false) {
  return make("button", { type: "button", className: grave ? "grave" : "", onclick: () => column.attempt(act) }, words);
}

/** What becomes of the bot's next message here. */
function trouble(column) {
  const methods = ["sendMessage", "sendPhoto", "sendDocument"];
  const turnOn = (kind) => kind && call("/faults", { kind, chat: column.chat, methods, times: 1 });
  const options = TROUBLES.map(([value, name]) => make("option", { value }, name));
  const select = make("select", { onchange: ({ target }) => column.attempt(() => turnOn(target.value)) }, ...options);
  return make("label", {}, "Next message", select);
}

function ofPerson(column) {
  const person = world.people.get(column.chat);
  const change = (what) => call(`/people/${person.id}`, what, "PATCH");
  const options = LANGUAGES.map(([value, name]) => make("option", { value, selected: value === person.language }, name));
  const language = make("select", { onchange: ({ target }) => column.attempt(() => change({ language: target.value })) }, ...options);
  const blocks = !person.blocked;
  return [
    make("label", {}, "Language", language),
    trouble(column),
    item(column, blocks ? "Block the bot" : "Unblock the bot", () => change({ blocked: blocks }), blocks),
    item(column, "Delete the chat", () => call(`/chats/${person.id}/messages`, {}, "DELETE"), true),
  ];
}

function ofGroup(column) {
  const group = world.groups.get(column.chat);
  const bot = (status) => () => call(`/groups/${group.id}/bot`, { status, by: column.speaker }, "PUT");
  const isOut = group.bot === "left" || group.bot === "kicked";
  const isAdmin = group.bot === "administrator";
  const shown = [item(column, "People ...", () => changePeople(column, group))];
  if (isOut) shown.push(item(column, `Add ${world.bot.first_name}`, bot("member")));
  else shown.push(item(column, isAdmin ? "Bot: no administrator" : "Bot: administrator", bot(isAdmin ? "member" : "administrator")));
  if (group.type === "group") shown.push(item(column, "Make it a supergroup", () => migrate(column, group)));
  if (!isOut) shown.push(trouble(column), item(column, `Remove ${world.bot.first_name}`, bot("kicked"), true));
  return shown;
}

async function changePeople(column, group) {
  const asked = await askForGroup(group);
  if (!asked) return;
  const before = new Set(membersOf(group).map((person) => person.id));
  const after = new Set(asked.members);
  const set = (id, status) => call(`/groups/${group.id}/members/${id}`, { status, by: column.speaker }, "PUT");
  for (const id of after) if (!before.has(id)) await set(id, "member");
  for (const id of before) if (!after.has(id)) await set(id, "left");
}

async function migrate(column, group) {
  const { id } = await call(`/groups/${group.id}/migrate`, {});
  await column.columns.reload();
  column.columns.close(group.id);
  await column.columns.open(id, true);
}
