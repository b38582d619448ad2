// The buttons under a message: drawn, tapped, and walked through with the arrow keys.

import { $$, make } from "/page/dom.js";

/** `does`: `{tap(data, button), open(address), inline(words), copy(words)}`. */
export function keyboard(rows, does) {
  const board = make("div", { className: "keyboard", role: "group", ariaLabel: "Buttons", onkeydown: walk });
  for (const row of rows) board.append(make("div", {}, ...row.map((button) => drawn(button, does))));
  $$("button", board).forEach((button, at) => (button.tabIndex = at ? -1 : 0));
  board.addEventListener("focusin", ({ target }) => $$("button", board).forEach((b) => (b.tabIndex = b === target ? 0 : -1)));
  return board;
}

function drawn({ text, data, url, inline_here: here, inline, copy }, does) {
  const button = make("button", { type: "button", title: text }, text);
  if (url) button.classList.add("away");
  button.addEventListener("click", () => {
    if (data) does.tap(data, button);
    else if (url) does.open(url);
    else if (copy) does.copy(copy.text);
    else does.inline(here ?? inline);
  });
  return button;
}

/** Where the focus is in a board, so that it can be put back when the message is drawn anew. */
export function placeOf(board) {
  const rows = [...(board?.children ?? [])].map((row) => [...row.children]);
  const row = rows.findIndex((buttons) => buttons.includes(document.activeElement));
  return row < 0 ? null : { row, column: rows[row].indexOf(document.activeElement) };
}

export function focusOn(board, { row, column }) {
  const rows = [...board.children];
  const buttons = rows[Math.min(row, rows.length - 1)].children;
  buttons[Math.min(column, buttons.length - 1)].focus();
}

/** Arrows go through the rows; beyond the first and the last, to the next board or to what is being written. */
function walk(event) {
  const board = event.currentTarget;
  const at = placeOf(board);
  const move = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  const chat = board.closest(".chat");
  if (event.key === "Escape") chat.querySelector("textarea").focus();
  if (!move || !at) return;
  event.preventDefault();
  const row = at.row + move[0];
  if (row >= 0 && row < board.children.length) {
    const column = at.column + move[1];
    if (column >= 0) focusOn(board, { row, column });
    return;
  }
  const boards = $$(".keyboard", chat);
  const next = boards[boards.indexOf(board) + move[0]];
  if (next) focusOn(next, { row: move[0] < 0 ? Infinity : 0, column: at.column });
  else if (move[0] > 0) chat.querySelector("textarea").focus();
}
