/** An open page that saves by itself, against a server that forgets to answer, tabs that die, and others who write at the same time. */
import fc from "fast-check";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { Device } from "#app/ui/form-engine/device/device.ts";
import { leftBehind, type Field, type Outcome, type Waiting } from "#app/ui/form-engine/device/queue.ts";
import { Saver } from "#app/ui/form-engine/device/saver.ts";
import { talkAbout, type Heard, type Talk } from "#app/ui/form-engine/device/talk.ts";

const application = "application";
const person = "person";
const savers: Saver<string>[] = [];
afterEach(() => savers.splice(0).forEach((saver) => saver.end()));

/** What a server keeps of answers: versions, what was replaced and refused, and what each key was answered. */
class Answers {
  readonly now = new Map<string, { version: number; text: string }>();
  readonly history: string[] = [];
  private readonly keys = new Map<string, Outcome<string>>();
  private readonly refusedTexts = new Map<string, string>();

  save({ key, question, base, fields }: Waiting): Outcome<string> {
    const before = this.keys.get(key);
    if (before) return before;
    const answer = this.take(question, base, fields[0]?.[1] ?? "");
    this.keys.set(key, answer);
    return answer;
  }
  choose(question: string, intent: string): Outcome<string> {
    const [choice, id = ""] = intent.split(":");
    const { version, text } = this.now.get(question)!;
    return this.take(question, version, choice === "use" ? this.refusedTexts.get(id)! : text, true);
  }
  private take(question: string, base: number, text: string, again = false): Outcome<string> {
    const current = this.now.get(question) ?? { version: 0, text: "" };
    if (text === current.text && !again) return { kind: "saved", version: current.version, at: "10:42" };
    this.history.push(base === current.version ? current.text : text);
    if (base === current.version) {
      this.now.set(question, { version: base + 1, text });
      return { kind: "saved", version: base + 1, at: "10:42" };
    }
    const id = String(this.refusedTexts.size);
    this.refusedTexts.set(id, text);
    return { kind: "refused", id, version: current.version, standing: { value: current.text, by: "Somebody", at: "10:41" }, mine: { value: text } };
  }
  read(): Heard<string> {
    const changed = [...this.now].map(([question, { version, text }]) => ({ question, version, value: text, by: "Somebody", at: "10:41" }));
    return { kind: "read", reading: { person, device_key: "", keep: true, versions: Object.fromEntries(changed.map(({ question, version }) => [question, version])), changed, here: [], sent: false } };
  }
  has(text: string): boolean {
    return [...this.now.values()].some((one) => one.text === text) || this.history.includes(text);
  }
}

/** A shelf that outlives its pages. */
class Shelf {
  readonly records = new Map<string, Waiting>();
  readonly open = new Set<string>();
  device = ({ tab }: { tab: string }): Promise<Device> => {
    this.open.add(tab);
    return Promise.resolve({
      keeps: true,
      put: (one, drop) => {
        if (one) this.records.set(one.key, { ...one });
        for (const key of drop) this.records.delete(key);
        return Promise.resolve(true);
      },
      adopt: () => {
        const found = leftBehind([...this.records.values()], { person, application, tab, open: this.open }).map((one) => ({ ...one, tab }));
        for (const one of found) this.records.set(one.key, one);
        return Promise.resolve(found.map((one) => ({ ...one, fields: [...one.fields] })));
      },
      inTurn: (work) => work(),
    });
  };
}

class Tab {
  readonly fields = new Map<string, string>();
  readonly saver: Saver<string>;
  constructor(readonly shelf: Shelf, talk: Talk<string>, versions: Record<string, number>, standing: ReadonlyMap<string, string>) {
    for (const [question, text] of standing) this.fields.set(question, text);
    this.saver = new Saver<string>({
      application, section: "need", versions, talk, device: shelf.device,
      page: {
        replace: (question, value) => void this.fields.set(question, value ?? ""),
        restore: (question, fields) => void this.fields.set(question, fields[0]?.[1] ?? ""),
        version: () => undefined,
        touched: () => "no",
      },
    });
    savers.push(this.saver);
  }
  type(question: string, text: string): void {
    this.fields.set(question, text);
    this.saver.typed(question, this.of(question));
  }
  of = (question: string): Field[] => [[question, this.fields.get(question) ?? ""]];
}

