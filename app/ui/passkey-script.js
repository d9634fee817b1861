/**
 * Passkeys: asks the site for a challenge, the authenticator for an answer to it, and sends that with the page's own form.
 * Forms with `data-passkey` ("create" or "get") stand in something hidden until a browser can do this.
 */
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const described = (list = []) => list.map((one) => ({ ...one, id: bytes(one.id) }));

/** A credential as JSON, also in browsers that cannot write it themselves. */
function written(credential) {
  const { response } = credential;
  const parts = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) if (response[name]) parts[name] = text(response[name]);
  if (response.getTransports) parts.transports = response.getTransports();
  return JSON.stringify({ id: credential.id, rawId: credential.id, type: credential.type, clientExtensionResults: {}, response: parts });
}

async function answered(form) {
  const asked = await fetch(form.dataset.options, { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams({ intent: form.dataset.purpose }) });
  const options = await asked.json().catch(() => ({}));
  if (asked.status === 401) throw new Error("You have been signed out since you opened the page. Sign in again.");
  if (!asked.ok) throw new Error(options.message ? `${options.message}.`.replace("..", ".") : "");
  if (form.dataset.passkey === "create") {
    const publicKey = { ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) }, excludeCredentials: described(options.excludeCredentials) };
    return navigator.credentials.create({ publicKey });
  }
  return navigator.credentials.get({ publicKey: { ...options, challenge: bytes(options.challenge), allowCredentials: described(options.allowCredentials) } });
}

/** Why it did not work, in words a person can act on. */
function why(fault) {
  if (fault.name === "InvalidStateError") return "This device has a passkey for your account already.";
  if (fault.name === "NotAllowedError" || fault.name === "AbortError") return "Nothing was done: the request was closed or took too long. Try again when you are ready.";
  if (fault.name === "SecurityError") return "Passkeys don't work at this address.";
  if (fault.name === "TypeError") return "We can't be reached just now. Look at your connection, then try again.";
  return fault.message || "That did not work. Try again, or go on without a passkey.";
}

async function submitted(form) {
  const status = form.querySelector("[role=status]");
  const button = form.querySelector("button");
  status.textContent = "Waiting for your passkey…";
  button.disabled = true;
  try {
    const credential = await answered(form);
    form.elements.namedItem("response").value = written(credential);
    const shared = form.elements.namedItem("shared_computer");
    if (shared && document.querySelector("input[type=checkbox][name=shared_computer]:checked")) shared.value = "yes";
    status.textContent = "One moment…";
    form.submit();
  } catch (fault) {
    status.textContent = why(fault);
    button.disabled = false;
    button.focus();
  }
}

if (window.PublicKeyCredential && navigator.credentials) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.parentElement.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void submitted(form);
    });
  }
  for (const without of document.querySelectorAll("[data-passkey-without]")) without.hidden = true;
}
