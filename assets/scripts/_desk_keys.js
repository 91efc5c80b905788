// Keys: none while typing, none with Ctrl, Alt or Meta, none at all where they were switched off.
const OFF = "desk-keys-off";
const TYPING = "input:not([type=checkbox]):not([type=radio]):not([type=submit]), textarea, select, [contenteditable]";

let sending = false;

const rows = () => [...document.querySelectorAll("tbody > [tabindex], ul[data-rows] > [tabindex], dl[data-rows] > [tabindex]")].filter((one) => one.offsetParent !== null);

/** Moves to the row `by` lines further; from nowhere to the first. */
function move(by) {
  const all = rows();
  const at = all.findIndex((one) => one.contains(document.activeElement));
  all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + by))]?.focus();
}

/** Ticks the row that has the focus. */
function tick() {
  const row = rows().find((one) => one.contains(document.activeElement));
  row?.querySelector("input[type=checkbox]")?.click();
}

/** Goes on from a mark to why, however it was ticked: what is typed next is a reason and must never be a key. */
function goOnToWhy(event) {
  const box = event.target;
  if (box.matches("[data-mark]") && box.checked) box.closest("[tabindex='-1']")?.querySelector("input:not([type=checkbox])")?.focus();
}

function open() {
  const row = document.activeElement;
  if (rows().includes(row)) row.querySelector("a[href]")?.click();
  return rows().includes(row);
}

/**
 * Presses what has this letter; on a list of which nothing is chosen, for the row that has the focus. Where something is
 * marked as wrong, a letter asks for it; to anything else it only leads, and Enter does it. One press sends one act.
 */
function press(letter) {
  if (sending) return false;
  const button = [...document.querySelectorAll("button[data-key]")].find((one) => one.dataset.key === letter && one.offsetParent !== null);
  if (!button) return false;
  const chosen = () => document.querySelector("input[name=case]:checked");
  if (button.form?.matches("[data-many]") && !chosen()) {
    rows().find((one) => one.contains(document.activeElement))?.querySelector("input[name=case]")?.click();
    if (!chosen()) return false;
  }
  if (document.querySelector("[data-mark]:checked") && button.name === "action" && !("asks" in button.dataset)) button.focus();
  else button.click();
  return true;
}

function tell() {
  const dialog = document.getElementById("keys");
  const list = dialog.querySelector("[data-letters]");
  list.replaceChildren(
    ...[...document.querySelectorAll("button[data-key]")].map((button) => {
      const line = document.createElement("div");
      const [key, what, letter] = ["dt", "dd", "kbd"].map((name) => document.createElement(name));
      letter.textContent = button.dataset.key;
      key.append(letter);
      what.textContent = button.firstChild.textContent.trim();
      line.append(key, what);
      return line;
    }),
  );
  dialog.querySelector("[data-keys-off]").checked = localStorage.getItem(OFF) === "1";
  dialog.showModal();
}

/** Listens for keys on the whole page. */
export function keys() {
  document.querySelector("[data-show-keys]")?.addEventListener("click", tell);
  document.querySelector("[data-keys-off]")?.addEventListener("change", (event) => localStorage.setItem(OFF, event.target.checked ? "1" : "0"));
  document.addEventListener("change", goOnToWhy);
  document.addEventListener("submit", (event) => (sending = !event.defaultPrevented));
  window.addEventListener("pageshow", () => (sending = false));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const typing = event.target.closest?.(TYPING);
    if (typing) {
      if (event.key === "Escape") (typing.closest("[tabindex='-1']") ?? typing).focus?.() ?? typing.blur();
      return;
    }
    if (localStorage.getItem(OFF) === "1" || document.querySelector("dialog[open]")) return;
    const does = { j: () => move(1), k: () => move(-1), x: tick, "?": tell, Enter: open, "/": () => document.querySelector("input[data-key='/']")?.focus() };
    const done = does[event.key] ? does[event.key]() !== false : press(event.key);
    if (done && (event.key !== "Enter" || event.target.matches("[tabindex='-1']"))) event.preventDefault();
  });
}
