// The editor of one file: a plain text box until CodeMirror stands in its place, saved and checked by the server as one writes.
import { autocompletion } from "@codemirror/autocomplete";
import { yaml } from "@codemirror/lang-yaml";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { basicSetup } from "codemirror";
import { completions } from "./_editor_schema.js";

const PAUSE = 700;
const AGAIN = 4000;
const form = document.querySelector("[data-editor]");
const box = form.querySelector("textarea");
const place = form.querySelector(".write__editor");
const state = form.querySelector("[data-state]");
const list = document.querySelector("[data-issues]");
const seen = form.elements.seen;

const looks = EditorView.theme({
  "&": { fontSize: "15px", backgroundColor: "#fff" },
  "&.cm-focused": { outline: "3px solid #f2c14e" },
  ".cm-scroller": { fontFamily: "ui-monospace, monospace", lineHeight: "1.5", maxHeight: "70vh", minHeight: "20rem" },
  ".cm-gutters": { backgroundColor: "#fdfaf4", color: "#6b6257" },
});

let waiting, running = false, changed = false, conflict = false;

const diagnostic = (doc, one) => {
  const line = doc.line(Math.min(Math.max(one.line, 1), doc.lines));
  const from = Math.min(line.from + Math.max(one.column - 1, 0), line.to);
  return { from, to: Math.max(from, line.to), severity: one.level === "error" ? "error" : "warning", message: one.expected ? `${one.text}\n${one.expected}` : one.text };
};

function tell(issues) {
  list.replaceChildren();
  state.textContent = issues.length ? `${form.dataset.saved}. ${issues.length} ${form.dataset.wrong}` : `${form.dataset.saved}. ${form.dataset.fine}`;
  if (!issues.length) return;
  const all = document.createElement("ul");
  all.className = "issues";
  for (const one of issues) {
    const item = document.createElement("li");
    const go = document.createElement("button");
    go.type = "button";
    go.className = "desk__link";
    go.textContent = `${form.dataset.line} ${one.line}`;
    go.addEventListener("click", () => show(one.line));
    item.append(go, ` ${one.text}`);
    all.append(item);
  }
  list.append(all);
}

function show(number) {
  const line = view.state.doc.line(Math.min(Math.max(number, 1), view.state.doc.lines));
  view.dispatch({ selection: { anchor: line.from }, effects: EditorView.scrollIntoView(line.from, { y: "center" }) });
  view.focus();
}

async function check() {
  if (running || conflict) return;
  running = true;
  changed = false;
  const doc = view.state.doc;
  state.textContent = form.dataset.saving;
  const body = new URLSearchParams(new FormData(form));
  body.set("text", doc.toString());
  try {
    const answer = await fetch(form.dataset.check, { method: "POST", body, credentials: "same-origin" });
    const told = await answer.json();
    if (answer.ok) {
      seen.value = told.seen;
      if (view.state.doc === doc) {
        view.dispatch(setDiagnostics(view.state, told.issues.map((one) => diagnostic(doc, one))));
        tell(told.issues);
      }
    } else {
      conflict = answer.status === 409;
      state.textContent = told.problem;
    }
  } catch {
    state.textContent = form.dataset.lost;
    changed = true;
    waiting = setTimeout(check, AGAIN);
  }
  running = false;
  if (changed || view.state.doc !== doc) later();
}

function later() {
  changed = true;
  clearTimeout(waiting);
  waiting = setTimeout(check, PAUSE);
}

// Inside a shadow root CodeMirror styles itself by adopted style sheets, which the page's policy lets through.
const root = place.attachShadow({ mode: "open" });
const inside = document.createElement("div");
root.append(inside);
const view = new EditorView({
  parent: inside,
  root,
  state: EditorState.create({
    doc: box.value,
    extensions: [
      basicSetup,
      yaml(),
      lintGutter(),
      looks,
      autocompletion({ override: form.dataset.schema ? [completions(form.dataset.schema)] : [] }),
      EditorView.contentAttributes.of({ "aria-label": form.dataset.label, tabindex: "0", spellcheck: "false", autocapitalize: "none" }),
      EditorView.updateListener.of((update) => update.docChanged && later()),
    ],
  }),
});
box.hidden = true;
place.hidden = false;
form.addEventListener("submit", () => {
  box.value = view.state.doc.toString();
  changed = false;
});
addEventListener("beforeunload", (event) => {
  if (changed || running) event.preventDefault();
});
// Keys of the desk are letters: outside a shadow root nobody can tell that they are being typed.
place.addEventListener("keydown", (event) => {
  event.stopPropagation();
  if ((event.ctrlKey || event.metaKey) && event.key === "s") {
    event.preventDefault();
    clearTimeout(waiting);
    check();
  }
});
const meant = /^#dong-(\d+)$/.exec(location.hash);
if (meant) show(Number(meant[1]));
check();
