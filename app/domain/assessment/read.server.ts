/**
 * Questions asked about checks, assignments and scores. Every query about an application leaves out what is closed to the
 * person who asks (`conflicted`), and shows others' scores only to those who owe none of their own.
 */
import { sql, type ExpressionBuilder, type Kysely, type RawBuilder } from "kysely";
import type { DB } from "#db/types.ts";
import { NotFound } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.server.ts";
import { maskOf, namesFor, readsAnonymously } from "./anonymity.server.ts";
import type { Standing } from "./policy.ts";
import { potFacts, viewerOwesScores } from "./pot-facts.server.ts";

const conflicted = (applicationRef: string, personId: string): RawBuilder<boolean> => sql<boolean>`conflicted(${sql.ref(applicationRef)}, ${personId}::uuid)`;

/** Whether nothing of the application may reach this person: a member of the applying organisation, or an interest declared. */
export async function isClosedTo(db: Kysely<DB>, personId: string, applicationId: string): Promise<boolean> {
  const { rows } = await sql<{ closed: boolean }>`select conflicted(${applicationId}::uuid, ${personId}::uuid) as closed`.execute(db);
  return rows[0]!.closed;
}

/** The applications of a pot that are closed to this person. */
export async function conflictedApplicationIds(db: Kysely<DB>, personId: string, potId: string): Promise<string[]> {
  const rows = await db.selectFrom("application").select("id").where("pot_id", "=", potId).where(conflicted("application.id", personId)).execute();
  return rows.map(({ id }) => id);
}

/** How a person stands to an application, for the policies. Throws NotFound. */
export async function getStanding(db: Kysely<DB>, applicationId: string, personId: string): Promise<Standing> {
  const found = isId(applicationId)
    ? await db
        .selectFrom("application as a")
        .innerJoin("pot", "pot.id", "a.pot_id")
        .innerJoin("round", "round.id", "pot.round_id")
        .leftJoin("interest as i", (join) => join.onRef("i.application_id", "=", "a.id").on("i.person_id", "=", personId))
        .leftJoin("assignment as s", (join) => join.onRef("s.application_id", "=", "a.id").on("s.person_id", "=", personId).on("s.ended_at", "is", null))
        .select(["round.fund_id", "pot.area_code", "a.status", "i.has_interest", conflicted("a.id", personId).as("conflicted")])
        .select(sql<boolean>`declaration_owed(a.pot_id, ${personId}::uuid)`.as("owes_round"))
        .select((eb) => [eb("a.received_at", "is not", null).as("received"), eb("s.id", "is not", null).as("assigned")])
        .where("a.id", "=", applicationId)
        .executeTakeFirst()
    : undefined;
  if (!found) throw new NotFound();
  return { ...found, received: Boolean(found.received), assigned: Boolean(found.assigned) };
}

/** What the head of a page says of an application. Throws NotFound where it is closed to the viewer. */
export async function getApplicationHead(db: Kysely<DB>, applicationId: string, viewerId: string) {
  const head = isId(applicationId)
    ? await db
        .selectFrom("application as a")
        .innerJoin("organisation as o", "o.id", "a.organisation_id")
        .innerJoin("pot", "pot.id", "a.pot_id")
        .innerJoin("round", "round.id", "pot.round_id")
        .innerJoin("fund", "fund.id", "round.fund_id")
        .innerJoin("area", "area.code", "pot.area_code")
        .select(["a.id", "a.reference", "a.title", "a.status", "a.asked_pence", "a.received_at", "a.organisation_id", "a.pot_id", "a.synthetic"])
        .select(["o.name as organisation_name", "round.title as round_title", "fund.title as fund_title", "area.name as area_name", "pot.assessors_needed", "pot.decisions_by"])
        .where("a.id", "=", applicationId)
        .where("a.received_at", "is not", null)
        .where((eb) => eb.not(conflicted("a.id", viewerId)))
        .executeTakeFirst()
    : undefined;
  if (!head) throw new NotFound();
  return (await namesFor(db, viewerId, [head]))[0]!;
}

