/** Scenarios of a board: a line and what differs from it, by name. They hold no money and decide nothing. */
import { sql, type Kysely, type Selectable } from "kysely";
import { z } from "zod";
import type { DB, ScenarioTable } from "#db/types.ts";
import { record } from "../audit/change.server.ts";
import { getPot } from "../funds/read.server.ts";
import { permit, type PersonActor } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Invalid, NotFound, refusedConstraint, WrongState } from "../kernel/errors.ts";
import { isId, newId } from "../kernel/ids.server.ts";
import { parsePounds } from "../kernel/money.ts";
import { aboveAll, lineAfter, lineThatFits, type LineKey, type Proposal, type Proposals } from "./board.ts";
import { hiddenFrom, readBoard } from "./board.server.ts";
import { amountRefused, outcomes, type Outcome } from "./model.ts";
import { may } from "./policy.ts";
import { getShortlist } from "./shortlist/ask.server.ts";

export type Scenario = Selectable<ScenarioTable>;
/** The scenario that a pot's board shows before anybody moved its line: drawn where the money runs out, and kept nowhere yet. */
export interface Shown {
  id: string | null;
  name: string;
  main: boolean;
  line: LineKey;
  version: number;
  proposals: Proposals;
}
const mainName = "The board";

/** The scenario by its key; without one the main scenario of the pot. `null` where no line was ever drawn. Throws NotFound. */
export async function findScenario(db: Kysely<DB>, potId: string, id: string | null): Promise<Scenario | null> {
  const of = db.selectFrom("scenario").selectAll().where("pot_id", "=", potId).where("ended_at", "is", null);
  if (id === null) return (await of.where("main", "=", true).executeTakeFirst()) ?? null;
  const found = isId(id) ? await of.where("id", "=", id).executeTakeFirst() : undefined;
  if (!found) throw new NotFound();
  return found;
}

/** What a scenario says of single applications. */
export async function readProposals(db: Kysely<DB>, scenarioId: string): Promise<Proposals> {
  const rows = await db.selectFrom("scenario_line").select(["application_id", "outcome", "amount_pence"]).where("scenario_id", "=", scenarioId).execute();
  return new Map(rows.map(({ application_id, ...proposal }) => [application_id, proposal satisfies Proposal]));
}

/** The scenario with its proposals, or the one that stands for none. `fits` is where the money runs out. */
export async function shownScenario(db: Kysely<DB>, scenario: Scenario | null, fits: () => LineKey): Promise<Shown> {
  if (!scenario) return { id: null, name: mainName, main: true, line: fits(), version: 0, proposals: new Map() };
  const { id, name, main, line_percent, line_reference, version } = scenario;
  return { id, name, main, line: { percent: line_percent, reference: line_reference }, version, proposals: await readProposals(db, id) };
}

/** Every scenario of a pot, the board's own first, then by name. */
export async function listScenarios(db: Kysely<DB>, potId: string) {
  return db
    .selectFrom("scenario as s")
    .innerJoin("person", "person.id", "s.changed_by")
    .select(["s.id", "s.name", "s.main", "s.version", "s.changed_at", "s.shortlist_id", "person.name as changed_by_name"])
    .where("s.pot_id", "=", potId)
    .where("s.ended_at", "is", null)
    .orderBy("s.main", "desc")
    .orderBy(sql`lower(s.name)`)
    .execute();
}

async function permitted(tx: TransactionContext, potId: string): Promise<PersonActor> {
  permit(may.seeBoard(tx.actor, await getPot(tx.db, potId)));
  return tx.actor as PersonActor;
}

