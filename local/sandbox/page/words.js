// What a bot asks for besides its message: answers in place of letters, or a reply.

import { $, make } from "/page/dom.js";

/** Keeps the answers that the newest message with any offers. */
export function offerWords(column, message) {
  const { keyboard, remove_keyboard: isOver, force_reply: isReplyWanted, input_field_placeholder: hint } = message.keyboard;
  const board = $(".words", column.element);
  if (isOver) board.hidden = true;
  if (isReplyWanted) column.composer.reply(message, hint);
  if (!keyboard) return;
  const answer = (text) => {
    if (message.keyboard.one_time_keyboard) board.hidden = true;
    column.say(text);
  };
  const drawn = (button) => {
    const text = button.text ?? button;
    return make("button", { type: "button", onclick: () => answer(text) }, text);
  };
  board.replaceChildren(...keyboard.map((row) => make("div", {}, ...row.map(drawn))));
  board.hidden = false;
}
