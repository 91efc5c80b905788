// Files given to a document: progress shown, sent again by itself when the line was lost, each only once.
const waits = [1000, 2000, 5000, 10000];

function lineBack(wait) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, navigator.onLine ? wait : 600000);
    window.addEventListener("online", () => (clearTimeout(timer), resolve()), { once: true });
  });
}

/** Sends one file once; resolves with the answer, or null when the line was lost. */
function send(form, file, key, told) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const data = new FormData();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.set("once", key);
    data.append("file", file, file.name);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) told(`${form.dataset.sending} ${file.name}: ${Math.round((event.loaded / event.total) * 100)} %`);
    });
    request.addEventListener("load", () => resolve(request.status >= 502 && request.status <= 504 ? null : request));
    request.addEventListener("error", () => resolve(null));
    request.addEventListener("timeout", () => resolve(null));
    request.open("POST", form.action);
    request.send(data);
  });
}

async function give(form, files) {
  const progress = form.querySelector(".progress");
  const told = (text) => ((progress.hidden = false), (progress.textContent = text));
  let last = null;
  for (const file of files) {
    const key = `${form.elements.once.value.slice(0, 20)}-${crypto.randomUUID()}`;
    for (let tried = 0; ; tried++) {
      told(`${form.dataset.sending} ${file.name}`);
      const answer = await send(form, file, key, told);
      if (answer) {
        last = answer;
        break;
      }
      told(form.dataset.lost);
      await lineBack(waits[Math.min(tried, waits.length - 1)]);
    }
    if (last.status >= 400) break;
  }
  if (last) show(form, last);
}

/** Puts the document as the server now shows it in place of what is on the page. */
function show(form, answer) {
  const old = form.closest("[data-paper]");
  const page = new DOMParser().parseFromString(answer.responseText, "text/html");
  const made = page.getElementById(old.id);
  if (!made) {
    form.querySelector(".progress").textContent = form.dataset.failed;
    return;
  }
  old.replaceWith(made);
  bring(made);
  made.querySelector("input[type=file], button")?.focus();
}

function bring(root) {
  for (const form of root.querySelectorAll("form[data-upload]")) {
    form.addEventListener("submit", (event) => {
      const files = [...form.elements.file.files];
      if (!files.length) return;
      event.preventDefault();
      give(form, files);
    });
    form.elements.file.addEventListener("change", () => form.requestSubmit());
  }
}

bring(document);