type Luck = "answered" | "lost on the way" | "answer lost";
const talkOver = (answers: Answers, luck: () => Luck): Talk<string> => {
  const perhaps = async <T>(work: () => T, away: T): Promise<T> => {
    const now = luck();
    if (now === "lost on the way") return away;
    // The other tab gets its turn in between.
    await Promise.resolve();
    const answer = work();
    return now === "answer lost" ? away : answer;
  };
  return {
    read: () => perhaps<Heard<string>>(() => answers.read(), { kind: "away" }),
    save: (one) => perhaps<Outcome<string>>(() => answers.save(one), { kind: "away" }),
    choose: (question, intent) => perhaps<Outcome<string>>(() => answers.choose(question, intent), { kind: "away" }),
    signIn: () => Promise.resolve("away"),
  };
};

const questions = ["need", "say"];
const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant("type" as const), tab: fc.nat(1), question: fc.nat(1) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("wait" as const), tab: fc.nat(1), question: fc.nat(1) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("die" as const), tab: fc.nat(1), question: fc.nat(1) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("choose" as const), tab: fc.nat(1), question: fc.nat(1) }) },
  ),
  { minLength: 15, maxLength: 40 },
);
const lucks = fc.infiniteStream(fc.constantFrom<Luck>("answered", "answered", "answered", "lost on the way", "answer lost"));

it("whatever is typed in two tabs is the answer or in its history, through losses, repeats, conflicts and tabs that die", async () => {
  let edits = 0;
  await fc.assert(
    fc.asyncProperty(steps, lucks, async (walk, stream) => {
      const [answers, shelf] = [new Answers(), new Shelf()];
      const luck = stream[Symbol.iterator]();
      let fair = false;
      const talk = talkOver(answers, () => (fair ? "answered" : (luck.next().value as Luck)));
      const openTab = () => new Tab(shelf, talk, Object.fromEntries([...answers.now].map(([question, { version }]) => [question, version])), new Map([...answers.now].map(([question, { text }]) => [question, text])));
      const tabs = [openTab(), openTab()];
      await Promise.all(tabs.map((tab) => tab.saver.look()));
      const last = new Map<string, string>();
      const matters = new Set<string>();
      const settle = (tab: number) => questions.forEach((question) => last.has(`${tab} ${question}`) && matters.add(last.get(`${tab} ${question}`)!));
      for (const [index, step] of walk.entries()) {
        const tab = tabs[step.tab]!;
        const question = questions[step.question]!;
        if (step.do === "type") {
          edits += 1;
          const text = `text ${index} of tab ${step.tab}`;
          tab.type(question, text);
          last.set(`${step.tab} ${question}`, text);
        } else if (step.do === "wait") {
          if ((await tab.saver.flush()) === "clear") settle(step.tab);
        } else if (step.do === "choose") {
          await tab.saver.choose(question, index % 2 === 0 ? "mine" : "theirs", tab.of(question));
        } else {
          await tab.saver.flush();
          // Before a page has heard who is there it can seal nothing: what it holds then dies with it.
          if (tab.saver.view().keeps) settle(step.tab);
          for (const question of questions) last.delete(`${step.tab} ${question}`);
          tab.saver.end();
          shelf.open.clear();
          shelf.open.add((tabs[1 - step.tab]!.saver as unknown as { tab: string }).tab);
          tabs[step.tab] = openTab();
          await tabs[step.tab]!.saver.look();
        }
      }
      fair = true;
      tabs.forEach((_tab, index) => settle(index));
      for (let round = 0; round < 12; round += 1)
        for (const tab of tabs) {
          await tab.saver.flush();
          for (const question of questions) await tab.saver.choose(question, "mine", tab.of(question));
        }
      for (const tab of tabs) expect(await tab.saver.flush()).toBe("clear");
      expect([...matters].filter((text) => !answers.has(text))).toEqual([]);
      expect(shelf.records.size).toBe(0);
    }),
    { numRuns: 100 },
  );
  expect(edits).toBeGreaterThan(1_000);
}, 60_000);

