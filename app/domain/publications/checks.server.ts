/** Reads the facts that the checks of quality are about, and keeps the answers to what they found. */
import type { Kysely } from "kysely";
import { sql } from "kysely";
import type { DB } from "#db/types.ts";
import { record } from "../audit/change.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context } from "../kernel/context.ts";
import { Invalid, NotFound } from "../kernel/errors.ts";
import { londonDay } from "../kernel/time.ts";
import { findBrokenSums, findMissingAreas, findOpenEnded, findRepeats, findShortNotice, findUnaddable, type Figure, type Total } from "./checks.ts";
import { composeContent } from "./content.server.ts";
import { controlOf, lastDecision } from "./disclosure.server.ts";
import { lockPublication, noteAuthor } from "./lock.server.ts";
import type { Finding } from "./model.ts";
import { may } from "./policy.ts";

export interface FindingWithAnswer extends Finding {
  answer: string | null;
}

/** What the checks find in a publication as it is now, with the answers given so far. What stops it comes first. Throws NotFound. */
export async function findings(db: Kysely<DB>, publicationId: string): Promise<FindingWithAnswer[]> {
  const publication = await db.selectFrom("publication").selectAll().where("id", "=", publicationId).executeTakeFirst();
  if (!publication) throw new NotFound();
  const content = await composeContent(db, publicationId);
  const figures = await figuresOf(db, publicationId);
  const found: Finding[] = [
    ...(content.statements.length + content.tables.length === 0 ? [{ code: "empty", level: "stops" as const, message: "It says nothing yet: write a statement or add a table." }] : []),
    ...findMissingAreas(content),
    ...(await findUndecided(db, publication)),
    ...findShortNotice(publication.release_on, publication.announced_at ? londonDay(publication.announced_at) : null),
    ...findRepeats(await totalsOf(db, publicationId)),
    ...findBrokenSums(content),
    ...findUnaddable(figures),
    ...findOpenEnded(figures),
    ...(await findRetagged(db, publicationId)),
  ];
  const answers = await db.selectFrom("publication_finding_answer").select(["finding", "message", "answer"]).where("publication_id", "=", publicationId).execute();
  return found
    .map((finding) => ({ ...finding, answer: answers.find((one) => one.finding === finding.code && one.message === finding.message)?.answer ?? null }))
    .sort((a, b) => Number(b.level === "stops") - Number(a.level === "stops"));
}

/** What keeps a publication from going to a second person. */
export const standing = (found: readonly FindingWithAnswer[]): FindingWithAnswer[] => found.filter((finding) => finding.level === "stops" || finding.answer === null);

async function findUndecided(db: Kysely<DB>, publication: { id: string; people_threshold: number }): Promise<Finding[]> {
  const control = await controlOf(db, publication);
  if (!control) return [];
  const decision = await lastDecision(db, publication.id);
  if (decision?.basis_sha256 === control.basis_sha256) return [];
  return [{ code: "disclosure", level: "stops", message: decision ? "The tables have changed since the decision on disclosure: decide again." : "It counts people: decide what is suppressed." }];
}

async function figuresOf(db: Kysely<DB>, publicationId: string): Promise<Figure[]> {
  const rows = await db
    .selectFrom("observation as o")
    .innerJoin("measure", "measure.id", "o.measure_id")
    .select(["o.id", "measure.code as measure", "measure.title", "measure.unit", "measure.kind", "measure.result_type", "o.value", "o.value_to", "o.exact_value", "o.qualifier"])
    .select(["o.basis", "o.period_from", "o.period_to", "o.as_at", "o.synthetic"])
    .select((eb) => eb.exists(eb.selectFrom("observation as later").select("later.id").whereRef("later.replaces_id", "=", "o.id")).as("corrected"))
    .where(({ exists, selectFrom }) =>
      exists(selectFrom("publication_slot as slot").innerJoin("publication_statement as s", "s.id", "slot.statement_id").select("slot.name").where("s.publication_id", "=", publicationId).whereRef("slot.observation_id", "=", "o.id")),
    )
    .orderBy("measure.position")
    .orderBy("o.id")
    .execute();
  return rows.map(({ period_from, period_to, corrected, ...row }) => ({ ...row, period: { from: period_from, to: period_to }, corrected: Boolean(corrected) }));
}

