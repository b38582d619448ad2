// What the sandbox knows: the bot, the people, the groups. A private chat has its person's id, a group a negative one.

import { make } from "/page/dom.js";

export const world = { people: new Map(), groups: new Map(), bot: {} };

/** One call of the people's side; its refusal is an error with a sentence. */
export async function call(path, body, method = body === undefined ? "GET" : "POST") {
  const sent = body instanceof FormData || body === undefined ? body : JSON.stringify(body);
  const answer = await fetch(`/sandbox${path}`, { method, body: sent });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

export async function loadWorld() {
  const [bot, people, groups] = await Promise.all([call("/bot"), call("/people"), call("/groups")]);
  world.bot = bot;
  world.people = new Map(people.map((person) => [person.id, person]));
  world.groups = new Map(groups.map((group) => [group.id, group]));
}

export const isGroup = (chat) => chat < 0;
export const there = (chat) => world.people.has(chat) || world.groups.has(chat);

export function titleOf(chat) {
  return isGroup(chat) ? world.groups.get(chat)?.title ?? "" : world.people.get(chat)?.name ?? "";
}

export function membersOf(group) {
  return Object.entries(group.members)
    .filter(([, status]) => status !== "left" && status !== "kicked")
    .map(([id]) => world.people.get(Number(id)))
    .filter(Boolean);
}

export function aboutOf(chat) {
  if (!isGroup(chat)) return world.people.get(chat)?.about ?? "";
  const group = world.groups.get(chat);
  const names = membersOf(group).map((person) => person.name);
  if (group.bot === "member" || group.bot === "administrator") names.push(world.bot.first_name);
  return `${names.length} in it: ${names.join(", ")}`;
}

export function hueOf(name) {
  return [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 360, 7);
}

export function dress(avatar, chat) {
  const words = titleOf(chat).replace(/^(Dr|Prof)\.?\s/i, "").split(/[\s-]+/);
  avatar.textContent = words.slice(0, 2).map((word) => word[0]).join("").toUpperCase();
  avatar.style.setProperty("--hue", hueOf(titleOf(chat)));
  avatar.classList.toggle("group", isGroup(chat));
  return avatar;
}

export function avatarOf(chat) {
  return dress(make("span", { className: "avatar", ariaHidden: "true" }), chat);
}