/** The recorded checks of an application, by code, with who recorded them. */
export async function listChecks(db: Kysely<DB>, applicationId: string) {
  return db
    .selectFrom("application_check as c")
    .innerJoin("person", "person.id", "c.recorded_by")
    .select(["c.check_code", "c.outcome", "c.note", "c.recorded_at", "person.name as recorded_by_name"])
    .where("c.application_id", "=", applicationId)
    .execute();
}

/** Who assesses an application and how far each has come; no scores. */
export async function listAssessors(db: Kysely<DB>, applicationId: string) {
  return db
    .selectFrom("assignment as s")
    .innerJoin("person", "person.id", "s.person_id")
    .leftJoin("interest as i", (join) => join.onRef("i.application_id", "=", "s.application_id").onRef("i.person_id", "=", "s.person_id"))
    .leftJoin("score_sheet as t", (join) => join.onRef("t.application_id", "=", "s.application_id").onRef("t.person_id", "=", "s.person_id"))
    .select(["s.id", "s.person_id", "person.name", "s.assigned_at", "s.ended_at", "s.ended_reason", "i.has_interest", "i.explanation", "t.status as sheet_status", "t.sent_at"])
    .where("s.application_id", "=", applicationId)
    .orderBy("s.assigned_at")
    .execute();
}

/**
 * The people who could be asked to assess: the panel of the pot without its advisers, with how many they hold, whether it is closed to
 * them, whether they have declared that they are not close to the group, and whether they have read others' scores of it.
 * @param viewerId to whom it is shown: what is closed to them is not in the numbers
 */
export async function listAssignable(db: Kysely<DB>, applicationId: string, viewerId?: string) {
  return db
    .selectFrom("application as a")
    .innerJoin("pot", "pot.id", "a.pot_id")
    .innerJoin("round", "round.id", "pot.round_id")
    .innerJoin("role_held as r", (join) =>
      join.onRef("r.fund_id", "=", "round.fund_id").onRef("r.area_code", "=", "pot.area_code").on("r.role", "in", ["assessor", "chair"]).on("r.ended_at", "is", null),
    )
    .innerJoin("person as p", "p.id", "r.person_id")
    .select(["p.id", "p.name", sql<boolean>`conflicted(a.id, p.id)`.as("closed"), sql<boolean>`not declared_free_of(a.id, p.id)`.as("undeclared")])
    .select(sql<boolean>`exists (select 1 from scores_read read where read.application_id = a.id and read.person_id = p.id)`.as("has_read"))
    .select(({ selectFrom }) =>
      selectFrom("assignment as s")
        .innerJoin("application as b", "b.id", "s.application_id")
        .select(({ fn }) => fn.countAll<number>().as("count"))
        .whereRef("s.person_id", "=", "p.id")
        .whereRef("b.pot_id", "=", "a.pot_id")
        .where("s.ended_at", "is", null)
        .$if(viewerId !== undefined, (query) => query.where((eb) => eb.not(conflicted("b.id", viewerId!))))
        .as("holds"),
    )
    .where("a.id", "=", applicationId)
    .where("p.disabled_at", "is", null)
    .where(sql<boolean>`panel_seat(a.pot_id, p.id) <> 'adviser'`)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom("assignment as s").select("s.id").whereRef("s.application_id", "=", "a.id").whereRef("s.person_id", "=", "p.id").where("s.ended_at", "is", null))),
    )
    .distinct()
    .orderBy("p.name")
    .execute();
}

