/** What is open for applications, for calendars, feeds and programs: the live pots whose page anyone can read. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { potState } from "../funds/model.ts";
import { findPot, potQuery } from "../funds/read.server.ts";
import { NotFound } from "../kernel/errors.ts";
import { calendar, type CalendarEvent } from "../kernel/ical.ts";
import { isId } from "../kernel/ids.server.ts";
import { formatPence } from "../kernel/money.ts";
import { formatInstant, londonDay, londonTime } from "../kernel/time.ts";
import { paths } from "#app/paths.ts";

/** The time that is in a key (UUIDv7), and the last change of what the pot's page says. */
const times = [
  sql<Date>`to_timestamp(('x' || substr(replace(pot.id::text, '-', ''), 1, 12))::bit(48)::bigint / 1000.0)`.as("made_at"),
  sql<Date | null>`(select max(at) from audit_event e where e.subject_type = 'pot' and e.subject_id = pot.id and e.action in ('pot.settings-changed', 'pot.criteria-changed', 'pot.deadline-extended'))`.as("changed_at"),
] as const;

const livePots = (db: Kysely<DB>) => potQuery(db).innerJoin("fund as of_fund", "of_fund.id", "round.fund_id").select("of_fund.summary as fund_summary").select(times).where("round.kind", "=", "live");
type LivePot = Awaited<ReturnType<ReturnType<typeof livePots>["execute"]>>[number];

const nameOf = (pot: Pick<LivePot, "shape" | "round_title" | "area_name">): string => (pot.shape === "national" ? pot.round_title : `${pot.round_title}: ${pot.area_name}`);
const lastChange = (pot: LivePot): Date => (pot.changed_at && pot.changed_at > pot.made_at ? pot.changed_at : pot.made_at);
const inventedMark = (synthetic: boolean): string => (synthetic ? "Invented for a demonstration. " : "");

/** Rounds that have been announced with their dates, newest opening first: what the feed of new rounds holds. */
export async function listAnnounced(db: Kysely<DB>, origin: string) {
  const pots = await livePots(db).where("pot.opens_at", "is not", null).orderBy("pot.opens_at", "desc").orderBy("pot.id").limit(100).execute();
  return pots.map((pot) => ({
    title: nameOf(pot),
    link: `${origin}${paths.pot(pot.round_code, pot.area_slug)}`,
    updated: lastChange(pot),
    summary: `${inventedMark(pot.synthetic)}${pot.fund_title}. Open from ${formatInstant(pot.opens_at!)} until ${formatInstant(pot.closes_told!)}.${pot.max_amount_pence === null ? "" : ` Grants of up to ${formatPence(pot.max_amount_pence)}.`}`,
  }));
}

/** The dates of a pot as a calendar. Throws NotFound for a pot that is not live. */
export async function potCalendar(db: Kysely<DB>, round: string, area: string, origin: string): Promise<string> {
  const found = await findPot(db, round, area);
  const pot = found && (await livePots(db).where("pot.id", "=", found.id).executeTakeFirst());
  if (!pot) throw new NotFound();
  const name = nameOf(pot);
  const event = (what: string, at: Date | string | null, summary: string): CalendarEvent[] =>
    at === null
      ? []
      : [{ uid: `pot-${pot.id}-${what}@${new URL(origin).hostname}`, sequence: pot.version, stamp: lastChange(pot), at, summary: `${summary}: ${name}`, description: `${inventedMark(pot.synthetic)}${pot.fund_title}`, url: `${origin}${paths.pot(round, area)}` }];
  return calendar(name, [...event("opens", pot.opens_at, "Opens"), ...event("closes", pot.closes_told, "Closes"), ...event("decisions", pot.decisions_by, "Decisions by")]);
}

const money = (pence: number): { amount: string; currency: "GBP" } => ({ amount: (pence / 100).toFixed(2), currency: "GBP" });
const moment = (name: string, instant: Date, description: string) => ({ name, eventType: "singleDate", date: londonDay(instant), time: `${londonTime(instant)}:00`, description: `${description}, by the clock in London` });
const states = { "not-set": "forecasted", before: "forecasted", open: "open", closed: "closed" } as const;
const stateInWords = { "not-set": "Dates not yet announced", before: "Opens soon", open: "Applications are taken now", closed: "Closed" } as const;

/** A pot as an opportunity after the CommonGrants protocol 0.4.0. */
function opportunity(pot: LivePot, now: Date, origin: string) {
  const state = potState(pot, now);
  const least = pot.min_amount_pence;
  const most = pot.max_amount_pence;
  return {
    id: pot.id,
    title: nameOf(pot),
    status: { value: states[state], description: stateInWords[state] },
    description: `${inventedMark(pot.synthetic)}${pot.fund_summary}${pot.guidance ? `\n\n${pot.guidance}` : ""}`,
    funding: {
      totalAmountAvailable: money(pot.allocation_pence),
      ...(least === null ? {} : { minAwardAmount: money(least) }),
      ...(most === null ? {} : { maxAwardAmount: money(most) }),
    },
    ...(pot.opens_at && pot.closes_at
      ? {
          keyDates: {
            postDate: moment("Opens", pot.opens_at, "Applications are taken from then on"),
            closeDate: moment("Closes", pot.closes_told ?? pot.closes_at, "Applications are taken until then"),
            ...(pot.decisions_by ? { otherDates: { decisions: { name: "Decisions", eventType: "singleDate", date: pot.decisions_by, description: "Decisions are made by then" } } } : {}),
          },
        }
      : {}),
    acceptedApplicantTypes: [{ value: "custom", customValue: "community group", ...(pot.who_can_apply ? { description: pot.who_can_apply } : {}) }],
    source: `${origin}${paths.pot(pot.round_code, pot.area_slug)}`,
    customFields: {
      area: { name: "area", fieldType: "object", value: { code: pot.area_code, name: pot.area_name }, description: "The council area (GSS code) whose people it is for; S92000003 is Scotland" },
      synthetic: { name: "synthetic", fieldType: "boolean", value: pot.synthetic, description: "Whether it is invented for a demonstration" },
    },
    createdAt: pot.made_at.toISOString(),
    lastModifiedAt: lastChange(pot).toISOString(),
  };
}
export type Opportunity = ReturnType<typeof opportunity>;

/** A page of what is open, opens soon or has closed, in the order in which it was made. */
export async function listOpportunities(db: Kysely<DB>, { page, pageSize }: { page: number; pageSize: number }, now: Date, origin: string) {
  const { total } = await db.selectFrom("pot").innerJoin("round", "round.id", "pot.round_id").select((eb) => eb.fn.countAll<number>().as("total")).where("round.kind", "=", "live").executeTakeFirstOrThrow();
  const pots = await livePots(db).orderBy("pot.id").limit(pageSize).offset((page - 1) * pageSize).execute();
  return { items: pots.map((pot) => opportunity(pot, now, origin)), paginationInfo: { page, pageSize, totalItems: total, totalPages: Math.ceil(total / pageSize) } };
}

/** Throws NotFound. */
export async function getOpportunity(db: Kysely<DB>, id: string, now: Date, origin: string): Promise<Opportunity> {
  const pot = isId(id) ? await livePots(db).where("pot.id", "=", id).executeTakeFirst() : undefined;
  if (!pot) throw new NotFound("There is no opportunity with this id");
  return opportunity(pot, now, origin);
}
