/** What letters are made of: the facts of waiting decisions, and the names that no letter of a pot may hold. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { paths } from "#app/paths.ts";
import { potFacts } from "../assessment/pot-facts.server.ts";
import type { Pot } from "../funds/read.server.ts";
import { addDays } from "../kernel/time.ts";
import { findForbidden, forbiddenPhrases, type Finding, type Phrases } from "./forbidden.ts";
import { decisionLetter, type Letter } from "./letters.ts";
import { daysToAccept, isAward } from "./model.ts";
import { highestReadingAge, readingAge } from "./reading-age.ts";

export type Waiting = Awaited<ReturnType<typeof listWaiting>>[number];

/** The decisions of a pot that nobody outside knows of yet, with what their letters say; by the name of the group, or only some of them. */
export async function listWaiting(db: Kysely<DB>, potId: string, only?: { decisionIds: readonly string[] }) {
  if (only?.decisionIds.length === 0) return [];
  return db
    .selectFrom("decision")
    .innerJoin("application", "application.id", "decision.application_id")
    .innerJoin("organisation", "organisation.id", "application.organisation_id")
    .leftJoin("award", "award.decision_id", "decision.id")
    .leftJoin("letter", "letter.decision_id", "decision.id")
    .select([
      "decision.id as decision_id", "decision.outcome", "decision.feedback", "decision.decided_by", "decision.conditions_to_meet", "decision.reserve_position",
      "decision.amount_pence", "decision.needs_second", "decision.confirmed_at",
      "application.id as application_id", "application.reference as application_reference", "application.title", "application.asked_pence", "application.synthetic",
      "organisation.id as organisation_id", "organisation.name as organisation",
      "award.id as award_id", "award.conditions",
      "letter.id as letter_id", "letter.words", "letter.version", "letter.accepted", "letter.findings", "letter.blocked", "letter.checked_at",
    ])
    .where("application.pot_id", "=", potId)
    .where("decision.taken_back_at", "is", null)
    .where("decision.moved_up_at", "is", null)
    .where("decision.released_at", "is", null)
    .$if(only !== undefined, (query) => query.where("decision.id", "in", [...only!.decisionIds]))
    .orderBy("organisation.name")
    .orderBy("decision.id")
    .execute();
}

/** The letter that a waiting decision sends if it is released on `today`, around a person's words. */
export function letterFor(waiting: Waiting, pot: Pot, today: string, words: string = waiting.words ?? ""): Letter & { prose: string } {
  return decisionLetter({
    application_reference: waiting.application_reference,
    organisation: waiting.organisation,
    title: waiting.title!,
    fund_title: pot.fund_title,
    area_name: pot.area_name,
    body_name: pot.body_name ?? pot.fund_title,
    outcome: waiting.outcome,
    asked_pence: waiting.asked_pence!,
    amount_pence: waiting.amount_pence,
    conditions: waiting.conditions ?? "",
    conditions_to_meet: waiting.conditions_to_meet,
    reserve_position: waiting.reserve_position,
    accept_by: isAward(waiting.outcome) ? addDays(today, daysToAccept) : null,
    contact_email: pot.contact_email,
    address: paths.applicationDecision(waiting.application_id),
  }, words);
}

/**
 * What no letter of this pot may hold: the people of its panel, now or before, whoever scored or decided, and the groups that applied.
 * An application's own group is taken out where its letter is looked through.
 */
export async function phrasesOfPot(db: Kysely<DB>, pot: Pick<Pot, "id" | "fund_id" | "area_code">): Promise<Phrases> {
  const { rows: people } = await sql<{ name: string }>`
    select distinct person.name from person join (
      select r.person_id from role_held r where r.fund_id = ${pot.fund_id}::uuid and r.area_code = ${pot.area_code} and r.role in ('assessor', 'chair')
      union select m.person_id from panel_member m where m.pot_id = ${pot.id}::uuid
      union select s.person_id from assignment s join application a on a.id = s.application_id where a.pot_id = ${pot.id}::uuid
      union select t.person_id from score_sheet t join application a on a.id = t.application_id where a.pot_id = ${pot.id}::uuid
      union select d.decided_by from decision d join application a on a.id = d.application_id where a.pot_id = ${pot.id}::uuid
      union select d.confirmed_by from decision d join application a on a.id = d.application_id where a.pot_id = ${pot.id}::uuid and d.confirmed_by is not null
    ) panel on panel.person_id = person.id`.execute(db);
  const { rows: groups } = await sql<{ name: string }>`
    select distinct o.name from application a join organisation o on o.id = a.organisation_id where a.pot_id = ${pot.id}::uuid and a.received_at is not null`.execute(db);
  return forbiddenPhrases({ people: people.map(({ name }) => name), groups: groups.map(({ name }) => name) });
}

export interface LookedThrough {
  findings: Finding[];
  /** In years; null where there is too little text to say. */
  reading_age: number | null;
}
/** Looks through everything in the letter that staff wrote, and measures how hard the whole of it is to read. */
export function lookThrough(waiting: Waiting, pot: Pot, phrases: Phrases, today: string, words: string = waiting.words ?? ""): LookedThrough {
  const own = [waiting.organisation, waiting.title!, pot.fund_title, pot.area_name, pot.body_name ?? "", pot.round_title];
  const written = [words, waiting.conditions ?? "", waiting.conditions_to_meet].join("\n");
  const reading_age = readingAge(letterFor(waiting, pot, today, words).prose);
  const hard: Finding[] = reading_age !== null && reading_age > highestReadingAge ? [{ kind: "reading-age", found: `${Math.floor(reading_age)} years and older` }] : [];
  return { findings: [...findForbidden(written, phrases, { own, addresses: pot.contact_email ? [pot.contact_email] : [] }), ...hard], reading_age };
}

export interface CriterionResult {
  application_id: string;
  title: string;
  /** The mean of the points given, as a share of the most, per cent. */
  percent: number;
}
/** How each application did on each criterion, the best first: the mean of the sheets that were sent by people without a conflict. */
export async function criterionResults(db: Kysely<DB>, potId: string, applicationIds: readonly string[]): Promise<CriterionResult[]> {
  if (applicationIds.length === 0) return [];
  const { rows } = await sql<CriterionResult>`
    with ${potFacts([potId], null)}
    select counted.application_id, c.title, round(avg(100.0 * s.points / c.max_points), 1)::float8 as percent
      from counted_sheet counted
      join score_sheet t on t.application_id = counted.application_id and t.person_id = counted.person_id and t.status = 'sent'
      join score s on s.sheet_id = t.id and s.points is not null
      join criterion c on c.id = s.criterion_id
     where counted.application_id = any(${[...applicationIds]}::uuid[])
     group by counted.application_id, c.id, c.title, c.position order by percent desc, c.position`.execute(db);
  return rows;
}
/** From so much of the points on a criterion it is called strong; below so much, weak. Per cent. */
export const strongFrom = 70;
export const weakBelow = 50;
