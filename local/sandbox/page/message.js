// One message as elements: its text with its entities, its picture or file, its buttons. No HTML is ever parsed.

const TAGS = {
  bold: "b",
  italic: "i",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  spoiler: "mark",
  text_link: "a",
};

const BLOCKS = new Set(["pre", "blockquote"]); // these end their line themselves

/** The text with its entities as nested elements; offsets are UTF-16 units, as JavaScript's strings are. */
export function formatted(text, entities, from = 0, to = text.length) {
  const made = document.createDocumentFragment();
  let at = from;
  let rest = entities.filter((e) => TAGS[e.type] && e.offset >= from && e.offset + e.length <= to);
  while (rest.length) {
    const [outer, ...others] = rest;
    const end = outer.offset + outer.length;
    made.append(text.slice(at, outer.offset));
    const element = document.createElement(TAGS[outer.type]);
    if (outer.type === "text_link" && /^https?:/.test(outer.url)) {
      element.href = outer.url;
      element.target = "_blank";
      element.rel = "noreferrer";
    }
    const inner = others.filter((e) => e.offset + e.length <= end);
    element.append(formatted(text, inner, outer.offset, end));
    made.append(element);
    at = BLOCKS.has(outer.type) && text[end] === "\n" && end < to ? end + 1 : end;
    rest = others.filter((e) => e.offset >= end);
  }
  made.append(text.slice(at, to));
  return made;
}

function keyboard(rows, press) {
  const board = document.createElement("div");
  board.className = "keyboard";
  for (const row of rows) {
    const line = document.createElement("div");
    for (const { text, data, url } of row) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = text;
      button.title = text;
      if (data) button.addEventListener("click", () => press(data, button));
      else if (url && /^https?:/.test(url)) button.addEventListener("click", () => window.open(url, "_blank", "noreferrer"));
      line.append(button);
    }
    board.append(line);
  }
  return board;
}

export function render(message, press) {
  const item = document.createElement("li");
  item.className = message.from === "person" ? "message mine" : "message";
  item.dataset.message = message.message_id;
  const bubble = document.createElement("div");
  bubble.className = "bubble";
  if (message.photo) {
    const picture = document.createElement("img");
    picture.src = message.photo;
    picture.alt = message.text || "A picture";
    bubble.append(picture);
  }
  if (message.document) {
    const link = document.createElement("a");
    link.href = message.document.url;
    link.download = message.document.name;
    link.textContent = `📄 ${message.document.name}`;
    bubble.append(link, "\n");
  }
  bubble.append(formatted(message.text, message.entities));
  const time = document.createElement("time");
  const at = new Date(message.date * 1000);
  time.dateTime = at.toISOString();
  time.textContent = `${message.edited ? "edited " : ""}${at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })}`;
  bubble.append(time);
  item.append(bubble);
  if (message.buttons.length) item.append(keyboard(message.buttons, press));
  return item;
}
