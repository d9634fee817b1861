/**
 * One thing done with many applications. First a plan, which writes nothing; then, where the plan still holds, each by itself through the
 * verb that does it for one, so that one that cannot be done stops no other. What came of each stays to be looked at.
 */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { record } from "../audit/change.server.ts";
import { may } from "../funds/policy.ts";
import { getPot, type Pot } from "../funds/read.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context } from "../kernel/context.ts";
import { Conflict, DomainError, Invalid, NotFound } from "../kernel/errors.ts";
import { isId, sha256 } from "../kernel/ids.server.ts";
import { tellReaders } from "./assigning.server.ts";
import type { Pair } from "./assigning.ts";
import { mostAtOnce, outcomeOf, outcomes, type BulkFacts, type BulkKind, type BulkRequest, type Outcome } from "./bulk.ts";
import { actingPerson, assign, endAssignment } from "./change.server.ts";
import { raiseFlag } from "./flags.server.ts";
import type { Selection } from "./list.ts";
import { listChoices, listChosen, listFound, type ListedApplication } from "./list.server.ts";
import { closedToViewer } from "./pot-facts.server.ts";
import { listPanel, remind } from "./progress.server.ts";

/** As many as are looked at in one go, and how many more there would be. Nothing that is closed to the viewer. */
export async function select(db: Kysely<DB>, potId: string, viewerId: string, selection: Selection, now: Date): Promise<{ applications: ListedApplication[]; more: boolean }> {
  const all = "chosen" in selection ? await listChosen(db, potId, viewerId, selection.chosen) : await listFound(db, potId, viewerId, { ...selection.found, page: 1 }, now, mostAtOnce + 1);
  return { applications: all.slice(0, mostAtOnce), more: all.length > mostAtOnce };
}

export interface PlannedLine {
  application: ListedApplication;
  outcome: Outcome;
  /** Who is reminded because of it. */
  people: string[];
}
export interface Plan {
  lines: PlannedLine[];
  more: boolean;
  /** Whom the action is about. */
  person_name: string | null;
  /** Names of those who get one reminder each. */
  reminded: string[];
  /** The same for the same plan: a press is for what was shown. */
  seal: string;
}

/** What would happen to each. Writes nothing. Throws Invalid where the person cannot be meant. The caller asks the policy. */
export async function planBulk(db: Kysely<DB>, pot: Pot, viewerId: string, selection: Selection, request: BulkRequest, now: Date): Promise<Plan> {
  const person_name = await personOf(db, pot, request);
  const { applications, more } = await select(db, pot.id, viewerId, selection, now);
  const owing = request.kind === "remind" ? await listOwing(db, pot.id, applications.map(({ id }) => id)) : [];
  const facts = await factsOf(db, pot.id, request, applications.map(({ id }) => id));
  const lines = applications.map((application): PlannedLine => {
    const here = owing.filter(({ application_id }) => application_id === application.id);
    const people = here.filter(({ reminded_today }) => !reminded_today);
    const outcome = outcomeOf(request.kind, { ...facts.get(application.id)!, owing: here.length, to_remind: people.length });
    return { application, outcome, people: outcome === "remind" ? people.map(({ person_id }) => person_id) : [] };
  });
  const ids = new Set(lines.flatMap(({ people }) => people));
  const reminded = [...new Map(owing.map(({ person_id, name }) => [person_id, name]))].filter(([id]) => ids.has(id)).map(([, name]) => name);
  return { lines, more, person_name, reminded, seal: sha256(JSON.stringify([request, lines.map(({ application, outcome, people }) => [application.id, outcome, people])])) };
}

async function personOf(db: Kysely<DB>, pot: Pot, { kind, person_id }: BulkRequest): Promise<string | null> {
  if (person_id === null) return null;
  const among = kind === "ask-checks" ? await listColleagues(db, pot) : (await listChoices(db, pot)).readers;
  const person = among.find(({ id }) => id === person_id);
  if (!person) throw new Invalid(kind === "ask-checks" ? { colleague: "Choose an administrator of this fund in this area" } : { who: "Choose somebody of this panel" });
  return person.name;
}

