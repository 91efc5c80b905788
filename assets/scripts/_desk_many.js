// One act on many cases: each is sent by itself, with a key of its own that stays the same when it is sent again.
async function send(form, action, box) {
  const body = new URLSearchParams(new FormData(form));
  body.delete("case");
  body.set("case", box.value);
  body.set("action", action);
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body, headers: { Accept: "text/html" }, credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("#outcomes > tr");
}

async function run(form, action) {
  const boxes = [...document.querySelectorAll("input[name=case]:checked")];
  const shown = document.querySelector("[data-progress]");
  const [bar, told, list] = ["progress", "[data-told]", "[data-outcomes]"].map((one) => shown.querySelector(one));
  shown.hidden = false;
  bar.max = boxes.length;
  let done = 0;
  for (const [index, box] of boxes.entries()) {
    const row = await send(form, action, box).catch(() => null);
    if (row) {
      list.append(row);
      done += Number(row.dataset.done);
    }
    box.checked = !row;
    bar.value = index + 1;
    told.textContent = `${done}/${boxes.length}`;
  }
  shown.querySelector("[data-again]").hidden = false;
  shown.querySelector("[data-again]").focus();
}

/** Counts what is chosen, and sends it one after the other. */
export function many() {
  document.addEventListener("change", (event) => {
    if (!event.target.matches("input[name=case]")) return;
    const count = document.querySelector("[data-count]");
    count.hidden = false;
    count.querySelector("strong").textContent = document.querySelectorAll("input[name=case]:checked").length;
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches?.("[data-many]") || !document.querySelector("input[name=case]:checked")) return;
    event.preventDefault();
    run(form, event.submitter?.value ?? "");
  });
}
