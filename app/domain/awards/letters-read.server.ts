/** Questions asked about letters: how far a pot's are, a page of them, one with its versions and its material. What is closed to the asker is left out. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { readsAnonymously } from "../assessment/anonymity.server.ts";
import { closedToViewer, potFacts } from "../assessment/pot-facts.server.ts";
import { WrongState } from "../kernel/errors.ts";
import { listWaiting } from "./letter-facts.server.ts";
import { lettersPageSize, type LettersCount, type LetterState, type WaitingCount } from "./letter-model.ts";

/** A letter names its group: it is read by nobody from whom names are hidden. Throws WrongState with when it can be. */
export async function refuseWithoutNames(db: Kysely<DB>, potId: string, viewerId: string): Promise<void> {
  if (await readsAnonymously(db, viewerId, potId)) throw new WrongState("This round is read without names, and letters name the groups. They open to you once scoring is closed; an administrator can work on them now");
}

/** How far the letters of a pot's waiting decisions are, without those that are closed to the viewer; without a viewer all of them. */
export async function countLetters(db: Kysely<DB>, potId: string, viewerId: string | null): Promise<LettersCount> {
  const { rows } = await sql<LettersCount>`
    with ${closedToViewer([potId], viewerId)}, undrafted as (
      select count(*)::int as undrafted from application a
        join decision d on d.application_id = a.id and d.released_at is null and d.taken_back_at is null and d.moved_up_at is null
       where a.pot_id = ${potId} and not exists (select 1 from letter l where l.decision_id = d.id)
         and not exists (select 1 from closed_to_viewer c where c.application_id = a.id)
    )
    select count(*) filter (where l.blocked)::int as blocked,
           count(*) filter (where not l.blocked and l.checked_at is null)::int as to_read,
           count(*) filter (where not l.blocked and l.checked_at is not null)::int as "right",
           (select undrafted from undrafted) as undrafted
      from letter l
     where l.pot_id = ${potId} and l.sent_at is null and not l.over and not exists (select 1 from closed_to_viewer c where c.application_id = l.application_id)`.execute(db);
  return rows[0]!;
}

/** What a release would do, without what is closed to the viewer; without a viewer all of it. */
export async function countWaiting(db: Kysely<DB>, potId: string, viewerId: string | null): Promise<WaitingCount> {
  const { rows } = await sql<WaitingCount>`
    with ${closedToViewer([potId], viewerId)}
    select count(*)::int as waiting, count(w.id)::int as awards, coalesce(sum(w.amount_pence), 0)::float8 as amount_pence,
           count(*) filter (where d.needs_second and d.confirmed_at is null)::int as unconfirmed
      from application a join decision d on d.application_id = a.id and d.released_at is null and d.taken_back_at is null and d.moved_up_at is null
      left join award w on w.decision_id = d.id
     where a.pot_id = ${potId} and not exists (select 1 from closed_to_viewer c where c.application_id = a.id)`.execute(db);
  return rows[0]!;
}

/** The applications of a pot that are closed to this person: in one pass over the pot, however many there are. */
export async function closedApplications(db: Kysely<DB>, potId: string, viewerId: string): Promise<Set<string>> {
  const { rows } = await sql<{ application_id: string }>`with ${closedToViewer([potId], viewerId)} select application_id from closed_to_viewer`.execute(db);
  return new Set(rows.map(({ application_id }) => application_id));
}

/** Whom the letters of the waiting decisions reach, without those that are closed to the viewer: e-mails, groups, and groups that none reaches. */
export async function countLetterReaders(db: Kysely<DB>, potId: string, viewerId: string): Promise<{ messages: number; groups: number; unreached: number }> {
  const { rows } = await sql<{ messages: number; groups: number; unreached: number }>`
    with ${closedToViewer([potId], viewerId)}, reached as (
      select a.id, a.organisation_id, (
        select count(distinct p.id) from role_held r join person p on p.id = r.person_id
         where r.organisation_id = a.organisation_id and r.role in ('owner', 'editor') and r.ended_at is null and p.disabled_at is null and p.email_confirmed_at is not null) as people
        from application a join decision d on d.application_id = a.id left join closed_to_viewer c on c.application_id = a.id
       where a.pot_id = ${potId} and d.taken_back_at is null and d.moved_up_at is null and d.released_at is null and c.application_id is null
    )
    select coalesce(sum(people), 0)::int as messages, count(distinct organisation_id) filter (where people > 0)::int as groups,
           count(distinct organisation_id) filter (where people = 0)::int as unreached from reached`.execute(db);
  return rows[0]!;
}