describe("a page over a connection", () => {
  let server: Server | undefined;
  afterEach(() => new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined))));
  const answering = async (answer: (request: IncomingMessage, body: URLSearchParams, count: number) => { status: number; body: unknown }) => {
    let count = 0;
    const posted: URLSearchParams[] = [];
    server = createServer((request, response) => {
      let text = "";
      request.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
      request.on("end", () => {
        const body = new URLSearchParams(text);
        if (request.method === "POST") {
          posted.push(body);
          count += 1;
        }
        const { status, body: said } = answer(request, body, count);
        response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(said));
      });
    });
    await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
    return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, posted };
  };
  const reading = { person, device_key: "", keep: true, versions: { need: 2 }, changed: [], here: [], sent: false };
  const savedAs = (version: number) => ({ status: 200, body: { saved: [{ question: "need", version, at: "10:42" }], refused: [], errors: {}, late: false, receipt: null, closed: false } });
  const tabAt = (origin: string, shelf = new Shelf()) => new Tab(shelf, talkAbout<string>(application, "need", origin), { need: 2 }, new Map());

  it("counts a database that is away as not saved, keeps the text on the device, and sends the same again under the same key", async () => {
    const { origin, posted } = await answering((request, _body, count) => (request.method === "GET" ? { status: 200, body: reading } : count < 3 ? { status: 503, body: { title: "Lade can't be reached just now" } } : savedAs(3)));
    const tab = tabAt(origin);
    await tab.saver.look();
    tab.type("need", "a\nb");
    expect(await tab.saver.flush()).toBe("waiting");
    expect(tab.saver.view()).toMatchObject({ trouble: "away", unsent: 1, keeps: true, answers: { need: { kind: "waiting" } } });
    expect([...tab.shelf.records.values()].map(({ fields }) => fields)).toEqual([[["need", "a\nb"]]]);
    while ((await tab.saver.flush()) !== "clear") expect(posted.length).toBeLessThan(5);
    expect(tab.saver.view()).toMatchObject({ trouble: undefined, unsent: 0, answers: { need: { kind: "saved", at: "10:42" } } });
    expect(tab.shelf.records.size).toBe(0);
    expect(posted).toHaveLength(3);
    expect(new Set(posted.map(String)).size).toBe(1);
    expect(Object.fromEntries(posted[0]!)).toMatchObject({ section: "need", person, "version.need": "2", need: "a\nb" });
  });

  it("sends nothing once somebody else is signed in", async () => {
    let who = person;
    const { origin, posted } = await answering((request) => (request.method === "GET" ? { status: 200, body: { ...reading, person: who } } : savedAs(3)));
    const tab = tabAt(origin);
    await tab.saver.look();
    who = "somebody else";
    await tab.saver.look();
    tab.type("need", "mine");
    expect(await tab.saver.flush()).toBe("waiting");
    expect(tab.saver.view().trouble).toBe("other-person");
    expect(posted).toEqual([]);
    who = person;
    expect(await tab.saver.flush()).toBe("clear");
    expect(posted).toHaveLength(1);
  });

  it("sends nothing after the session ended until the same person is there again", async () => {
    let signedIn = true;
    const { origin, posted } = await answering((request) => (!signedIn ? { status: 401, body: { signIn: true } } : request.method === "GET" ? { status: 200, body: reading } : savedAs(3)));
    const tab = tabAt(origin);
    await tab.saver.look();
    signedIn = false;
    tab.type("need", "half a sen");
    await tab.saver.flush();
    expect(tab.saver.view().trouble).toBe("signed-out");
    tab.type("need", "half a sentence");
    expect([...tab.shelf.records.values()].map(({ fields }) => fields[0]![1])).toContain("half a sen");
    signedIn = true;
    expect(await tab.saver.flush()).toBe("clear");
    expect(posted.at(-1)!.get("need")).toBe("half a sentence");
    expect(posted.at(-1)!.get("version.need")).toBe("3");
    expect(tab.shelf.records.size).toBe(0);
  });

  it("wipes the device once the application is sent, and shows what came too late", async () => {
    const late = { status: 200, body: { saved: [], refused: [], errors: {}, late: true, receipt: "/applications/a/receipt", closed: false } };
    const { origin } = await answering((request) => (request.method === "GET" ? { status: 200, body: reading } : late));
    const tab = tabAt(origin);
    await tab.saver.look();
    tab.type("need", "one thing");
    tab.type("say", "and another");
    await tab.saver.flush();
    expect(tab.saver.view()).toMatchObject({ trouble: "late", receipt: "/applications/a/receipt", unsent: 0 });
    expect(tab.saver.view().leftOver.map(({ fields }) => fields[0]![1])).toEqual(["one thing", "and another"]);
    expect(tab.shelf.records.size).toBe(0);
  });

  it("lets the plain form go where it never reached the server in the background", async () => {
    const { origin } = await answering(() => ({ status: 500, body: {} }));
    const tab = tabAt(origin);
    tab.type("need", "a");
    expect(await tab.saver.flush()).toBe("unable");
  });
});
