// The chat page: people on the left, one column per chat, live by server-sent events.
import { render } from "/page/message.js";

const $ = (selector, root = document) => root.querySelector(selector);
const ROLES = [
  ["hod", "Heads of department"],
  ["teacher", "Teachers"],
  ["student", "Students"],
  ["admin", "Admins"],
  ["stranger", "Not linked"],
];
const REMEMBERED = "dayorder.open";
const people = new Map();
const chats = new Map();

async function call(path, body) {
  const answer = await fetch(`/sandbox${path}`, body === undefined ? {} : { method: "POST", body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

function hueOf(name) {
  return [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 360, 7);
}

function dress(avatar, person) {
  const words = person.name.replace(/^(Dr|Prof)\.?\s/i, "").split(/\s+/);
  avatar.textContent = words.slice(0, 2).map((word) => word[0]).join("").toUpperCase();
  avatar.style.setProperty("--hue", hueOf(person.name));
}

// people

async function loadPeople() {
  for (const person of await call("/people")) people.set(person.id, person);
  listPeople();
}

function listPeople() {
  const wanted = $("#search").value.trim().toLowerCase();
  const list = $("#list");
  list.replaceChildren();
  for (const [role, title] of ROLES) {
    const found = [...people.values()].filter(
      (p) => p.role === role && `${p.name} ${p.about}`.toLowerCase().includes(wanted),
    );
    if (!found.length) continue;
    const heading = document.createElement("h3");
    heading.textContent = title;
    list.append(heading, ...found.map(personButton));
  }
}

function personButton(person) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.person = person.id;
  button.setAttribute("aria-pressed", chats.has(person.id));
  const avatar = document.createElement("span");
  avatar.className = "avatar";
  dress(avatar, person);
  const text = document.createElement("span");
  const name = document.createElement("span");
  name.className = "name";
  name.textContent = person.name;
  const about = document.createElement("small");
  about.textContent = person.about ?? "";
  text.append(name, about);
  button.append(avatar, text);
  button.addEventListener("click", () => (chats.has(person.id) ? close(person.id) : open(person.id, true)));
  return button;
}

// chats

async function open(id, focus = false) {
  const person = people.get(id);
  if (!person || chats.has(id)) return;
  const chat = $("#chat").content.firstElementChild.cloneNode(true);
  chats.set(id, chat);
  chat.dataset.person = id;
  chat.setAttribute("aria-label", `Chat of ${person.name}`);
  dress($(".avatar", chat), person);
  $("h2", chat).textContent = person.name;
  $(".who p", chat).textContent = person.about ?? "";
  $("#chats").append(chat);
  wire(chat, id);
  listPeople();
  await catchUp(id);
  if (focus) {
    remember();
    chat.scrollIntoView({ behavior: "smooth", inline: "end", block: "nearest" });
    $("textarea", chat).focus({ preventScroll: true });
  }
}

function close(id) {
  chats.get(id)?.remove();
  chats.delete(id);
  remember();
  listPeople();
}

function remember() {
  localStorage.setItem(REMEMBERED, JSON.stringify([...chats.keys()]));
}

/** Who never wrote to the bot sees START, as in Telegram; it carries the code of their link. */
function invite(chat, id) {
  const isNew = !$(".message", chat);
  $(".start", chat).hidden = !isNew;
  $("form", chat).hidden = isNew;
  $(".start", chat).onclick = () => say(id, `/start ${people.get(id).start ?? ""}`.trim());
}

function wire(chat, id) {
  const input = $("textarea", chat);
  $(".close", chat).addEventListener("click", () => close(id));
  $(".commands", chat).addEventListener("click", () => toggleMenu(chat, id, ""));
  $("form", chat).addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = input.value.trim();
    $(".menu", chat).hidden = true;
    if (text && (await say(id, text)) && input.value.trim() === text) input.value = "";
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      $("form", chat).requestSubmit();
    } else if (event.key === "Escape") {
      $(".menu", chat).hidden = true;
    }
  });
  input.addEventListener("input", () => {
    if (/^\/\w*$/.test(input.value)) offer(chat, id, input.value);
    else $(".menu", chat).hidden = true;
  });
}

