/** What the page says to the server in the background, and what it hears. Nothing throws: no answer is an answer too. */
import { paths } from "#app/paths.ts";
import { outcomeOf, type Outcome, type SaveAnswer, type Waiting } from "./queue.ts";

/** How the answers of a section stand, who is there, and the key for what lies on this device. */
export interface Reading<V> {
  person: string;
  device_key: string;
  keep: boolean;
  versions: Readonly<Record<string, number>>;
  changed: readonly { question: string; version: number; value: V | null; by: string; at: string }[];
  here: readonly { name: string; section: string }[];
  sent: boolean;
}
export type Heard<V> = { kind: "read"; reading: Reading<V> } | { kind: "signed-out" } | { kind: "not-yours" } | { kind: "away" };
export type SignedIn = "in" | "wrong" | "too-often" | "away";

export interface Talk<V> {
  read(): Promise<Heard<V>>;
  save(one: Waiting): Promise<Outcome<V>>;
  /** @param intent "keep:" confirms the text that stands against the refused one, "use:" saves that one; then its id */
  choose(question: string, intent: string, about: Pick<Waiting, "key" | "section" | "person">): Promise<Outcome<V>>;
  signIn(email: string, password: string, shared: boolean): Promise<SignedIn>;
}

/** Milliseconds. Longer than a bad connection takes, shorter than a person waits. */
const patience = 15_000;

export function talkAbout<V>(application: string, section: string, origin = ""): Talk<V> {
  const to = origin + paths.applicationAnswers(application);
  const post = (address: string, fields: URLSearchParams) => ask(address, { method: "POST", body: fields, redirect: "manual" });
  const saveForm = async (question: string, fields: URLSearchParams): Promise<Outcome<V>> => {
    const response = await post(to, fields);
    return response ? outcomeOf<V>(question, response.status, await jsonOf<Partial<SaveAnswer<V>>>(response)) : { kind: "away" };
  };
  return {
    async read() {
      const response = await ask(`${origin}${paths.applicationAnswers(application, { section })}`, { redirect: "manual" });
      if (response?.status === 401) return { kind: "signed-out" };
      if (response?.status === 403 || response?.status === 404) return { kind: "not-yours" };
      const reading = response?.status === 200 ? await jsonOf<Reading<V>>(response) : undefined;
      return reading ? { kind: "read", reading } : { kind: "away" };
    },
    save(one) {
      const about = { section: one.section, key: one.key, person: one.person, [`version.${one.question}`]: String(one.base) };
      return saveForm(one.question, new URLSearchParams([...Object.entries(about), ...one.fields.map(([name, value]): [string, string] => [name, value])]));
    },
    choose(question, intent, { key, section: of, person }) {
      return saveForm(question, new URLSearchParams({ intent, section: of, key, person }));
    },
    async signIn(email, password, shared) {
      const response = await post(origin + paths.signIn(), new URLSearchParams({ email, password, ...(shared ? { shared_computer: "yes" } : {}) }));
      if (!response || response.status >= 500) return "away";
      // A page that takes the password sends its visitor on; where to is not told to a script.
      if (response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400)) return "in";
      return response.status === 429 ? "too-often" : "wrong";
    },
  };
}

const ask = (address: string, options: RequestInit): Promise<Response | undefined> =>
  fetch(address, { cache: "no-store", signal: AbortSignal.timeout(patience), ...options }).catch(() => undefined);
const jsonOf = <T>(response: Response): Promise<T | undefined> => (response.json() as Promise<T>).catch(() => undefined);
