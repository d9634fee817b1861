/**
 * Signing out while answers lie on this device that the server has not got: the way to them, and the choice to delete
 * them. Reads no answer: they are sealed, and the key is not here. The names of the shelf are those of shelf.ts.
 */
const page = document.querySelector("[data-unsent-of]");
const list = page?.querySelector("[data-unsent-list]");
const deleting = page?.querySelector("[data-unsent-delete]");

const done = (asked) => new Promise((resolve, reject) => ((asked.onsuccess = () => resolve(asked.result)), (asked.onerror = asked.onblocked = () => reject(asked.error))));

async function shelf() {
  // Opening one that is not there would make it.
  const known = (await indexedDB.databases?.()) ?? [{ name: "lade-drafts" }];
  if (!known.some(({ name }) => name === "lade-drafts")) return undefined;
  const database = await done(indexedDB.open("lade-drafts"));
  return database.objectStoreNames.contains("answers") ? database.transaction("answers", "readwrite").objectStore("answers") : undefined;
}

async function unsent() {
  const answers = await shelf();
  return answers ? (await done(answers.getAll())).filter((record) => record.person === page.dataset.unsentOf) : [];
}

async function show() {
  const parts = new Map();
  for (const { application, section } of await unsent()) {
    const part = page.dataset.part.replace("APPLICATION", encodeURIComponent(application)).replace("PART", encodeURIComponent(section));
    parts.set(part, (parts.get(part) ?? 0) + 1);
  }
  list.replaceChildren(
    ...[...parts].map(([part, count]) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = part;
      link.textContent = count === 1 ? "Go to 1 answer that is not saved" : `Go to ${count} answers that are not saved`;
      item.append(link);
      return item;
    }),
  );
  deleting.hidden = parts.size === 0;
  // They were sent meanwhile: nothing stands in the way.
  if (parts.size === 0) leave();
}

function leave() {
  document.cookie = "lade-unsent=; path=/account/sign-out; max-age=0";
  page.querySelector("form").requestSubmit();
}

async function forget() {
  const mine = await unsent();
  const answers = await shelf();
  for (const { key } of mine) await done(answers.delete(key));
}

if (page) {
  deleting.addEventListener("click", () => void forget().then(leave));
  show().catch(() => undefined);
}
