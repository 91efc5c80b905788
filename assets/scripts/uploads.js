// Files given to a document or a field: progress shown, gone on with when the line is back, each only once.
import { brokenOff, lineBack, Refused, sendFile, SignedOut } from "./_sending.js";

const under = new WeakMap();

/** Shows how it goes beside the file input: a word, and how much of it is there. */
function shower(input) {
  const text = input.closest("[data-paper], [data-field], form, fieldset").querySelector(".progress");
  const words = input.dataset;
  const bar = document.createElement("progress");
  bar.max = 100;
  return {
    say(said) {
      text.hidden = !said;
      if (text.textContent !== said) text.textContent = said;
    },
    told(name, share) {
      this.say(`${words.sending} ${name}`);
      bar.setAttribute("aria-label", `${words.sending} ${name}`);
      bar.value = Math.round(share * 100);
      if (!bar.isConnected) text.after(bar);
    },
    lost: () => (text.hidden = false, text.textContent = words.lost),
    done() {
      bar.remove();
      this.say("");
    },
  };
}

function wrong(input, said) {
  let line = input.parentElement.querySelector(".govuk-error-message");
  if (!line) {
    line = document.createElement("p");
    line.className = "govuk-error-message";
    line.setAttribute("role", "alert");
    input.before(line);
  }
  line.textContent = said;
  input.value = "";
}

function clear(input) {
  input.parentElement.querySelector(".govuk-error-message")?.remove();
}

/** Sends what was chosen; resolves with the words of what is there then, and tells what was refused. */
async function send(input) {
  const show = shower(input);
  const sent = [];
  clear(input);
  try {
    for (const file of [...input.files]) {
      show.told(file.name, 0);
      const token = input.form.elements.csrfmiddlewaretoken.value;
      sent.push({ file, word: await sendFile(file, { token, place: placeOf(input), told: (share) => show.told(file.name, share), lost: () => show.lost() }) });
    }
  } catch (error) {
    if (error instanceof SignedOut) signIn();
    else if (error instanceof Refused && [405, 501].includes(error.status)) throw error;
    else wrong(input, error instanceof Refused ? error.message : input.dataset.failed);
  }
  show.done();
  return sent;
}

const placeOf = (input) => `${location.pathname}#${input.name}${input.form.dataset.upload ?? ""}`;

function signIn() {
  location.assign(`/dang-nhap?next=${encodeURIComponent(location.pathname + location.search)}`);
}

/** Papers of a document: what is there is given at once, and its part of the page shown anew; the rest stays as typed. */
async function give(input) {
  const { form } = input;
  let sent;
  try {
    sent = await send(input);
  } catch {
    return plainly(form);
  }
  if (!sent.length) return;
  const data = new FormData();
  for (const name of ["csrfmiddlewaretoken", "once"]) data.set(name, form.elements[name].value);
  data.set("do", "upload");
  for (const one of sent) data.append(uploadName(input), one.word);
  for (let tried = 0; ; tried++) {
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body: data }).catch(() => null);
    if (answer && answer.status < 502) return show(input, answer);
    shower(input).lost();
    await lineBack(tried);
  }
}

const uploadName = (input) => input.name.replace("file", "upload");

/** Where nothing goes up by parts, the form takes its files along. */
function plainly(form) {
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "do", value: "upload" }));
  form.submit();
}

/** Puts the document as the server now shows it in place of what is on the page. */
async function show(input, answer) {
  if (new URL(answer.url).pathname.startsWith("/dang-nhap")) return signIn();
  const old = input.closest("[data-paper]");
  const made = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(old.id);
  if (!made) return wrong(input, input.dataset.failed);
  old.replaceWith(made);
  bring(made);
  made.querySelector("input[type=file], button")?.focus();
}

/** A file among other answers: sent now, named by the form when that is sent. */
async function later(input) {
  let sent;
  try {
    sent = await send(input);
  } catch {
    return;
  }
  for (const { file, word } of sent) {
    const line = document.createElement("li");
    const name = document.createElement("span");
    const named = document.createElement("input");
    const remove = document.createElement("button");
    line.className = "files__one";
    name.className = "anywhere";
    name.textContent = file.name;
    Object.assign(named, { type: "hidden", name: uploadName(input), value: word });
    Object.assign(remove, { type: "button", className: "known__change govuk-link", textContent: input.dataset.remove });
    remove.setAttribute("aria-label", `${input.dataset.remove} ${file.name}`);
    remove.addEventListener("click", () => (line.remove(), input.focus()));
    line.append(name, named, remove);
    listOf(input).append(line);
  }
  input.value = "";
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function listOf(input) {
  const home = input.closest("[data-field], fieldset");
  let list = home.querySelector(".files");
  if (!list) {
    list = document.createElement("ul");
    list.className = "files";
    input.before(list);
  }
  return list;
}

/** Tells what was broken off here, before this page was loaded again. */
function remind(input) {
  const found = brokenOff(placeOf(input));
  if (found.length) shower(input).say(found.map((one) => input.dataset.resume.replace("{name}", one.name).replace("{share}", Math.floor(one.share * 100))).join(" "));
}

function start(input, work) {
  under.set(input, work(input).finally(() => under.delete(input)));
}

function bring(root) {
  for (const input of root.querySelectorAll("[data-paper] input[type=file]")) {
    input.addEventListener("change", () => start(input, give));
    remind(input);
  }
  for (const input of root.querySelectorAll("input[type=file][data-later]")) {
    input.closest("[data-field], fieldset").querySelector("[data-plain]")?.remove();
    input.addEventListener("change", () => start(input, later));
    remind(input);
  }
}

/** A form waits for its files. */
document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  const waiting = [...form.querySelectorAll("input[type=file]")].map((one) => under.get(one)).filter(Boolean);
  if (!waiting.length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  await Promise.all(waiting);
  if (submitter?.isConnected ?? true) form.requestSubmit(submitter);
}, true);

/** The button of a document sends again what could not be sent when it was chosen. */
document.addEventListener("submit", (event) => {
  const input = event.submitter?.closest("[data-paper]")?.querySelector("input[type=file]");
  if (input?.form !== event.target || !input.files.length) return;
  event.preventDefault();
  start(input, give);
});

bring(document);
