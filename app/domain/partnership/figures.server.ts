/** What a remark can be on: a figure that anyone can read. What is not public is not there, whoever asks. */
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { observationsOfMeasure } from "../figures/measures.server.ts";
import { periodInWords, unitInWords, valueInWords } from "../figures/words.ts";
import { NotFound } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.server.ts";
import { formatPence } from "../kernel/money.ts";
import { cellInWords, type Content } from "../publications/content.ts";
import { getReleased } from "../publications/read.server.ts";
import type { About } from "./model.ts";

/** A public figure, with the columns of a remark that point at it. */
export interface Figure {
  observation_id: string | null;
  measure_id: string | null;
  financial_year: string | null;
  publication_id: string | null;
  part: string | null;
  /** What it is about, for a title. */
  title: string;
  /** The figure as it stands, in words. */
  says: string;
  /** The action under which it is shown, or the publication. */
  shown: { action: string | null } | { publication: string };
  synthetic: boolean;
}
const nowhere = { observation_id: null, measure_id: null, financial_year: null, publication_id: null, part: null };

/** Throws NotFound for what is not there and for what is not public. */
export async function findFigure(db: Kysely<DB>, about: About, now: Date): Promise<Figure> {
  const figure =
    about.kind === "observation" ? await reported(db, about.id, now) : about.kind === "computed" ? await counted(db, about.measure, about.year, now) : await published(db, about.code, about.part);
  if (!figure) throw new NotFound();
  return figure;
}

/** The first strategic action, or the plan as a whole, of a plan in force under which a figure is shown; undefined where it is under none. */
async function placeOf(db: Kysely<DB>, { observation, measure }: { observation?: string; measure?: string }): Promise<{ action: string | null } | undefined> {
  const action = await db
    .selectFrom("action")
    .innerJoin("plan", "plan.id", "action.plan_id")
    .select("action.ref")
    .where("plan.state", "=", "in-force")
    .where("action.scheme", "=", "strategic")
    .where(({ exists, selectFrom, val }) =>
      observation === undefined
        ? exists(selectFrom("measure_action as l").select("l.action_id").whereRef("l.action_id", "=", "action.id").where("l.measure_id", "=", val(measure!)))
        : exists(selectFrom("observation_action as l").select("l.action_id").whereRef("l.action_id", "=", "action.id").where("l.observation_id", "=", val(observation))),
    )
    .orderBy("action.sort_order")
    .limit(1)
    .executeTakeFirst();
  if (action) return { action: action.ref };
  if (observation === undefined) return undefined;
  const plan = await db.selectFrom("observation_plan as l").innerJoin("plan", "plan.id", "l.plan_id").select("plan.id").where("l.observation_id", "=", observation).where("plan.state", "=", "in-force").executeTakeFirst();
  return plan ? { action: null } : undefined;
}

async function reported(db: Kysely<DB>, id: string, now: Date): Promise<Figure | undefined> {
  const found = isId(id)
    ? await db.selectFrom("observation").innerJoin("measure", "measure.id", "observation.measure_id").select(["measure.code", "measure.title", "measure.unit"]).where("observation.id", "=", id).executeTakeFirst()
    : undefined;
  const place = found && (await placeOf(db, { observation: id }));
  if (!found || !place) return undefined;
  const one = (await observationsOfMeasure(db, found.code, now)).find((observation) => observation.id === id)!;
  const says = `${valueInWords({ ...one, unit: found.unit })} ${unitInWords(found.unit)}`.trim();
  return { ...nowhere, observation_id: id, title: found.title, says: `${says}, ${periodInWords(one.period)}. Source: ${one.source.title}`, shown: place, synthetic: one.synthetic };
}

async function counted(db: Kysely<DB>, code: string, year: string, now: Date): Promise<Figure | undefined> {
  const measure = await db.selectFrom("measure").select(["id", "title", "unit"]).where("code", "=", code).where("computed_from", "=", "award-counts").executeTakeFirst();
  const place = measure && (await placeOf(db, { measure: measure.id }));
  const one = place && (await observationsOfMeasure(db, code, now)).find(({ id }) => id === `${code}-${year}`);
  if (!measure || !place || !one) return undefined;
  const says = `${valueInWords({ ...one, unit: measure.unit })} ${unitInWords(measure.unit)}`.trim();
  return { ...nowhere, measure_id: measure.id, financial_year: year, title: `${measure.title}, ${year}`, says: `${says} in the register of awards on that day`, shown: place, synthetic: one.synthetic };
}

/** The parts of a released publication on which something can be said, in the order of the page. */
export function partsOf(content: Content): { part: string; title: string; says: string }[] {
  const tables = content.tables.map((table) => {
    const total = table.total.map((cell, index) => `${table.columns[index]!.title.toLowerCase()}: ${cellInWords(cell, table.columns[index]!.unit, formatPence)}`).join(", ");
    return { part: `table/${table.key}`, title: table.title, says: total === "" ? table.title : `${table.title}. In all: ${total}` };
  });
  return [
    ...content.statements.map((statement, index) => ({ part: `statement/${index + 1}`, title: statement.heading || `Statement ${index + 1}`, says: statement.text })),
    ...tables.filter(({ part }, index) => tables.findIndex((one) => one.part === part) === index),
    ...content.basis.map((basis) => ({
      part: `basis/${basis.fund}`,
      title: `${basis.title}: what it rests on`,
      says: `${basis.awards.toLocaleString("en-GB")} awards to ${basis.organisations.toLocaleString("en-GB")} organisations, ${formatPence(basis.amount_pence)}; ${basis.completeness.reported} of ${basis.completeness.expected} areas had reported`,
    })),
  ];
}

async function published(db: Kysely<DB>, code: string, part: string): Promise<Figure | undefined> {
  const publication = await getReleased(db, code);
  const found = partsOf(publication.content).find((one) => one.part === part);
  if (!found) return undefined;
  const { id } = await db.selectFrom("publication").select("id").where("code", "=", code).executeTakeFirstOrThrow();
  return { ...nowhere, publication_id: id, part, title: `${publication.title}: ${found.title}`, says: found.says.slice(0, 2_000), shown: { publication: code }, synthetic: publication.synthetic };
}
