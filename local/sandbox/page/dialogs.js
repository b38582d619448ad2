// What is asked in a dialog: a group and who is in it, one of a few; and a picture in full.

import { $, $$, make } from "/page/dom.js";
import { avatarOf, membersOf, world } from "/page/world.js";

function answerOf(dialog) {
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue), { once: true }));
}

/** Title and members of a new group, or of the one given; null where it was called off. */
export async function askForGroup(group = null) {
  const dialog = $("#group");
  const form = $("form", dialog);
  const inside = new Set(group ? membersOf(group).map((person) => person.id) : []);
  $("h2", dialog).textContent = group ? "Who is in the group" : "New group";
  form.title.value = group?.title ?? "";
  form.title.readOnly = Boolean(group);
  form.find.value = "";
  form.onchange = (event) => {
    if (event.target.type !== "checkbox") return;
    const id = Number(event.target.value);
    if (event.target.checked) inside.add(id);
    else inside.delete(id);
  };
  form.find.oninput = () => offer(dialog, inside, form.find.value);
  form.find.onkeydown = (event) => event.key === "Enter" && event.preventDefault();
  offer(dialog, inside, "");
  if ((await answerOf(dialog)) !== "ok" || !inside.size) return null;
  return { title: form.title.value.trim(), members: [...inside] };
}

function offer(dialog, inside, wanted) {
  const fits = (person) => `${person.name} ${person.about ?? ""}`.toLowerCase().includes(wanted.toLowerCase());
  const people = [...world.people.values()].filter(fits).sort((a, b) => inside.has(b.id) - inside.has(a.id));
  $(".choices", dialog).replaceChildren(...people.map((person) => choice(person, inside.has(person.id))));
}

function choice(person, isIn) {
  const box = make("input", { type: "checkbox", value: person.id, checked: isIn });
  return make("label", {}, box, avatarOf(person.id), make("span", {}, person.name, " ", make("small", {}, person.about ?? "")));
}

/** One of `[value, words, chat]`; undefined where none was chosen. */
export async function askWhich(title, options) {
  const dialog = $("#choose");
  $("h2", dialog).textContent = title;
  const shown = options.map(([value, words, chat]) => make("button", { value }, avatarOf(chat), words));
  $(".choices", dialog).replaceChildren(...(shown.length ? shown : [make("small", {}, "There is no group yet. Make one first.")]));
  const chosen = await answerOf(dialog);
  return options.find(([value]) => String(value) === chosen)?.[0];
}

export function view(picture, words) {
  const dialog = $("#viewer");
  Object.assign($("img", dialog), { src: picture, alt: words || "A picture" });
  Object.assign($("a", dialog), { href: picture, download: "picture" });
  dialog.showModal();
}

export function begin() {
  const viewer = $("#viewer");
  for (const part of [viewer, ...$$("img, button", viewer)]) {
    part.addEventListener("click", (event) => event.target === part && viewer.close());
  }
}
