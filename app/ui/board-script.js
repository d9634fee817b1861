/**
 * A board that lives: the line moves with keys and buttons at once, its words and figures follow from the service, and what others do
 * shows within a second. Everything here works without it, by sending the same forms.
 */
const board = () => document.getElementById("board");
const status = document.getElementById("board-status");
const trouble = document.getElementById("board-trouble");
const number = (name) => Number(board().dataset[name]);
const place = (row) => Number(row.dataset.place);
const rows = () => [...document.querySelectorAll("#board-rows > tr[data-place]")];

/** Draws the line after so many applications, on the page as it is. */
function draw(above) {
  board().dataset.above = String(above);
  const line = document.getElementById("board-line");
  // What is moved in the page loses the focus.
  const held = line?.contains(document.activeElement) ? document.activeElement : null;
  const all = rows();
  if (line && all.length > 0) {
    const after = all.findLast((row) => place(row) <= above);
    if (after) {
      if (after.nextElementSibling !== line) after.after(line);
    } else if (all[0].previousElementSibling !== line) all[0].before(line);
    for (const row of all)
      if (row.dataset.free !== undefined)
        for (const words of row.querySelectorAll("[data-when]")) words.hidden = (words.dataset.when === "above") !== (place(row) <= above);
  }
  if (held && document.activeElement !== held) held.focus({ preventScroll: true });
  const field = document.getElementById("line");
  if (field && document.activeElement !== field) field.value = String(above);
  describe(above);
}

function describe(above) {
  const grip = document.getElementById("board-grip");
  if (!grip) return;
  const set = { role: "separator", tabindex: "0", "aria-orientation": "horizontal", "aria-label": "The line", "aria-valuemin": "0", "aria-valuemax": String(number("ranked")), "aria-valuenow": String(above), "aria-valuetext": grip.textContent };
  for (const [name, value] of Object.entries(set)) if (grip.getAttribute(name) !== value) grip.setAttribute(name, value);
}

/** What the service says of the line that is drawn. */
function say({ texts, values, off, token, above }) {
  board().dataset.token = token;
  for (const words of board().querySelectorAll("[data-say]")) if (words.textContent !== texts[words.dataset.say]) words.textContent = texts[words.dataset.say] ?? "";
  for (const bar of board().querySelectorAll("[data-fill]")) bar.value = values[bar.dataset.fill] ?? 0;
  for (const way of board().querySelectorAll(".app-board__record")) way.toggleAttribute("data-empty", !texts[way.dataset.needs]);
  for (const one of board().querySelectorAll("[data-off]")) one.classList.toggle("app-board__off", off.includes(one.dataset.off));
  draw(above);
}

/** The rows changed: the page is asked for again and its board takes the place of this one. What somebody holds in focus, they keep. */
async function refresh() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const fresh = answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("board") : null;
  if (!fresh) return;
  const held = document.activeElement;
  const typed = held?.id === "line" ? held.value : undefined;
  const opened = [...board().querySelectorAll("details")].map((part) => part.open);
  board().replaceWith(document.adoptNode(fresh));
  [...board().querySelectorAll("details")].forEach((part, index) => (part.open = opened[index] ?? part.open));
  draw(number("above"));
  if (held?.id && board().contains(document.getElementById(held.id))) document.getElementById(held.id).focus({ preventScroll: true });
  if (typed !== undefined) document.getElementById("line").value = typed;
}

let sending = false;
let wanted;
/** Moves the line, and tells the service the last place it came to: never more than one request is on its way. */
async function move(to) {
  const above = Math.max(0, Math.min(number("ranked"), to));
  draw(above);
  wanted = above;
  if (sending) return;
  sending = true;
  try {
    while (wanted !== undefined) {
      const line = wanted;
      wanted = undefined;
      await send({ to: "set", line: String(line) });
    }
  } finally {
    sending = false;
  }
}
async function send(form) {
  try {
    const answer = await fetch(board().dataset.state, { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams({ scenario: board().dataset.scenario, ...form }) });
    const said = await answer.json();
    if (!answer.ok) return warn(answer.status === 401 ? signedOut : (said.message ?? "That did not work. Try again."));
    if (wanted === undefined) say(said);
    tell(said.texts.said);
  } catch {
    warn("We can't be reached just now. The line is not saved: move it again when the connection is back.");
  }
}
const signedOut = "You have been signed out. Sign in again to go on.";
/** What changed, for those who hear the page; and what is wrong, for everybody. */
function tell(words) {
  warn("");
  if (status.textContent !== words) status.textContent = words;
}
function warn(words) {
  if (trouble.textContent !== words) trouble.textContent = words;
}

const steps = { ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10, Home: -Infinity, End: Infinity };
document.addEventListener("keydown", (event) => {
  if (event.target.id !== "board-grip" || event.ctrlKey || event.metaKey || event.altKey || !(event.key in steps)) return;
  event.preventDefault();
  void move(number("above") + steps[event.key]);
  event.target.scrollIntoView({ block: "nearest" });
});
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!(button instanceof HTMLButtonElement) || button.name !== "to" || !board().contains(event.target)) return;
  const field = document.getElementById("line");
  if (button.value === "set" && !/^\s*\d{1,6}\s*$/.test(field.value)) return;
  event.preventDefault();
  if (button.value === "fits") void send({ to: "fits" });
  else void move(button.value === "set" ? Number(field.value) : number("above") + (button.value === "up" ? -1 : 1));
});

async function listen() {
  if (!document.hidden && !sending) await ask();
  setTimeout(listen, 1000);
}
async function ask() {
  const address = new URL(board().dataset.state, location.href);
  address.searchParams.set("since", board().dataset.token);
  if (board().dataset.scenario) address.searchParams.set("scenario", board().dataset.scenario);
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (answer.status === 401) return warn(signedOut);
    if (answer.status === 403 || answer.status === 404) return warn("This board can't be shown any more. Open it again.");
    const said = answer.ok ? await answer.json() : { same: true };
    // Between asking and the answer this person may have moved the line themselves: that comes after.
    if (answer.ok) warn("");
    if (said.same || sending) return;
    if (said.rows !== board().dataset.rows) await refresh();
    else say(said);
    tell(said.texts.said);
  } catch {
    warn("We can't be reached just now. The board shows how it last was.");
  }
}

draw(number("above"));
void listen();