/** True where the message was sent; else what was typed stays. */
async function say(id, text) {
  try {
    await call(`/chats/${id}/messages`, { text });
    return true;
  } catch (error) {
    toast(id, error.message, true);
    return false;
  }
}

async function press(id, message, data, button) {
  button.setAttribute("aria-busy", "true");
  try {
    const { callback_query_id: tap } = await call(`/chats/${id}/press`, { message_id: message, data });
    button.dataset.tap = tap;
    if ((await call(`/callbacks/${tap}`)).answered) button.removeAttribute("aria-busy");
  } catch (error) {
    toast(id, error.message, true);
    button.removeAttribute("aria-busy");
  }
}

// the command menu

function toggleMenu(chat, id, typed) {
  const menu = $(".menu", chat);
  if (menu.hidden) offer(chat, id, typed);
  else menu.hidden = true;
}

async function offer(chat, id, typed) {
  const menu = $(".menu", chat);
  const commands = (await call(`/chats/${id}/commands`)).filter((c) => `/${c.command}`.startsWith(typed));
  menu.replaceChildren(
    ...commands.map((command) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      const name = document.createElement("b");
      name.textContent = `/${command.command}`;
      const what = document.createElement("span");
      what.textContent = command.description;
      button.append(name, what);
      button.addEventListener("click", () => {
        menu.hidden = true;
        $("textarea", chat).value = "";
        say(id, `/${command.command}`);
      });
      item.append(button);
      return item;
    }),
  );
  menu.hidden = !commands.length;
}

// what happens

function show(id, message) {
  const chat = chats.get(id);
  if (!chat) return;
  const list = $(".messages", chat);
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 120;
  const drawn = render(message, (data, button) => press(id, message.message_id, data, button));
  const present = $(`[data-message="${message.message_id}"]`, list);
  const later = [...list.children].find((m) => Number(m.dataset.message) > message.message_id);
  if (present) present.replaceWith(drawn);
  else list.insertBefore(drawn, later ?? null);
  if (atEnd || !present) list.scrollTop = list.scrollHeight;
}

function toast(id, text, alert) {
  if (!chats.has(id)) return;
  const box = $(".toast", chats.get(id));
  box.textContent = text;
  box.classList.toggle("alert", Boolean(alert));
  box.hidden = false;
  clearTimeout(box.timer);
  box.timer = setTimeout(() => (box.hidden = true), alert ? 6000 : 3000);
}

function happened(event) {
  if (event.kind === "people") return loadPeople();
  if (event.kind === "cleared") return catchUpAll();
  const chat = chats.get(event.person);
  if (!chat) return undefined;
  if (event.kind === "message") {
    show(event.person, event.message);
    invite(chat, event.person);
  } else if (event.kind === "deleted") {
    $(`[data-message="${event.deleted.message_id}"]`, chat)?.remove();
  } else if (event.kind === "answer") {
    $(`[data-tap="${event.answer.callback_query_id}"]`, chat)?.removeAttribute("aria-busy");
    if (event.answer.text) toast(event.person, event.answer.text, event.answer.alert);
  }
  return undefined;
}

/** What one chat is now: new and edited messages drawn, deleted ones gone; what arrives meanwhile stays. */
async function catchUp(id) {
  const before = [...chats.get(id).querySelectorAll(".message")];
  const messages = await call(`/chats/${id}/messages`);
  const chat = chats.get(id);
  if (!chat) return;
  const there = new Set(messages.map((message) => String(message.message_id)));
  for (const drawn of before) if (!there.has(drawn.dataset.message)) drawn.remove();
  for (const message of messages) show(id, message);
  invite(chat, id);
}

function catchUpAll() {
  return Promise.all([...chats.keys()].map(catchUp));
}

async function begin() {
  await loadPeople();
  const remembered = JSON.parse(localStorage.getItem(REMEMBERED) ?? "null");
  const first = remembered ?? [...people.values()].filter((p) => p.open).map((p) => p.id);
  await Promise.all(first.map((id) => open(id)));
  const events = new EventSource("/sandbox/events");
  events.onmessage = (event) => happened(JSON.parse(event.data));
  events.onopen = catchUpAll;
  $("#search").addEventListener("input", listPeople);
}

begin();
