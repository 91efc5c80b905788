// A page of a form, quicker: fields come and go with the answers, and what is written is saved when the page is left.
const form = document.querySelector("form.asking");
const fields = document.getElementById("fields");
let changed = false;
let leaving = false;
let asked = 0;

/** Puts the fields as the server draws them in place of those there are; a field somebody is in is left alone. */
function put(html) {
  const drawn = new DOMParser().parseFromString(html, "text/html").body;
  sync(fields, drawn);
}

function sync(old, drawn) {
  const kept = new Map([...old.children].filter((one) => one.dataset.field).map((one) => [one.dataset.field, one]));
  let after = null;
  for (const child of [...drawn.children]) {
    const name = child.dataset.field;
    const own = name ? kept.get(name) : null;
    if (own) {
      kept.delete(name);
      const inner = own.querySelector(":scope > fieldset.group");
      const other = child.querySelector(":scope > fieldset.group");
      if (inner && other) sync(inner, other);
      place(own, after, old);
      after = own;
    } else if (name) {
      place(child, after, old);
      after = child;
    } else if (child.tagName !== "LEGEND") {
      const same = [...old.children].find((one) => !one.dataset.field && one.outerHTML === child.outerHTML);
      if (same) after = same;
    }
  }
  for (const gone of kept.values()) gone.remove();
}

function place(one, after, parent) {
  if (after ? after.nextElementSibling === one : one === first(parent)) return;
  if (after) after.after(one);
  else if (first(parent)) first(parent).before(one);
  else parent.append(one);
}

function first(parent) {
  return parent.querySelector(":scope > [data-field]");
}

function body(wanted) {
  const data = new FormData(form);
  for (const input of form.querySelectorAll("input[type=file]")) data.delete(input.name);
  data.set("do", wanted);
  return data;
}

async function ask() {
  const mine = ++asked;
  try {
    const answer = await fetch(form.action, { method: "POST", body: body("next"), headers: { "X-Live": "1" }, redirect: "error" });
    if (answer.ok && mine === asked) put(await answer.text());
  } catch {
    // Without a line the page goes on as it is; sending it shows the same.
  }
}

if (form) {
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("change", (event) => {
    if (form.hasAttribute("data-live") && event.target.closest("[data-field]")) ask();
  });
  form.addEventListener("submit", () => (leaving = true));
  window.addEventListener("pageshow", () => (leaving = false));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && changed && !leaving) {
      changed = false;
      navigator.sendBeacon(form.action, body("keep"));
    }
  });
  for (const select of form.querySelectorAll("select[data-filter]")) searchable(select);
}

const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/gi, "d").toLowerCase();

/** Gives a long list a box that narrows it, with or without diacritics. */
function searchable(select) {
  const all = [...select.options];
  const box = document.createElement("input");
  box.className = "govuk-input filter";
  box.type = "search";
  box.setAttribute("aria-label", select.dataset.filter);
  box.placeholder = select.dataset.filter;
  box.addEventListener("input", () => {
    const wanted = plain(box.value);
    const fitting = all.filter((one) => !one.value || one.selected || plain(one.text).includes(wanted));
    select.replaceChildren(...fitting);
    const found = fitting.filter((one) => one.value && plain(one.text).includes(wanted));
    if (wanted && found.length === 1) {
      found[0].selected = true;
      select.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
  select.before(box);
}
