// The list of groups and people, by what they are; and the sheet it is on a phone.

import { askForGroup } from "/page/dialogs.js";
import { $, make } from "/page/dom.js";
import { aboutOf, avatarOf, call, titleOf, world } from "/page/world.js";

const ROLES = [
  ["hod", "Heads of department"],
  ["teacher", "Teachers"],
  ["student", "Students"],
  ["admin", "Admins"],
  ["stranger", "Not linked"],
];
const REST = "People";
const SLIM = "dayorder.slim";

let columns;
let drawn = "";

/** `chosen` are the open columns: each entry opens and closes its chat. */
export function begin(chosen) {
  columns = chosen;
  $("#search").addEventListener("input", list);
  $("#search").addEventListener("keydown", (event) => {
    if (event.key === "Enter") $("#list button")?.click();
    if (event.key === "ArrowDown") $("#list button")?.focus();
  });
  $("#list").addEventListener("keydown", step);
  $("#new-group").addEventListener("click", found);
  $("#slim").addEventListener("click", () => slim(!document.body.classList.contains("slim")));
  slim(localStorage.getItem(SLIM) === "yes");
  $("#add").addEventListener("click", () => sheet(true));
  $("#done").addEventListener("click", () => sheet(false));
  $("#people").addEventListener("keydown", (event) => event.key === "Escape" && sheet(false));
}

function slim(isOn) {
  document.body.classList.toggle("slim", isOn);
  $("#slim").setAttribute("aria-pressed", isOn);
  localStorage.setItem(SLIM, isOn ? "yes" : "no");
}

export function sheet(open) {
  document.body.classList.toggle("choosing", open);
  if (open) $("#search").focus();
}

export function list() {
  const wanted = $("#search").value.trim().toLowerCase();
  const fits = (chat) => `${titleOf(chat)} ${aboutOf(chat)}`.toLowerCase().includes(wanted);
  const known = new Set(ROLES.map(([role]) => role));
  const people = [...world.people.values()].filter((person) => fits(person.id));
  const parts = [["Groups", [...world.groups.keys()].filter(fits)]];
  for (const [role, title] of ROLES) parts.push([title, people.filter((p) => p.role === role).map((p) => p.id)]);
  parts.push([REST, people.filter((p) => !known.has(p.role)).map((p) => p.id)]);
  const shown = parts.filter(([, chats]) => chats.length);
  const state = JSON.stringify(shown.map(([title, chats]) => [title, chats.map((c) => [c, titleOf(c), aboutOf(c), columns.has(c)])]));
  if (state === drawn) return; // a click that is under way finds its button still there
  drawn = state;
  const held = document.activeElement?.dataset?.chat;
  $("#list").replaceChildren(...shown.flatMap(([title, chats]) => [make("h3", {}, title), ...chats.map(entry)]));
  if (!shown.length) $("#list").append(make("p", { className: "none" }, "Nobody like that."));
  if (held) $(`#list [data-chat="${held}"]`)?.focus();
}

function entry(chat) {
  const about = aboutOf(chat);
  const words = make("span", {}, make("span", { className: "name" }, titleOf(chat)), make("small", {}, about));
  return make(
    "button",
    { type: "button", data: { chat }, ariaPressed: String(columns.has(chat)), title: `${titleOf(chat)} · ${about}`, onclick: () => toggle(chat) },
    avatarOf(chat),
    words,
  );
}

async function toggle(chat) {
  const onPhone = document.body.classList.contains("choosing");
  if (columns.has(chat) && !onPhone) return columns.close(chat);
  sheet(false);
  return columns.open(chat, true);
}

function step(event) {
  const buttons = [...$("#list").querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (next === undefined || at < 0) return;
  event.preventDefault();
  if (next < 0) $("#search").focus();
  else buttons[Math.min(next, buttons.length - 1)].focus();
}

async function found() {
  const asked = await askForGroup();
  if (!asked) return;
  const group = await call("/groups", { title: asked.title, members: asked.members });
  await columns.reload();
  sheet(false);
  await columns.open(group.id, true);
}
