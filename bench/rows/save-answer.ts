/** One answer saved, fifty people at once, each in a draft of their own: ours against the same statements and checks behind node:http. */
import { randomUUID } from "node:crypto";
import { paths } from "#app/paths.ts";
import type { Child } from "../child.ts";
import { makeDrafts, type Draft } from "../drafts.ts";
import { described, inTurns, median } from "../measure.ts";
import { Person } from "../person.ts";
import type { Row } from "../row.ts";
import { benchSecret, type World } from "../world.ts";

const people = 50;
const crowd = 200;
/** Rate of ours at least 0.4 of theirs. */
const limit = 2.5;

export const saveAnswer: Row = {
  name: "save-answer",
  async measure(world) {
    const each = Math.ceil(20 * world.sizes.effort);
    const ledger = await world.ledger(1_000, "saving");
    const { drafts } = await makeDrafts(ledger.db, benchSecret, crowd);
    const writers = drafts.map((draft) => new Writer(draft));
    const [ours, bare] = [await world.site(ledger), await world.bare("save-answer", ledger, { secret: benchSecret })];
    const taken = await inTurns(world.sizes.rounds, () => saveAll(ours, writers.slice(0, people), each), () => saveAll(bare, writers.slice(0, people), each));
    // Two hundred at once over the ten connections that ours has: each is answered, and in words that it was saved.
    const waits = await crowdSaves(ours, writers);
    const kept = await countKept(ledger, writers);
    return [
      {
        name: "save-answer", what: `${people} people at once, ours against the same statements and checks`, ratio: taken.ratio, limit, sound: kept && waits.length === crowd * 2,
        details: [
          `ours: ${described(taken.ours, `ms for ${people * each} saves`)}, ${Math.round((people * each * 1_000) / median(taken.ours))} a second`,
          `bare: ${described(taken.theirs, `ms for ${people * each} saves`)}, ${Math.round((people * each * 1_000) / median(taken.theirs))} a second`,
          `${crowd} people at once: every save answered, the slowest after ${Math.round(Math.max(...waits))} ms`,
          kept ? "every answer is the last that its writer sent, and each save left one version and one event" : "an answer, a version or an event is missing",
        ],
      },
    ];
  },
};

/** Somebody who types on in one answer. */
class Writer {
  version = 1;
  text = "";
  constructor(readonly draft: Draft) {}

  /** @returns milliseconds that it took. Throws when it was not saved */
  async save(person: Person): Promise<number> {
    this.text = `${"We meet on Tuesdays in the hall by the harbour, and whoever comes is welcome. ".repeat(8)}${this.version}`;
    const form = { section: "need", key: randomUUID(), need: this.text, "version.need": String(this.version) };
    const answer = await person.ask(paths.applicationAnswers(this.draft.application), form);
    const saved = answer.status === 200 ? (JSON.parse(answer.text) as { saved: { version: number }[] }).saved[0] : undefined;
    if (saved?.version !== this.version + 1) throw new Error(`A save was answered ${answer.status}: ${answer.text.slice(0, 200)}`);
    this.version += 1;
    return answer.took;
  }
}

/** Each writer saves so many times, all of them at once. @returns milliseconds until the last is done */
async function saveAll({ origin }: Child, writers: readonly Writer[], each: number): Promise<number> {
  const from = performance.now();
  await Promise.all(writers.map((writer) => savesOf(origin, writer, each)));
  return performance.now() - from;
}

async function savesOf(origin: string, writer: Writer, each: number): Promise<number[]> {
  const person = new Person(origin, writer.draft.token);
  const waits: number[] = [];
  for (let count = 0; count < each; count += 1) waits.push(await writer.save(person));
  person.leave();
  return waits;
}

const crowdSaves = async ({ origin }: Child, writers: readonly Writer[]): Promise<number[]> => (await Promise.all(writers.map((writer) => savesOf(origin, writer, 2)))).flat();

async function countKept({ db }: Awaited<ReturnType<World["ledger"]>>, writers: readonly Writer[]): Promise<boolean> {
  for (const { draft, version, text } of writers) {
    const answer = await db.selectFrom("application_answer").select(["version", "value"]).where("application_id", "=", draft.application).where("question_id", "=", "need").executeTakeFirstOrThrow();
    const { events } = await db.selectFrom("audit_event").select((eb) => eb.fn.countAll<number>().as("events")).where("subject_id", "=", draft.application).where("action", "=", "application.saved").executeTakeFirstOrThrow();
    if (answer.version !== version || answer.value !== text || events !== version - 1) return false;
  }
  return true;
}