/** The totals of all rounds of the publication's funds: as published, and as its own cuts have them. */
async function totalsOf(db: Kysely<DB>, publicationId: string): Promise<Total[]> {
  const { rows } = await sql<{ fund: string; of: string; round: string; applications: number | null; awards: number | null; organisations: number | null; projects: number | null }>`
    with mine as (select c.id, c.fund_id from publication_cut p join award_cut c on c.id = p.cut_id where p.publication_id = ${publicationId})
    select f.code as fund, r.title as of, r.code as round, t.applications, t.awards, t.organisations, t.projects
      from published_total t join round r on r.id = t.round_id join fund f on f.id = r.fund_id where r.fund_id in (select fund_id from mine)
    union all
    select f.code, r.title, r.code, null, count(*)::int, count(distinct a.organisation_id)::int, null
      from mine join award_cut_award a on a.cut_id = mine.id join round r on r.id = a.round_id join fund f on f.id = r.fund_id group by 1, 2, 3`.execute(db);
  return rows.flatMap((row) =>
    (["applications", "awards", "organisations", "projects"] as const).flatMap((what) => (row[what] === null ? [] : [{ fund: row.fund, of: row.of, round: row.round, what, value: row[what] }])),
  );
}

/** A cut holds the groups as they stood at its data date: said where some have been put right since, so that nobody takes it for today's. */
async function findRetagged(db: Kysely<DB>, publicationId: string): Promise<Finding[]> {
  const { rows } = await sql<{ awards: number }>`
    select count(distinct a.award_id)::int as awards
      from publication_cut p join award_cut c on c.id = p.cut_id join award_cut_award a on a.cut_id = c.id
     where p.publication_id = ${publicationId} and c.groups_known
       and (exists (select 1 from award_tag t where t.award_id = a.award_id and t.since > c.data_at and t.since <= c.taken_at)
         or exists (select 1 from award_tag_past t where t.award_id = a.award_id and t.until > c.data_at and t.until <= c.taken_at))`.execute(db);
  const { awards } = rows[0]!;
  if (awards === 0) return [];
  const whose = awards === 1 ? "The groups of 1 award were" : `The groups of ${awards.toLocaleString("en-GB")} awards were`;
  return [{ code: "retagged", level: "answer", message: `${whose} put right after the data date; the counts by group are of the groups as they stood on it.` }];
}

/** Answers a finding in words that are printed with the figures. Throws NotAllowed; Invalid where there is no such finding or it can't be answered away. */
export async function answerFinding(context: Context, publicationId: string, input: { finding: string; answer: string }): Promise<void> {
  await inTransaction(context, async (tx) => {
    const publication = await lockPublication(tx, publicationId);
    permit(may.edit(tx.actor, publication));
    const finding = (await findings(tx.db, publication.id)).find((one) => one.code === input.finding);
    if (!finding) throw new Invalid({ answer: "This was put right meanwhile: there is nothing left to answer" });
    if (finding.level === "stops") throw new Invalid({ answer: "This can’t be answered away: put it right" });
    const said = { message: finding.message, answer: input.answer, answered_by: tx.actor.kind === "person" ? tx.actor.id : null };
    await tx.db
      .insertInto("publication_finding_answer")
      .values({ publication_id: publication.id, finding: finding.code, ...said })
      .onConflict((conflict) => conflict.columns(["publication_id", "finding"]).doUpdateSet(said))
      .execute();
    await noteAuthor(tx, publication.id);
    await record(tx, "publication.finding-answered", { type: "publication", id: publication.id }, { finding: finding.code });
  });
}
