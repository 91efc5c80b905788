// How many cases of a list are chosen; all of them at once.
function count() {
  const told = document.querySelector("[data-count]");
  if (!told) return;
  told.hidden = false;
  told.querySelector("strong").textContent = document.querySelectorAll("input[name=case]:checked").length;
}

/** Counts what is chosen, and chooses everything that is listed. */
export function many() {
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-all]")) {
      for (const box of document.querySelectorAll("input[name=case]")) {
        box.checked = event.target.checked;
      }
    }
    if (event.target.matches("[data-all], input[name=case]")) count();
  });
}
