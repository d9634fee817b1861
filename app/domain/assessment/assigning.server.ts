/** Sharing a pot's applications out: the facts that a proposal rests on, its preview, which writes nothing, and its carrying out. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { paths } from "#app/paths.ts";
import { record } from "../audit/change.server.ts";
import { lockApplication, moveApplication } from "../applications/change.server.ts";
import { getPot, type Pot } from "../funds/read.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Conflict, Invalid, WrongState } from "../kernel/errors.ts";
import { newId, sha256 } from "../kernel/ids.server.ts";
import { queueMessage } from "../messages/change.server.ts";
import { mostAtOnce, proposeAssignments, type Pair, type Proposal, type Reader, type Wanted } from "./assigning.ts";
import { actingPerson, insertAssignment } from "./change.server.ts";
import type { Seat } from "./panel.ts";
import { potFacts } from "./pot-facts.server.ts";
import { may } from "./policy.ts";

export interface PanelReader extends Required<Reader> {
  name: string;
  seat: Seat;
  /** They have not declared for the round, so they can't be asked yet. */
  owes_round: boolean;
}
export interface Preview {
  readers: PanelReader[];
  proposal: Proposal;
  /** By application that gets a reader or lacks one. */
  applications: { id: string; reference: string; title: string; organisation_name: string; already: string[] }[];
  /** Applications that are left for the next time. */
  later: number;
  /** Stands for everything that the proposal rests on and proposes. */
  fingerprint: string;
}

/** What would be shared out now, as one administrator may know of it. Nothing is written. */
export async function previewAssignments(db: Kysely<DB>, potId: string, viewerId: string, wanted: Wanted): Promise<Preview> {
  const facts = await readFacts(db, potId, viewerId, wanted);
  const ready = facts.readers.filter(({ owes_round }) => !owes_round);
  const now = facts.applications.slice(0, mostAtOnce);
  const ids = new Set(now.map(({ id }) => id));
  const here = facts.already.filter(({ application_id }) => ids.has(application_id));
  const proposal = proposeAssignments({
    applications: now.map(({ id }) => id),
    readers: ready.map(({ id, livedExperience, holds }) => ({ id, livedExperience, holds: Math.max(0, holds - here.filter(({ person_id }) => person_id === id).length) })),
    perApplication: wanted.per_application,
    livedExperience: wanted.lived_experience,
    closed: facts.closed,
    already: here,
  });
  const named = new Map(facts.readers.map(({ id, name }) => [id, name]));
  return {
    readers: facts.readers,
    proposal,
    applications: now.map((application) => ({ ...application, already: here.filter(({ application_id }) => application_id === application.id).map(({ person_id }) => named.get(person_id) ?? "Somebody who left the panel") })),
    later: facts.applications.length - now.length,
    fingerprint: sha256(JSON.stringify([wanted, proposal.pairs, proposal.unmet])),
  };
}

interface Facts {
  readers: PanelReader[];
  applications: { id: string; reference: string; title: string; organisation_name: string }[];
  /** Of those that are shared out now. */
  closed: Pair[];
  already: Pair[];
}

async function readFacts(db: Kysely<DB>, potId: string, viewerId: string, { per_application, lived_experience }: Wanted): Promise<Facts> {
  const { rows: readers } = await sql<PanelReader>`
    with ${potFacts([potId], viewerId)}
    select distinct p.id, p.name, panel_seat(pot.id, p.id) as seat, panel_seat(pot.id, p.id) = 'lived-experience' as "livedExperience", declaration_owed(pot.id, p.id) as owes_round,
           (select count(*) from assignment h join application b on b.id = h.application_id where h.person_id = p.id and h.ended_at is null and b.pot_id = pot.id and b.id not in (select c.application_id from closed_to_viewer c)) as holds
      from pot join round on round.id = pot.round_id
      join role_held r on r.fund_id = round.fund_id and r.area_code = pot.area_code and r.role in ('assessor', 'chair') and r.ended_at is null
      join person p on p.id = r.person_id and p.disabled_at is null
     where pot.id = ${potId}::uuid and panel_seat(pot.id, p.id) in ('assessor', 'lived-experience')
     order by p.name, p.id`.execute(db);
  // What lacks nothing is left out, so that a pot of thousands is looked at in parts. A reader who can't assess one is no reader of it.
  const { rows: applications } = await sql<Facts["applications"][number]>`
    with ${potFacts([potId], viewerId)}
    select a.id, a.reference, a.title, o.name as organisation_name
      from application a join organisation o on o.id = a.organisation_id
      left join given on given.application_id = a.id
     where a.pot_id = ${potId}::uuid and a.status in ('submitted', 'in-assessment') and a.id not in (select c.application_id from closed_to_viewer c)
       and (a.reopened_at is null or last_moment(a.pot_id, a.id) <= clock_timestamp())
       and (coalesce(given.assigned, 0) < ${per_application} or a.id in (select t.application_id from score_sheet t where t.status = 'cannot')
         or ${lived_experience} > (select count(*) from assignment s join panel_member m on m.person_id = s.person_id and m.pot_id = a.pot_id and m.seat = 'lived-experience' and m.ended_at is null
                                    where s.application_id = a.id and s.ended_at is null))
     order by a.received_at, a.reference`.execute(db);
  const ids = applications.slice(0, mostAtOnce).map(({ id }) => id);
  if (ids.length === 0 || readers.length === 0) return { readers, applications, closed: [], already: await readAlready(db, ids) };
  const { rows: closed } = await sql<Pair>`
    select a.id as application_id, p.id as person_id from unnest(${ids}::uuid[]) as a (id) cross join unnest(${readers.map(({ id }) => id)}::uuid[]) as p (id)
     where conflicted(a.id, p.id) or not declared_free_of(a.id, p.id)
        or exists (select 1 from scores_read x where x.application_id = a.id and x.person_id = p.id)
        or exists (select 1 from score_sheet t where t.application_id = a.id and t.person_id = p.id and t.status in ('void', 'cannot'))`.execute(db);
  return { readers, applications, closed, already: await readAlready(db, ids) };
}

