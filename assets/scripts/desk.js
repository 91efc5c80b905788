// The desk: keys for what is done all day, and one act on many cases with its progress.
import { keys } from "./_desk_keys.js";
import { many } from "./_desk_many.js";

/** Shows what works with scripts alone; again in a list that was narrowed. */
function show() {
  for (const element of document.querySelectorAll("[data-needs-script]")) element.hidden = false;
}

show();
document.addEventListener("htmx:afterSwap", show);

// A box that narrows a list: what does not have it goes, the first that has is chosen.
const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
const narrows = document.querySelector("[data-narrows]");
narrows?.addEventListener("input", () => {
  const options = [...document.getElementById(narrows.dataset.narrows).options];
  for (const one of options) one.hidden = !folded(one.text).includes(folded(narrows.value.trim()));
  const first = options.find((one) => !one.hidden);
  if (narrows.value.trim() && first) first.selected = true;
});

// A form that begins: the first thing that is not known yet is where one writes.
const asked = [...document.querySelectorAll("form[data-begin] :is(input:not([type=hidden], [type=file], [type=checkbox]), select, textarea)")];
asked.find((one) => one.offsetParent !== null && (one.type === "radio" ? !one.form.querySelector(`[name="${one.name}"]:checked`) : !one.value))?.focus();

// Ctrl+Enter sends a long form from wherever one is in it.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.ctrlKey) document.querySelector("button[data-send]")?.click();
});

document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
keys();
many();
