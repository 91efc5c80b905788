// Passkeys: what a form with data-passkey="create" or "get" asks the device for, and sends along.
import { create, get } from "@github/webauthn-json";

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`options: ${answer.status}`);
  return answer.json();
}

async function answerOf(form) {
  const options = await optionsOf(form);
  if (form.dataset.passkey === "get") return get(options.request_options);
  const asked = options.creation_options;
  Object.assign(asked.publicKey.authenticatorSelection, { residentKey: "required", requireResidentKey: true, userVerification: "required" });
  return create(asked);
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.hidden = !window.PublicKeyCredential;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const failed = form.querySelector("[data-failed]");
    failed.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(await answerOf(form));
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
}