/**
 * What is waiting and how it stands, in one short word that changes with it: a page carries it, and the release compares. The same for
 * everybody; it tells nothing but whether something changed.
 */
export async function waitingDigest(db: Kysely<DB>, potId: string): Promise<string> {
  const { rows } = await sql<{ digest: string }>`
    select md5(coalesce(string_agg(concat_ws(':', d.id, d.confirmed_at is not null, l.id, l.version, l.checked_at is not null, l.blocked), ',' order by d.id), '')) as digest
      from application a join decision d on d.application_id = a.id left join letter l on l.decision_id = d.id
     where a.pot_id = ${potId} and d.taken_back_at is null and d.moved_up_at is null and d.released_at is null`.execute(db);
  return rows[0]!.digest;
}

const inState: Record<LetterState, ReturnType<typeof sql>> = {
  blocked: sql`and l.blocked`,
  "to-read": sql`and not l.blocked and l.checked_at is null`,
  right: sql`and not l.blocked and l.checked_at is not null`,
};
const inAll = ({ blocked, to_read, right }: LettersCount, state: LetterState | undefined): number => (state ? { blocked, "to-read": to_read, right }[state] : blocked + to_read + right);

/**
 * A page of a pot's waiting letters in the order of the groups' names, with everything a preview says; and how many there are in each state.
 * Only the letters of the page are put together, so that it costs the same however many there are.
 */
export async function listLetters(db: Kysely<DB>, potId: string, viewerId: string, { state, page }: { state: LetterState | undefined; page: number }) {
  const counts = await countLetters(db, potId, viewerId);
  const found = inAll(counts, state);
  const pages = Math.max(1, Math.ceil(found / lettersPageSize));
  const at = Math.min(Math.max(1, page), pages);
  const { rows } = await sql<{ decision_id: string }>`
    with ${closedToViewer([potId], viewerId)}
    select l.decision_id from letter l
     where l.pot_id = ${potId} and l.sent_at is null and not l.over and l.application_id not in (select application_id from closed_to_viewer) ${state ? inState[state] : sql``}
     order by l.sorted_by, l.id limit ${lettersPageSize} offset ${(at - 1) * lettersPageSize}`.execute(db);
  const letters = await listWaiting(db, potId, { decisionIds: rows.map(({ decision_id }) => decision_id) });
  const byDecision = new Map(letters.map((letter) => [letter.decision_id, letter]));
  return { counts, found, page: at, pages, letters: rows.flatMap(({ decision_id }) => byDecision.get(decision_id) ?? []) };
}

/** The letter of an application's waiting decision with its versions, newest first; undefined where none waits. The caller asks the policy. */
export async function findLetter(db: Kysely<DB>, potId: string, applicationId: string) {
  const row = await db
    .selectFrom("letter")
    .leftJoin("person as checker", "checker.id", "letter.checked_by")
    .select(["letter.id", "letter.decision_id", "letter.version", "letter.words", "letter.reading_age", "letter.findings", "letter.accepted", "letter.blocked", "letter.checked_at", "checker.name as checked_by_name"])
    .where("letter.application_id", "=", applicationId)
    .where("letter.sent_at", "is", null)
    .where("letter.over", "=", false)
    .executeTakeFirst();
  const [waiting] = row ? await listWaiting(db, potId, { decisionIds: [row.decision_id] }) : [];
  if (!row || !waiting) return undefined;
  const versions = await db
    .selectFrom("letter_version as v")
    .innerJoin("person", "person.id", "v.written_by")
    .select(["v.version", "v.words", "v.written_at", "person.name as written_by_name"])
    .where("v.letter_id", "=", row.id)
    .orderBy("v.version", "desc")
    .limit(50)
    .execute();
  return { letter: row, waiting, versions };
}

/**
 * What the assessors wrote on each criterion, as material for whoever writes the letter: points with their reasons, without a name and in no
 * order of persons. Sheets of people with a conflict are not among them. The caller asks the policy whether the viewer may read scores.
 */
export async function letterMaterial(db: Kysely<DB>, potId: string, applicationId: string) {
  const { rows } = await sql<{ criterion_id: string; title: string; max_points: number; points: number; reason: string }>`
    with ${potFacts([potId], null)}
    select c.id as criterion_id, c.title, c.max_points, s.points, s.reason
      from counted_sheet counted
      join score_sheet t on t.application_id = counted.application_id and t.person_id = counted.person_id and t.status = 'sent'
      join score s on s.sheet_id = t.id and s.points is not null
      join criterion c on c.id = s.criterion_id
     where counted.application_id = ${applicationId}
     order by c.position, s.points desc, md5(s.sheet_id::text || c.id::text)`.execute(db);
  return rows;
}
