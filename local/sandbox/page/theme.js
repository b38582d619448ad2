// Light or dark: as the system is, until somebody says otherwise.

import { $ } from "/page/dom.js";

const REMEMBERED = "dayorder.theme";
const system = matchMedia("(prefers-color-scheme: dark)");

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : system.matches;
}

function show() {
  $("#theme").setAttribute("aria-pressed", isDark());
}

export function begin() {
  const chosen = localStorage.getItem(REMEMBERED);
  if (chosen) document.documentElement.dataset.theme = chosen;
  $("#theme").addEventListener("click", () => {
    const theme = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    localStorage.setItem(REMEMBERED, theme);
    show();
  });
  system.addEventListener("change", show);
  show();
}
