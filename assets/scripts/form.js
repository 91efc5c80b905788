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

const KEPT = "nenso-typed:";
const OWN = new Set(["csrfmiddlewaretoken", "once", "version", "base", "seen", "asks", "do"]);

/** Keeps what is written here, in this window alone, until it is known to be saved. */
function remember() {
  const typed = [...new FormData(form)].filter(([name, value]) => !OWN.has(name) && typeof value === "string");
  try {
    sessionStorage.setItem(KEPT + location.pathname, JSON.stringify({ version: form.elements.version.value, typed }));
  } catch {
    // Where nothing may be kept, what was not saved has to be written again.
  }
}

/** Writes back what was not saved: the session had ended, or the line was lost. */
async function restore() {
  const name = KEPT + location.pathname;
  const found = JSON.parse(sessionStorage.getItem(name) ?? "null");
  sessionStorage.removeItem(name);
  if (found?.version !== form.elements.version.value) return;
  if (!write(found.typed)) return;
  if (form.hasAttribute("data-live")) {
    await ask();
    write(found.typed);
  }
  changed = true;
  document.getElementById("saved").textContent = form.dataset.restored;
}

/** Puts answers into their boxes; says whether any was another. */
function write(typed) {
  let other = false;
  const put = (element, what, value) => {
    if (element[what] === value) return;
    element[what] = value;
    other = true;
  };
  for (const element of form.elements) {
    if (!element.name || OWN.has(element.name) || ["hidden", "file", "submit"].includes(element.type)) continue;
    const values = typed.filter(([name]) => name === element.name).map(([, value]) => value);
    if (element.type === "radio" || element.type === "checkbox") put(element, "checked", values.includes(element.value));
    else if (values.length) put(element, "value", values[0]);
  }
  return other;
}

if (form) {
  restore();
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("change", (event) => {
    if (form.hasAttribute("data-live") && event.target.closest("[data-field]")) ask();
  });
  form.addEventListener("submit", () => {
    leaving = true;
    remember();
  });
  window.addEventListener("pageshow", () => (leaving = false));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && changed && !leaving) {
      changed = false;
      remember();
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
