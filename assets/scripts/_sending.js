// One file, part by part (tus 1.0): a lost line costs a part, and the same file chosen again goes on where it was.
const PLACE = "/tai-len";
const WAITS = [1000, 2000, 5000, 10000];
const LEAST = 64 * 1024;
const MOST = 4 * 1024 * 1024;
const DAY = 24 * 3600 * 1000;
const KEPT = "nenso-upload:";

/** The server says no; `status` and what it says. */
export class Refused extends Error {
  constructor(answer) {
    super(answer.responseText);
    this.status = answer.status;
  }
}

/** The session has ended meanwhile. */
export class SignedOut extends Error {}

/** Resolves once there may be a line again. */
export function lineBack(tried) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, navigator.onLine ? WAITS[Math.min(tried, WAITS.length - 1)] : 600000);
    window.addEventListener("online", () => (clearTimeout(timer), resolve()), { once: true });
  });
}

function ask(method, address, headers, body, moved) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (event) => moved?.(event.loaded));
    for (const lost of ["error", "timeout", "abort"]) request.addEventListener(lost, () => resolve(null));
    request.addEventListener("load", () => {
      if (new URL(request.responseURL).pathname.startsWith("/dang-nhap")) reject(new SignedOut());
      else resolve(request.status >= 502 && request.status <= 504 ? null : request);
    });
    request.open(method, address);
    for (const [name, value] of Object.entries({ "Tus-Resumable": "1.0.0", ...headers })) request.setRequestHeader(name, value);
    request.send(body);
  });
}

const coded = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
const nameOf = (file) => `${KEPT}${file.name}:${file.size}:${file.lastModified}`;

function kept(name) {
  try {
    const found = JSON.parse(localStorage.getItem(name));
    return found && Date.now() - found.at < DAY ? found : null;
  } catch {
    return null;
  }
}

function keep(name, what) {
  try {
    if (what) localStorage.setItem(name, JSON.stringify(what));
    else localStorage.removeItem(name);
  } catch {
    // Where nothing may be kept, an upload goes on only while its page is open.
  }
}

/** What was broken off on this device for `place`: name and share of each. */
export function brokenOff(place) {
  const found = [];
  for (const name of Object.keys(localStorage ?? {}).filter((one) => one.startsWith(KEPT))) {
    const one = kept(name);
    if (!one) keep(name, null);
    else if (one.place === place) found.push({ name: one.name, share: one.offset / one.size });
  }
  return found;
}

/** Sends a file; resolves with the word by which a form names it. `told(share)` as it goes, `lost()` without a line. */
export async function sendFile(file, { token, place, told, lost }) {
  const name = nameOf(file);
  const state = kept(name) ?? { once: `${Date.now()}-${Math.random().toString(36).slice(2)}`, name: file.name, size: file.size, at: Date.now(), offset: 0 };
  Object.assign(state, { place });
  const headers = { "X-CSRFToken": token };
  let size = LEAST * 4;
  let known = false;
  for (let tried = 0; ; ) {
    let answer;
    let begun = performance.now();
    if (!state.address) {
      const metadata = `filename ${coded(file.name)},filetype ${coded(file.type)},once ${coded(state.once)}`;
      answer = await ask("POST", PLACE, { ...headers, "Upload-Length": file.size, "Upload-Metadata": metadata });
      if (answer?.status === 201) state.address = answer.getResponseHeader("Location");
    } else if (!known) {
      answer = await ask("HEAD", state.address, {});
    } else {
      const part = file.slice(state.offset, state.offset + size);
      answer = await ask("PATCH", state.address, { ...headers, "Upload-Offset": state.offset, "Content-Type": "application/offset+octet-stream" }, part, (loaded) => told((state.offset + loaded) / file.size));
    }
    if (!answer) {
      known = false;
      size = Math.max(LEAST, size / 2);
      lost();
      await lineBack(tried++);
    } else if (answer.status < 300) {
      state.offset = Number(answer.getResponseHeader("Upload-Offset"));
      known = true;
      tried = 0;
      told(state.offset / file.size);
      if (performance.now() - begun < 2000) size = Math.min(MOST, size * 2);
      if (state.offset >= file.size) {
        keep(name, null);
        return state.address.split("/").pop();
      }
    } else if (answer.status === 409 && known) {
      known = false;
    } else if ([404, 410].includes(answer.status) && state.address) {
      Object.assign(state, { address: "", once: `${state.once}-`, offset: 0 });
      known = false;
    } else {
      keep(name, null);
      throw new Refused(answer);
    }
    keep(name, state);
  }
}
