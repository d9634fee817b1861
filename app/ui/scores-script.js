/**
 * Scores that save by themselves: the form with `data-autosave` (the address it is saved at) is sent as it is a moment after something
 * was typed. Every save of this page has a number, so that one sent twice, or late, never overwrites a newer one. Without this script
 * the form is saved with its own button.
 */
const patience = { afterTyping: 1000, atMost: 5000, answer: 15_000, firstRetry: 4000, lastRetry: 60_000 };

function keep(form) {
  const field = (name) => form.elements.namedItem(name);
  const status = form.querySelector("[data-saved]");
  const say = (words) => {
    if (status.textContent !== words) status.textContent = words;
  };
  let [typed, kept, turn, waitedSince, retry] = [0, 0, 0, 0, patience.firstRetry];
  let [timer, sending, leaving, stopped] = [undefined, false, false, false];
  field("page").value = crypto.randomUUID ? crypto.randomUUID() : "";

  const later = (milliseconds) => {
    clearTimeout(timer);
    timer = setTimeout(save, milliseconds);
  };

  async function save() {
    if (sending || stopped || leaving || typed === kept) return;
    sending = true;
    const upTo = typed;
    field("turn").value = String((turn += 1));
    say("Saving…");
    let again;
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" }, keepalive: document.hidden, signal: AbortSignal.timeout(patience.answer),
      });
      again = heard(answer.status, await answer.json().catch(() => ({})), upTo);
    } catch {
      say("Not saved yet: there is no connection. Leave this page open, it is tried again by itself.");
      again = true;
    }
    sending = false;
    if (again) later(retry = Math.min(retry * 2, patience.lastRetry));
    else if (typed !== kept) later(patience.afterTyping);
  }

  /** What the answer means, in words. True where it is worth sending the same again. */
  function heard(code, body, upTo) {
    if (code === 200) {
      [kept, waitedSince, retry] = [upTo, 0, patience.firstRetry];
      field("version").value = String(body.version);
      const faults = Object.values(body.errors);
      const left = body.left === 0 ? "Every criterion is scored: you can send your scores." : `${body.left} ${body.left === 1 ? "criterion is" : "criteria are"} still to score.`;
      say(faults.length > 0 ? `Saved at ${body.at}, except this: ${faults.join(". ")}.` : `Saved at ${body.at}. ${left}`);
      return false;
    }
    if (code === 401) {
      say("Not saved yet: you have been signed out. Sign in again in another window and come back, what you typed stays here.");
      return true;
    }
    if (code === 429 || code >= 500) {
      say("Not saved yet: we can't reach our records. Leave this page open, it is tried again by itself.");
      return true;
    }
    stopped = true;
    const next = body.title === "Someone else changed this" ? "Press “Save as a draft” to see both." : "Copy what you typed before you leave this page.";
    say(`Not saved. ${body.message ?? "Open the page again"}. ${next}`);
    return false;
  }

  function typing() {
    typed += 1;
    const now = Date.now();
    waitedSince ||= now;
    later(Math.max(0, Math.min(patience.afterTyping, waitedSince + patience.atMost - now)));
  }
  form.addEventListener("input", typing);
  addEventListener("online", () => later(0));
  document.addEventListener("visibilitychange", () => later(0));
  addEventListener("pageshow", () => (leaving = false));
  addEventListener("beforeunload", (event) => {
    if (typed !== kept && !leaving) event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    if (leaving) return event.preventDefault();
    leaving = true;
    field("turn").value = String((turn += 1));
  });
  // What was typed before this script ran, or what the browser put back after a reload.
  const differs = [...form.elements].some((one) => (one.type === "radio" || one.type === "checkbox" ? one.checked !== one.defaultChecked : one.tagName === "TEXTAREA" && one.value !== one.defaultValue));
  if (differs) typing();
}

const form = document.querySelector("form[data-autosave]");
if (form) keep(form);
