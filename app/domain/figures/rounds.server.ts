/** Which rounds of a fund fall in a period, whether their awards are known here, and what was published about them. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { holdsAwards, type Cut, type Span } from "./live-counts.server.ts";
import { financialYearDays, type AssertedObservation, type AssertedTotal } from "./model.ts";

export interface RoundInPeriod {
  id: string;
  code: string;
  title: string;
  financial_year: string;
  lists: Record<string, number>;
  /** Whether the round's awards are kept here: it runs in Lade, or a ledger of it has been loaded. */
  loaded: boolean;
  span: Span | undefined;
}

/** The rounds whose financial year or whose awards meet the period, oldest first. */
export async function roundsInPeriod(db: Kysely<DB>, cut: Cut, spans: readonly Span[]): Promise<RoundInPeriod[]> {
  const rounds = await db
    .selectFrom("round")
    .select(["id", "code", "title", "financial_year"])
    .select(sql<Record<string, number>>`lists`.as("lists"))
    .select(sql<boolean>`(kind = 'live' or ${holdsAwards(sql`round.id`)})`.as("loaded"))
    .where("fund_id", "=", cut.fund_id)
    .orderBy("financial_year")
    .orderBy("code")
    .execute();
  const meets = (days: { from: string; to: string }) => (!cut.from || cut.from <= days.to) && (!cut.to || days.from <= cut.to);
  return rounds
    .map((round) => ({ ...round, span: spans.find((span) => span.round_id === round.id) }))
    .filter((round) => meets(financialYearDays(round.financial_year)) || (round.span && meets({ from: round.span.first_day, to: round.span.last_day })));
}

/** The areas from which awards are expected in these rounds: those that have a pot; where none is known, every council area. */
export async function expectedAreas(db: Kysely<DB>, rounds: readonly RoundInPeriod[], shape: "areas" | "national"): Promise<{ code: string; title: string }[]> {
  if (rounds.length === 0) return [];
  const withPot = await db
    .selectFrom("area")
    .select(["code", "name as title"])
    .where(({ exists, selectFrom }) =>
      exists(selectFrom("pot").select("pot.id").whereRef("pot.area_code", "=", "area.code").where("pot.round_id", "in", rounds.map((round) => round.id))),
    )
    .orderBy("position")
    .execute();
  if (withPot.length > 0) return withPot;
  return db.selectFrom("area").select(["code", "name as title"]).where("kind", "=", shape === "areas" ? "council" : "nation").orderBy("position").execute();
}

/** What publications say of these rounds, the newest first. */
export async function publishedTotals(db: Kysely<DB>, roundIds: readonly string[]): Promise<AssertedTotal[]> {
  if (roundIds.length === 0) return [];
  const totals = await db
    .selectFrom("published_total as total")
    .innerJoin("round", "round.id", "total.round_id")
    .innerJoin("source", "source.id", "total.source_id")
    .select(["round.code as round", "round.title", "total.published_on", "total.published_text", "total.superseded_by"])
    .select(["total.applications", "total.awards", "total.organisations", "total.projects", "total.amount_pence", "total.note"])
    .select(["source.title as source_title", "source.reference as source_ref"])
    .where("total.round_id", "in", [...roundIds])
    .orderBy("round.financial_year", "desc")
    .orderBy(sql`total.superseded_by is not null`)
    .orderBy("total.published_on", (order) => order.desc().nullsLast())
    .execute();
  return totals.map(({ published_on, published_text, superseded_by, source_title, source_ref, ...total }) => ({
    kind: "published-total",
    ...total,
    published: published_on ?? published_text,
    superseded: superseded_by !== null,
    source: { title: source_title, ref: source_ref },
  }));
}

/** Figures that a source asserts about the fund for exactly this period. */
export async function observationsOfPeriod(db: Kysely<DB>, fundId: string, from: string, to: string): Promise<AssertedObservation[]> {
  const rows = await db
    .selectFrom("observation")
    .innerJoin("measure", "measure.id", "observation.measure_id")
    .innerJoin("source", "source.id", "observation.source_id")
    .select(["observation.id", "measure.title", "measure.unit", "observation.value", "observation.qualifier", "observation.note"])
    .select(["source.title as source_title", "observation.source_ref"])
    .where("measure.fund_id", "=", fundId)
    .where("measure.computed_from", "is", null)
    .where("observation.period_from", "=", from)
    .where("observation.period_to", "=", to)
    .orderBy("measure.position")
    .orderBy("measure.code")
    .execute();
  return rows.map(({ source_title, source_ref, ...row }) => ({ kind: "observation", ...row, source: { title: source_title, ref: source_ref } }));
}