/** Who reads or has scored each already; not who said that they can't. */
async function readAlready(db: Kysely<DB>, ids: readonly string[]): Promise<Pair[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<Pair>`
    select s.application_id, s.person_id from assignment s
     where s.application_id = any(${[...ids]}::uuid[]) and s.ended_at is null
       and not exists (select 1 from score_sheet t where t.application_id = s.application_id and t.person_id = s.person_id and t.status = 'cannot')
    union
    select t.application_id, t.person_id from score_sheet t where t.application_id = any(${[...ids]}::uuid[]) and t.status = 'sent' and not conflicted_by_interest(t.application_id, t.person_id)
    order by 1, 2`.execute(db);
  return rows;
}

/**
 * Carries out what the preview showed: all of it or nothing. Answers how many assignments were made.
 * @param seen the fingerprint of the preview
 * @throws Conflict where anything that it rests on has changed since; WrongState where there is nothing to share out
 */
export async function applyAssignments(context: Context, potId: string, wanted: Wanted, seen: string): Promise<number> {
  return inTransaction(context, async (tx) => {
    const actor = actingPerson(tx);
    const pot = await getPot(tx.db, potId);
    permit(may.changePanel(actor, pot));
    const before = await previewAssignments(tx.db, pot.id, actor.id, wanted);
    const ids = [...new Set(before.proposal.pairs.map(({ application_id }) => application_id))].sort();
    const locked = new Map<string, Awaited<ReturnType<typeof lockApplication>>>();
    for (const id of ids) locked.set(id, await lockApplication(tx, id));
    // Once more with everything locked: who declared or was asked while we waited is seen now.
    const { proposal, fingerprint } = await previewAssignments(tx.db, pot.id, actor.id, wanted);
    if (fingerprint !== seen) throw new Conflict("Something changed since this was proposed: an application, a reader or a declaration. Look at the new proposal");
    if (proposal.pairs.length === 0) throw new WrongState("There is nothing to share out");
    for (const application of locked.values()) if (application.status === "submitted") await moveApplication(tx, application, "assign");
    for (const { application_id, person_id } of proposal.pairs) await insertOrExplain(tx, { application_id, person_id, assigned_by: actor.id });
    await tellReaders(tx, pot, proposal.pairs);
    for (const { application_id, person_id } of proposal.pairs) await record(tx, "application.assigned", { type: "application", id: application_id }, { person_id });
    await record(tx, "panel.shared-out", { type: "pot", id: pot.id }, { applications: ids.length, assignments: proposal.pairs.length, ...wanted });
    return proposal.pairs.length;
  });
}

async function insertOrExplain(tx: TransactionContext, row: Pair & { assigned_by: string }): Promise<void> {
  try {
    await insertAssignment(tx, row);
  } catch (error) {
    if (error instanceof Invalid) throw new Conflict("Something changed since this was proposed. Look at the new proposal");
    throw error;
  }
}

/** One e-mail a reader, with a count and no name of an application. */
export async function tellReaders(tx: TransactionContext, pot: Pot, pairs: readonly Pair[]): Promise<void> {
  const counts = new Map<string, number>();
  for (const { person_id } of pairs) counts.set(person_id, (counts.get(person_id) ?? 0) + 1);
  const people = await tx.db.selectFrom("person").select(["id", "email", "name"]).where("id", "in", [...counts.keys()]).orderBy("id").execute();
  for (const { id, email, name } of people) {
    const count = counts.get(id)!;
    await queueMessage(tx, {
      to_email: email,
      to_person_id: id,
      template: "assessment-asked",
      subject: count === 1 ? "An application to assess" : `${count} applications to assess`,
      body: [
        `Hello ${name}`,
        `You have been asked to assess ${count === 1 ? "an application" : `${count} applications`} to ${pot.round_title} in ${pot.area_name}.`,
        `Sign in and open your assessments. Of each, first say whether you have an interest in it: if you do, it is closed to you and somebody else will be asked.`,
        paths.signIn({ next: paths.panel() }),
      ].join("\n\n"),
      dedupe_key: `assessment-asked:${newId()}`,
    });
  }
}