/** The administrators of a fund in its area. */
export const listColleagues = (db: Kysely<DB>, pot: Pick<Pot, "fund_id" | "area_code">) =>
  db
    .selectFrom("role_held as r")
    .innerJoin("person as p", "p.id", "r.person_id")
    .select(["p.id", "p.name"])
    .where("r.fund_id", "=", pot.fund_id)
    .where("r.area_code", "=", pot.area_code)
    .where("r.role", "=", "administrator")
    .where("r.ended_at", "is", null)
    .where("p.disabled_at", "is", null)
    .distinct()
    .orderBy("p.name")
    .execute();

type StoredFacts = Omit<BulkFacts, "owing" | "to_remind">;
async function factsOf(db: Kysely<DB>, potId: string, { person_id }: BulkRequest, ids: readonly string[]): Promise<Map<string, StoredFacts>> {
  const person = sql`${person_id}::uuid`;
  const { rows } = await sql<StoredFacts & { id: string }>`
    select a.id, a.status, coalesce(conflicted(a.id, ${person}), false) as closed, coalesce(panel_seat(a.pot_id, ${person}) <> 'adviser', false) as sits, s.id is not null as assigned, t.status as sheet,
           coalesce(declared_free_of(a.id, ${person}), false) as declared,
           exists (select 1 from scores_read r where r.application_id = a.id and r.person_id = ${person}) as read_others,
           a.reopened_at is not null and last_moment(a.pot_id, a.id) > clock_timestamp() as reopened, w.checks = 'done' as checked, w.flags_open > 0 as flagged
      from application a join application_work w on w.application_id = a.id
      left join assignment s on s.application_id = a.id and s.person_id = ${person} and s.ended_at is null
      left join score_sheet t on t.application_id = a.id and t.person_id = ${person}
     where a.pot_id = ${potId}::uuid and a.id = any(${[...ids]}::uuid[])`.execute(db);
  return new Map(rows.map(({ id, ...facts }) => [id, facts]));
}

async function listOwing(db: Kysely<DB>, potId: string, ids: readonly string[]) {
  const { rows } = await sql<{ application_id: string; person_id: string }>`
    select s.application_id, s.person_id from assignment s join application a on a.id = s.application_id join pot on pot.id = a.pot_id and pot.scoring_closed_at is null
      left join score_sheet t on t.application_id = s.application_id and t.person_id = s.person_id
     where s.application_id = any(${[...ids]}::uuid[]) and s.ended_at is null and a.status = 'in-assessment' and (t.status is null or t.status = 'draft')`.execute(db);
  const panel = new Map((await listPanel(db, potId, null)).map((member) => [member.person_id, member]));
  return rows.flatMap((row) => {
    const member = panel.get(row.person_id);
    return member ? [{ ...row, name: member.name, reminded_today: member.reminded_today }] : [];
  });
}

/**
 * Does what was planned, each by itself. A second press of the same page gives the same result and does nothing more.
 * @param run the key that the page was given: of the record of what came of it
 * @throws Conflict where another plan holds by now than the one that was shown; Invalid where nothing would happen at all
 */
export async function doBulk(context: Context, potId: string, selection: Selection, request: BulkRequest, { run, seal }: { run: string; seal: string }): Promise<string> {
  const person = actingPerson(context);
  const pot = await getPot(context.db, potId);
  permit(may.seeApplications(person, pot));
  if (!isId(run)) throw new NotFound();
  const known = await context.db.selectFrom("bulk_action").select("asked_by").where("id", "=", run).where("pot_id", "=", pot.id).executeTakeFirst();
  if (known) {
    if (known.asked_by !== person.id) throw new NotFound();
    return run;
  }
  const plan = await planBulk(context.db, pot, person.id, selection, request, context.now);
  if (plan.seal !== seal) throw new Conflict("Something about these applications has changed since you looked. Nothing is done yet: here is what would happen now");
  if (!plan.lines.some(({ outcome }) => outcomes[outcome].done)) throw new Invalid({ "": "Nothing would happen to any of these" });
  await begin(context, pot, run, request, plan);
  const reminders = new Map<string, boolean>();
  const asked: Pair[] = [];
  for (const [position, line] of plan.lines.entries()) {
    const outcome = await doOne(context, pot.id, request, line, reminders);
    await keepLine(context, run, position, line, outcome);
    if (outcome === "ask") asked.push({ application_id: line.application.id, person_id: request.person_id! });
  }
  await inTransaction(context, async (tx) => {
    await tx.db.updateTable("bulk_action").set({ finished_at: sql<Date>`clock_timestamp()` }).where("id", "=", run).execute();
    if (asked.length > 0) await tellReaders(tx, pot, asked);
  });
  return run;
}