/** The scenario, locked; the main one is made where it is missing, with the line that was shown for it. */
async function lockScenario(tx: TransactionContext, potId: string, id: string | null): Promise<Scenario> {
  const me = await permitted(tx, potId);
  if (id === null && !(await findScenario(tx.db, potId, null))) {
    const { facts, seen } = await readBoard(tx.db, potId, me.id);
    await tx.db
      .insertInto("scenario")
      .values({ id: newId(), pot_id: potId, name: mainName, main: true, ...drawn(lineAfter(seen, lineThatFits(facts, seen))), made_by: me.id, changed_by: me.id })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  const of = tx.db.selectFrom("scenario").selectAll().where("pot_id", "=", potId).where("ended_at", "is", null).forUpdate();
  const scenario = await (id === null ? of.where("main", "=", true) : of.where("id", "=", isId(id) ? id : newId())).executeTakeFirst();
  if (!scenario) throw new NotFound();
  return scenario;
}

const drawn = ({ percent, reference }: LineKey) => ({ line_percent: percent, line_reference: reference });

async function changed(tx: TransactionContext, scenario: Scenario, { line, ends = false }: { line?: LineKey; ends?: boolean }): Promise<void> {
  await tx.db
    .updateTable("scenario")
    .set((eb) => ({
      ...(line && drawn(line)), ...(ends && { ended_at: sql<Date>`clock_timestamp()` }), version: eb("version", "+", 1), changed_by: (tx.actor as PersonActor).id, changed_at: sql<Date>`clock_timestamp()`,
    }))
    .where("id", "=", scenario.id)
    .execute();
}

/**
 * Draws the line after so many of the applications that the person sees; "fits" where the money runs out. The last to move it wins:
 * everybody sees it move.
 * @param id null for the board's own
 */
export async function moveLine(context: Context, potId: string, id: string | null, to: number | "fits"): Promise<void> {
  const person = context.actor as PersonActor;
  permit(may.seeBoard(person, await getPot(context.db, potId)));
  // Read before the transaction, from what is kept: a move must not read five thousand lines again.
  const { facts, seen } = await readBoard(context.db, potId, person.id);
  await inTransaction(context, async (tx) => {
    const scenario = await lockScenario(tx, potId, id);
    const line = lineAfter(seen, to === "fits" ? lineThatFits(facts, seen, await readProposals(tx.db, scenario.id)) : to);
    if (line.reference === scenario.line_reference && line.percent === scenario.line_percent) return;
    await changed(tx, scenario, { line });
    await record(tx, "scenario.line-moved", { type: "scenario", id: scenario.id }, { pot_id: potId, below: line.reference });
  });
}

/** What may be proposed for one application. The amount is typed in pounds. */
export const proposalForm = z
  .object({
    outcome: z.enum(["follow", "none", ...(Object.keys(outcomes) as [Outcome, ...Outcome[]])], { error: "Choose what is proposed" }),
    amount: z.string().default(""),
  })
  .transform(({ outcome, amount }, at): { outcome: Proposal["outcome"] | "follow"; amount_pence: number | null } => {
    if (!needsAmount(outcome)) return { outcome, amount_pence: null };
    const amount_pence = amount.trim() === "" ? null : (parsePounds(amount) ?? 0);
    if (amount_pence === 0 || (outcome === "part" && amount_pence === null)) at.addIssue({ code: "custom", path: ["amount"], message: "Enter the amount in pounds, like 2,500" });
    return { outcome, amount_pence };
  });
const needsAmount = (outcome: string): boolean => outcome === "part" || outcome === "conditional" || outcome === "reserve";

/**
 * Proposes something for one application, whatever the line says; `follow` goes with the line again.
 * @throws NotFound also for an application that is closed to the person, Invalid where the amount can't be awarded, WrongState once it is decided
 */
export async function propose(context: Context, potId: string, id: string | null, applicationId: string, input: z.output<typeof proposalForm>): Promise<void> {
  await inTransaction(context, async (tx) => {
    const scenario = await lockScenario(tx, potId, id);
    const { facts, seen } = await readBoard(tx.db, potId, (tx.actor as PersonActor).id);
    const line = seen.lines.find((one) => one.application_id === applicationId);
    if (!line) throw new NotFound();
    if (line.decision) throw new WrongState(`${line.organisation_name} is decided already, so nothing is proposed for it`);
    await tx.db.deleteFrom("scenario_line").where("scenario_id", "=", scenario.id).where("application_id", "=", applicationId).execute();
    if (input.outcome !== "follow") {
      const amount_pence = needsAmount(input.outcome) ? (input.amount_pence ?? line.asked_pence) : null;
      const problem = amount_pence === null ? undefined : input.outcome === "part" && amount_pence === line.asked_pence ? "This is all that was asked for: propose it in full" : amountRefused(amount_pence, line.asked_pence, facts.smallest_pence);
      if (problem) throw new Invalid({ amount: problem });
      await tx.db.insertInto("scenario_line").values({ scenario_id: scenario.id, application_id: applicationId, outcome: input.outcome, amount_pence }).execute();
    }
    await changed(tx, scenario, {});
    await record(tx, "scenario.proposed", { type: "scenario", id: scenario.id }, { pot_id: potId, application_id: applicationId, outcome: input.outcome, amount_pence: input.amount_pence });
  });
}

export const scenarioName = z.string().transform((typed) => typed.trim()).pipe(z.string().min(1, "Give it a name, like “More for older people”").max(80, "Use 80 characters or fewer"));

/**
 * Keeps a scenario under a name of its own: as another one stands, or as a balanced shortlist chose. What is closed to the person is not
 * taken over.
 * @returns its key. @throws Invalid where the name is taken
 */
export async function makeScenario(context: Context, potId: string, name: string, from: { scenario: string | null } | { shortlist: string }): Promise<string> {
  try {
    return await inTransaction(context, async (tx) => {
      const me = await permitted(tx, potId);
      const start = "shortlist" in from ? await fromShortlist(tx, potId, from.shortlist, me.id) : await fromScenario(tx, potId, from.scenario, me.id);
      const id = newId();
      await tx.db.insertInto("scenario").values({ id, pot_id: potId, name, ...drawn(start.line), shortlist_id: start.shortlist_id, made_by: me.id, changed_by: me.id }).execute();
      const lines = start.proposals.map(([application_id, { outcome, amount_pence }]) => ({ scenario_id: id, application_id, outcome, amount_pence }));
      for (let at = 0; at < lines.length; at += 1_000) await tx.db.insertInto("scenario_line").values(lines.slice(at, at + 1_000)).execute();
      await record(tx, "scenario.made", { type: "scenario", id }, { pot_id: potId, shortlist_id: start.shortlist_id, below: start.line.reference, proposals: lines.length });
      return id;
    });
  } catch (error) {
    if (refusedConstraint(error) === "scenario_name") throw new Invalid({ name: "There is a scenario of this name. Choose another" });
    throw error;
  }
}

interface Start {
  line: LineKey;
  shortlist_id: string | null;
  proposals: [application: string, Proposal][];
}
async function fromScenario(tx: TransactionContext, potId: string, id: string | null, viewerId: string): Promise<Start> {
  const scenario = await findScenario(tx.db, potId, id);
  if (!scenario) {
    const { facts, seen } = await readBoard(tx.db, potId, viewerId);
    return { line: lineAfter(seen, lineThatFits(facts, seen)), shortlist_id: null, proposals: [] };
  }
  const { closed } = await hiddenFrom(tx.db, potId, viewerId);
  const proposals = [...(await readProposals(tx.db, scenario.id))].filter(([application]) => !closed.has(application));
  return { line: { percent: scenario.line_percent, reference: scenario.line_reference }, shortlist_id: scenario.shortlist_id, proposals };
}
async function fromShortlist(tx: TransactionContext, potId: string, id: string, viewerId: string): Promise<Start> {
  const { answer, conditions } = await getShortlist(tx.db, potId, id, viewerId);
  if (answer.status !== "best" && answer.status !== "good") throw new WrongState("This shortlist found no choice, so there is nothing to keep");
  const asked = new Map(conditions.applications.map((one) => [one.id, one.asked_pence]));
  const proposals = answer.chosen.map(({ id: application, amount_pence }): [string, Proposal] =>
    amount_pence >= asked.get(application)! ? [application, { outcome: "full", amount_pence: null }] : [application, { outcome: "part", amount_pence }]);
  return { line: aboveAll, shortlist_id: id, proposals };
}

/** Puts a scenario away. The board's own stays. */
export async function endScenario(context: Context, potId: string, id: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const scenario = await lockScenario(tx, potId, id);
    if (scenario.main) throw new WrongState("This is the board itself, which stays");
    await changed(tx, scenario, { ends: true });
    await record(tx, "scenario.ended", { type: "scenario", id: scenario.id }, { pot_id: potId });
  });
}

/** Makes the board show what a scenario says: its line and its proposals take the place of the board's own. */
export async function takeOverScenario(context: Context, potId: string, id: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const board = await lockScenario(tx, potId, null);
    const chosen = await lockScenario(tx, potId, id);
    if (chosen.main) return;
    const { closed } = await hiddenFrom(tx.db, potId, (tx.actor as PersonActor).id);
    // What is closed to this person stays on the board as others left it.
    const open = closed.size === 0 ? sql<boolean>`true` : sql<boolean>`application_id not in (${sql.join([...closed].map((one) => sql`${one}::uuid`))})`;
    await tx.db.deleteFrom("scenario_line").where("scenario_id", "=", board.id).where(open).execute();
    await sql`insert into scenario_line (scenario_id, application_id, outcome, amount_pence)
              select ${board.id}::uuid, application_id, outcome, amount_pence from scenario_line where scenario_id = ${chosen.id} and ${open}`.execute(tx.db);
    await changed(tx, board, { line: { percent: chosen.line_percent, reference: chosen.line_reference } });
    await record(tx, "scenario.taken-over", { type: "scenario", id: board.id }, { pot_id: potId, scenario_id: chosen.id });
  });
}
