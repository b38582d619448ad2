// Addresses: the bot's own deep links act in the chat, as in Telegram; all others open elsewhere.

import { askWhich } from "/page/dialogs.js";
import { call, membersOf, world } from "/page/world.js";

const HOSTS = ["t.me", "telegram.me", "www.t.me"];

/** `as`: who follows it. */
export async function follow(address, as, columns) {
  const found = new URL(address);
  const isOurs = HOSTS.includes(found.host) && found.pathname.slice(1).toLowerCase() === world.bot.username.toLowerCase();
  if (!isOurs) return window.open(found, "_blank", "noreferrer");
  if (found.searchParams.has("startgroup")) return intoGroup(found.searchParams.get("startgroup"), as, columns);
  await columns.open(as, true);
  return call(`/chats/${as}/messages`, { text: `/start ${found.searchParams.get("start") ?? ""}`.trim() });
}

async function intoGroup(word, as, columns) {
  const mine = [...world.groups.values()].filter((group) => membersOf(group).some((person) => person.id === as));
  const chosen = await askWhich(`Add ${world.bot.first_name} to which group?`, mine.map((g) => [g.id, g.title, g.id]));
  if (chosen === undefined) return;
  const group = world.groups.get(chosen);
  if (group.bot === "left" || group.bot === "kicked") await call(`/groups/${chosen}/bot`, { status: "member", by: as }, "PUT");
  await columns.open(chosen, true);
  await call(`/chats/${chosen}/messages`, { text: `/start@${world.bot.username} ${word}`.trim(), as });
}
