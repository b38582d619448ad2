// A list above what is being written: commands, or inline results. The words keep the focus; arrows choose.

import { $, $$, make } from "/page/dom.js";

let lists = 0;

export class Suggestions {
  constructor(column, input) {
    this.box = $(".suggestions", column);
    this.list = $("ul", this.box);
    this.button = $(".inline-button", this.box);
    this.input = input;
    this.options = [];
    this.at = -1;
    this.list.id = `suggestions-${(lists += 1)}`;
    input.setAttribute("aria-controls", this.list.id);
    input.addEventListener("blur", ({ relatedTarget: to }) => !this.box.contains(to) && this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the words keep the focus
  }

  get isOpen() {
    return !this.box.hidden;
  }

  get chosen() {
    return this.isOpen ? this.options[this.at] : undefined;
  }

  /** `options`: `{element, pick, complete}`; `button`: `{text, press}` above them; `none`: what an empty list says. */
  offer(options, { button = null, none = "" } = {}) {
    this.options = options;
    this.list.replaceChildren(...options.map((option, at) => this.item(option, at)));
    if (!options.length && none) this.list.append(make("li", { className: "none" }, none));
    this.button.hidden = !button;
    if (button) Object.assign(this.button, { textContent: button.text, onclick: button.press });
    this.box.hidden = !options.length && !button && !none;
    this.input.setAttribute("aria-expanded", this.isOpen);
    this.mark(-1);
  }

  item(option, at) {
    const item = option.element;
    Object.assign(item, { role: "option", id: `${this.list.id}-${at}` });
    item.setAttribute("role", "option");
    item.addEventListener("click", () => option.pick());
    return item;
  }

  close() {
    if (this.isOpen) this.offer([]);
  }

  mark(at) {
    this.at = at;
    $$("li", this.list).forEach((item, n) => item.setAttribute("aria-selected", n === at));
    const item = this.options[at]?.element;
    if (item) this.input.setAttribute("aria-activedescendant", item.id);
    else this.input.removeAttribute("aria-activedescendant");
    item?.scrollIntoView({ block: "nearest" });
  }

  /** True where the key was for the list. */
  takes(event) {
    if (!this.isOpen) return false;
    const last = this.options.length - 1;
    if (event.key === "ArrowDown") this.mark(this.at >= last ? 0 : this.at + 1);
    else if (event.key === "ArrowUp") this.mark(this.at <= 0 ? last : this.at - 1);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && this.chosen) this.chosen.pick();
    else if (event.key === "Tab" && !event.shiftKey && this.options.length) (this.chosen ?? this.options[0]).complete();
    else return false;
    event.preventDefault();
    return true;
  }
}