/** The applications that a person was asked to assess; what is closed to them is not here. */
export async function listAssignments(db: Kysely<DB>, personId: string) {
  const rows = await db
    .selectFrom("assignment as s")
    .innerJoin("application as a", "a.id", "s.application_id")
    .innerJoin("organisation as o", "o.id", "a.organisation_id")
    .innerJoin("pot", "pot.id", "a.pot_id")
    .innerJoin("round", "round.id", "pot.round_id")
    .innerJoin("area", "area.code", "pot.area_code")
    .leftJoin("interest as i", (join) => join.onRef("i.application_id", "=", "a.id").onRef("i.person_id", "=", "s.person_id"))
    .leftJoin("score_sheet as t", (join) => join.onRef("t.application_id", "=", "a.id").onRef("t.person_id", "=", "s.person_id"))
    .select(["a.id as application_id", "a.reference", "a.title", "a.asked_pence", "a.status", "o.name as organisation_name", "a.synthetic"])
    .select(["pot.id as pot_id", "round.title as round_title", "area.name as area_name", "pot.decisions_by", "i.has_interest"])
    .select(["t.status as sheet_status", "t.weighted_percent", "t.sent_at"])
    .select((eb) => [
      eb("pot.scoring_closed_at", "is not", null).as("scoring_closed"),
      // They sent scores, and the readers talk about them: theirs can change.
      sql<boolean>`t.status = 'sent' and a.status = 'in-assessment' and exists (select 1 from moderation m where m.application_id = a.id and m.finished_at is null)`.as("to_talk"),
    ])
    .where("s.person_id", "=", personId)
    .where("s.ended_at", "is", null)
    .where("a.status", "<>", "withdrawn")
    // A role that has ended takes its assignments with it.
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("role_held as r")
          .select("r.id")
          .whereRef("r.person_id", "=", "s.person_id")
          .whereRef("r.fund_id", "=", "round.fund_id")
          .whereRef("r.area_code", "=", "pot.area_code")
          .where("r.role", "in", ["assessor", "chair"])
          .where("r.ended_at", "is", null),
      ),
    )
    .where((eb) => eb.not(conflicted("a.id", personId)))
    .orderBy("pot.decisions_by")
    .orderBy("a.reference")
    .execute();
  return namesFor(db, personId, rows);
}

/** Whether anything is closed to this person because they declared an interest. */
export async function hasDeclaredInterests(db: Kysely<DB>, personId: string): Promise<boolean> {
  const { rows } = await sql<{ any: boolean }>`
    select exists (select 1 from interest i where i.person_id = ${personId}::uuid and i.has_interest)
        or exists (select 1 from interest_in_organisation i where i.person_id = ${personId}::uuid and i.has_interest) as any`.execute(db);
  return rows[0]!.any;
}

/** A person's own score sheet with its scores; undefined before it is begun, and when the application is closed to them. */
export async function findOwnSheet(db: Kysely<DB>, applicationId: string, personId: string) {
  const sheet = await db
    .selectFrom("score_sheet as t")
    .leftJoin("person as e", "e.id", "t.entered_by")
    .select(["t.id", "t.status", "t.overall", "t.version", "t.weighted_percent", "t.sent_at", "t.cannot_reason", "t.saved_page", "t.saved_turn", "t.entered_at", "e.name as entered_by_name"])
    .where("t.application_id", "=", applicationId)
    .where("t.person_id", "=", personId)
    .where((eb) => eb.not(conflicted("t.application_id", personId)))
    .executeTakeFirst();
  if (!sheet) return undefined;
  const scores = await db.selectFrom("score").select(["criterion_id", "points", "reason", "cannot"]).where("sheet_id", "=", sheet.id).execute();
  return { ...sheet, scores };
}

/** True where the viewer still owes scores of their own: an assignment that has not ended, without a sheet that was sent. */
const owesScores = (applicationRef: string, viewerId: string): RawBuilder<boolean> => sql<boolean>`exists (
  select 1 from assignment owed where owed.application_id = ${sql.ref(applicationRef)} and owed.person_id = ${viewerId}::uuid and owed.ended_at is null
    and not exists (select 1 from score_sheet own where own.application_id = owed.application_id and own.person_id = owed.person_id and own.status = 'sent'))`;

/**
 * The score sheets that were sent for an application, with reasons. Nothing for a viewer to whom it is closed or who has not
 * sent their own scores yet; otherwise for those who decide, the administrator and the chair of its fund and area, and for those who sent
 * theirs. Where names are hidden from the viewer they are taken out of what others wrote too.
 */
