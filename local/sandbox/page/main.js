// The chat page: who is there on the left, their chats beside it, live by server-sent events.

import { Columns } from "/page/columns.js";
import * as dialogs from "/page/dialogs.js";
import * as people from "/page/people.js";
import * as theme from "/page/theme.js";
import { loadWorld, world } from "/page/world.js";

const columns = new Columns(people.list);

function happened({ chat, kind, ...what }) {
  const column = columns.get(chat);
  if (kind === "people" || kind === "groups") return columns.reload();
  if (kind === "cleared") return columns.reload().then(() => columns.catchUp());
  if (!column) return undefined;
  if (kind === "message") return column.show(what.message, true);
  if (kind === "deleted") return column.drop(what.deleted.message_id);
  if (kind === "answer") return column.notices.answered(what.answer);
  if (kind === "action") return column.notices.busy(what.action.action);
  if (kind === "inline") return column.composer.inline.show(what.inline.inline_query_id);
  return undefined;
}

async function begin() {
  theme.begin();
  dialogs.begin();
  people.begin(columns);
  await loadWorld();
  people.list();
  const first = columns.remembered() ?? [...world.people.values()].filter((p) => p.open).map((p) => p.id);
  await Promise.all(first.map((chat) => columns.open(chat)));
  const events = new EventSource("/sandbox/events");
  events.onmessage = (event) => happened(JSON.parse(event.data));
  events.onopen = () => columns.reload().then(() => columns.catchUp()); // nothing that came meanwhile is missed
}

begin();
