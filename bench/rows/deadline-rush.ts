/** The last minute before a round closes: five hundred drafts are read again, sent, and their receipts opened; some press twice, some come too late. */
import { sql } from "kysely";
import { snapshotHash } from "#app/domain/applications/submit.server.ts";
import type { OrganisationFacts } from "#app/domain/applications/model.ts";
import type { Answers } from "#app/domain/forms/model.ts";
import { paths } from "#app/paths.ts";
import { makeDrafts, type Draft } from "../drafts.ts";
import { Person } from "../person.ts";
import type { Row } from "../row.ts";
import { benchSecret, type Ledger } from "../world.ts";

const [inTime, tooLate] = [500, 25];
/** Every how many presses the button twice. */
const impatient = 5;
/** Milliseconds that 99 of 100 requests may take at most. */
const patience = 2_000;

export const deadlineRush: Row = {
  name: "deadline-rush",
  async measure(world) {
    const [count, late] = [Math.ceil(inTime * world.sizes.effort), Math.ceil(tooLate * world.sizes.effort)];
    const minute = 60_000 * world.sizes.effort;
    const ledger = await world.ledger(1_000, "rush");
    const { pot, drafts } = await makeDrafts(ledger.db, benchSecret, count + late);
    const { origin } = await world.site(ledger);
    const from = performance.now();
    await sql`update pot set closes_at = clock_timestamp() + ${minute + 1_000} * interval '1 millisecond' where id = ${pot}`.execute(ledger.db);
    const sent = drafts.slice(0, count).map((draft, index) => apply(origin, draft, { at: from + (minute * 0.95 * (index + 1)) / count, twice: index % impatient === 0 }));
    const refused = drafts.slice(count).map((draft) => apply(origin, draft, { at: from + minute + 1_200, twice: false }));
    const [clients, latecomers] = [await Promise.all(sent), await Promise.all(refused)];
    const faults = await audit(ledger, pot, clients, latecomers);
    const waits = clients.flatMap((client) => client.waits).sort((a, b) => a - b);
    const p99 = waits[Math.ceil(waits.length * 0.99) - 1]!;
    return [
      {
        name: "deadline-rush", what: `${count} drafts sent within ${Math.round(minute / 1_000)} seconds, p99 of all their requests against ${patience / 1_000} s`, ratio: p99 / patience, limit: 1, sound: faults.length === 0,
        details: [
          `${waits.length} requests: median ${Math.round(waits[waits.length >> 1]!)} ms, p99 ${Math.round(p99)} ms, slowest ${Math.round(waits.at(-1)!)} ms`,
          ...(faults.length === 0 ? [`${count} sent, ${count} receipts, none lost, none doubled; ${late} came after the closing, and none of them was taken`] : faults.slice(0, 5)),
        ],
      },
    ];
  },
};

/** What a client wrote down of what it was told. */
interface Told {
  draft: Draft;
  statuses: number[];
  receipt: boolean;
  waits: number[];
}

async function apply(origin: string, draft: Draft, { at, twice }: { at: number; twice: boolean }): Promise<Told> {
  await new Promise((resolve) => setTimeout(resolve, at - performance.now()));
  const check = paths.checkApplication(draft.application);
  const [person, other] = [new Person(origin, draft.token), new Person(origin, draft.token)];
  const read = await person.ask(check);
  const presses = await Promise.all([person.ask(check, {}), ...(twice ? [other.ask(check, {})] : [])]);
  const receipt = presses[0]!.status === 302 ? await person.ask(presses[0]!.location!) : undefined;
  person.leave();
  other.leave();
  return {
    draft,
    statuses: presses.map((press) => press.status),
    receipt: receipt?.status === 200 && receipt.text.includes("Application sent"),
    waits: [read, ...presses, ...(receipt ? [receipt] : [])].map((one) => one.took),
  };
}

/** Holds what lies in the database against what the clients were told. @returns what does not agree, in words */
async function audit({ db }: Ledger, pot: string, clients: readonly Told[], latecomers: readonly Told[]): Promise<string[]> {
  const { closes_at } = await db.selectFrom("pot").select("closes_at").where("id", "=", pot).executeTakeFirstOrThrow();
  const copies = await db
    .selectFrom("submission as s").innerJoin("application as a", "a.id", "s.application_id").where("a.pot_id", "=", pot)
    .select(["a.id", "a.reference", "a.status", "s.number", "s.form_version_id", "s.received_at", "s.answers", "s.organisation", "s.files", "s.sha256"]).execute();
  const counted = async (like: string) => (await db.selectFrom("message").select((eb) => eb.fn.countAll<number>().as("count")).where("dedupe_key", "like", like).executeTakeFirstOrThrow()).count;
  const sent = new Map(copies.map((copy) => [copy.id, copy]));
  return [
    ...clients.filter(({ draft, statuses, receipt }) => statuses.some((status) => status !== 302) || !receipt || !sent.has(draft.application)).map(({ draft, statuses, receipt }) => `${draft.application} was answered ${statuses.join(" and ")}${receipt ? "" : ", without a receipt"}`),
    ...latecomers.filter(({ draft, statuses }) => statuses.some((status) => status !== 409) || sent.has(draft.application)).map(({ draft, statuses }) => `${draft.application} came too late and was answered ${statuses.join()}`),
    ...copies.filter((copy) => copy.number !== 1 || copy.status !== "submitted" || copy.received_at >= closes_at!).map((copy) => `${copy.id} was taken twice or after the closing`),
    ...copies.filter((copy) => snapshotHash({ ...copy, answers: copy.answers as Answers, organisation: copy.organisation as unknown as OrganisationFacts }) !== copy.sha256).map((copy) => `${copy.id} is not what its code says`),
    ...(copies.length === clients.length && sent.size === clients.length ? [] : [`${copies.length} were taken, and ${clients.length} clients hold a receipt`]),
    ...((await counted("application.received/%")) === clients.length ? [] : ["there are more or fewer e-mails than receipts"]),
  ];
}