export async function scoresOf(db: Kysely<DB>, applicationId: string, viewer: { id: string }) {
  const sheets = await db
    .selectFrom("score_sheet as t")
    .innerJoin("person", "person.id", "t.person_id")
    .innerJoin("application as a", "a.id", "t.application_id")
    .innerJoin("pot", "pot.id", "a.pot_id")
    .innerJoin("round", "round.id", "pot.round_id")
    .select(["t.id", "t.person_id", "person.name", "t.overall", "t.weighted_percent", "t.sent_at", "a.pot_id"])
    .where("t.application_id", "=", applicationId)
    .where("t.status", "=", "sent")
    .where((eb) => eb.and([eb.not(conflicted("t.application_id", viewer.id)), eb.not(owesScores("t.application_id", viewer.id))]))
    .where((eb) => eb.or([sentOwn(eb, viewer.id), decides(eb, viewer.id)]))
    .orderBy("t.sent_at")
    .execute();
  if (sheets.length === 0) return [];
  const scores = await db.selectFrom("score").selectAll().where("sheet_id", "in", sheets.map(({ id }) => id)).execute();
  const mask = (await readsAnonymously(db, viewer.id, sheets[0]!.pot_id)) ? await maskOf(db, applicationId) : (words: string) => words;
  return sheets.map(({ pot_id: _pot, ...sheet }) => ({
    ...sheet, overall: mask(sheet.overall),
    scores: scores.filter(({ sheet_id }) => sheet_id === sheet.id).map((score) => ({ ...score, reason: mask(score.reason) })),
  }));
}

type InPot = ExpressionBuilder<DB & { t: DB["score_sheet"]; a: DB["application"] }, "t" | "a" | "pot" | "round">;
const sentOwn = ({ exists, selectFrom }: InPot, personId: string) =>
  exists(
    selectFrom("score_sheet as own")
      .select("own.id")
      .whereRef("own.application_id", "=", "t.application_id")
      .where("own.person_id", "=", personId)
      .where("own.status", "=", "sent"),
  );
const decides = ({ exists, selectFrom }: InPot, personId: string) =>
  exists(
    selectFrom("role_held as r")
      .select("r.id")
      .where("r.person_id", "=", personId)
      .where("r.role", "in", ["administrator", "chair"])
      .where("r.ended_at", "is", null)
      .whereRef("r.fund_id", "=", "round.fund_id")
      .whereRef("r.area_code", "=", "pot.area_code"),
  );

export interface RankedApplication {
  application_id: string;
  reference: string;
  title: string;
  status: "submitted" | "in-assessment" | "decided";
  organisation_id: string;
  organisation_name: string;
  asked_pence: number;
  received_at: Date;
  /** The mean of the sheets that were sent, per cent to two decimals; null before the first and while the viewer owes scores. */
  mean_percent: number | null;
  /** Highest less lowest sheet, in percentage points; null below two sheets. */
  spread: number | null;
  sheets_sent: number;
  assigned: number;
}

/**
 * The applications of a pot in order of their mean score, unscored ones last, then by reference. With a viewer, what is closed
 * to them is left out and means stay empty where they still owe scores. A sheet whose author turned out to be conflicted does not count.
 */
export async function rankedApplications(db: Kysely<DB>, potId: string, viewerId?: string): Promise<RankedApplication[]> {
  const { rows } = await sql<RankedApplication>`
    with ${potFacts([potId], viewerId ?? null)}
    select a.id as application_id, a.reference, a.title, a.status, a.organisation_id, o.name as organisation_name, a.asked_pence, a.received_at,
           case when not ${viewerOwesScores} then sheet.mean end as mean_percent,
           case when not ${viewerOwesScores} and sheet.sent > 1 then sheet.spread end as spread,
           coalesce(sheet.sent, 0) as sheets_sent, coalesce(given.assigned, 0) as assigned
      from application a join organisation o on o.id = a.organisation_id
      left join sheet on sheet.application_id = a.id
      left join given on given.application_id = a.id
      left join closed_to_viewer on closed_to_viewer.application_id = a.id
     where a.pot_id = ${potId} and a.status in ('submitted', 'in-assessment', 'decided') and closed_to_viewer.application_id is null
     order by mean_percent desc nulls last, a.reference`.execute(db);
  return viewerId === undefined ? rows : namesFor(db, viewerId, rows);
}