async function begin(context: Context, pot: Pot, run: string, { kind, person_id }: BulkRequest, { lines }: Plan): Promise<void> {
  await inTransaction(context, async (tx) => {
    await tx.db.insertInto("bulk_action").values({ id: run, pot_id: pot.id, kind, person_id, asked_by: actingPerson(tx).id }).execute();
    await record(tx, "applications.done-together", { type: "pot", id: pot.id }, { bulk_action_id: run, kind, person_id, applications: lines.length });
  });
}

const keepLine = (context: Context, action_id: string, position: number, { application }: PlannedLine, outcome: Outcome) =>
  context.db.insertInto("bulk_action_line").values({ action_id, application_id: application.id, position, outcome, done: outcomes[outcome].done }).execute();

/** Answers what came of it: what was planned, or that it had changed meanwhile. */
async function doOne(context: Context, potId: string, request: BulkRequest, { application, outcome, people }: PlannedLine, reminders: Map<string, boolean>): Promise<Outcome> {
  if (!outcomes[outcome].done) return outcome;
  const { kind, person_id, due_on } = request;
  const did = (work: Promise<unknown>) => work.then(() => true, (error: unknown) => {
    if (error instanceof DomainError) return false;
    throw error;
  });
  if (kind === "remind") {
    // One e-mail for each person, however many of the applications are theirs.
    for (const id of people) if (!reminders.has(id)) reminders.set(id, await did(remind(context, potId, id)));
    return people.some((id) => reminders.get(id)) ? outcome : "changed";
  }
  if (kind === "assign") return (await did(assign(context, application.id, person_id!, { tell: false }))) ? outcome : "changed";
  if (kind === "end-assignment") return (await did(endAssignment(context, application.id, person_id!))) ? outcome : "changed";
  const flag = { title: "Checks to do", risk: "low" as const, words: "Do the checks of this application, then resolve this flag.", owner_id: person_id!, due_on: due_on! };
  return (await did(raiseFlag(context, application.id, flag))) ? outcome : "changed";
}

export interface BulkResult {
  kind: BulkKind;
  person_name: string | null;
  asked_by_name: string;
  asked_at: Date;
  finished: boolean;
  lines: { id: string; reference: string; organisation_name: string; title: string; outcome: Outcome; done: boolean }[];
}

/** What came of it, for the administrators of the pot; without what is closed to the viewer. Throws NotFound. The caller asks the policy. */
export async function getBulk(db: Kysely<DB>, potId: string, run: string, viewerId: string): Promise<BulkResult> {
  const action = isId(run)
    ? await db
        .selectFrom("bulk_action as b")
        .innerJoin("person as asker", "asker.id", "b.asked_by")
        .leftJoin("person as p", "p.id", "b.person_id")
        .select(["b.kind", "p.name as person_name", "asker.name as asked_by_name", "b.asked_at", "b.finished_at"])
        .where("b.id", "=", run)
        .where("b.pot_id", "=", potId)
        .executeTakeFirst()
    : undefined;
  if (!action) throw new NotFound();
  const { rows: lines } = await sql<BulkResult["lines"][number]>`
    with ${closedToViewer([potId], viewerId)}
    select a.id, a.reference, a.title, o.name as organisation_name, l.outcome, l.done
      from bulk_action_line l join application a on a.id = l.application_id join organisation o on o.id = a.organisation_id
     where l.action_id = ${run}::uuid and l.application_id not in (select c.application_id from closed_to_viewer c)
     order by l.position`.execute(db);
  const { finished_at, ...rest } = action;
  return { ...rest, finished: finished_at !== null, lines };
}
