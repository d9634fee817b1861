/** The applications behind a number, and one of them, as an official reads them: what was sent and what became of it; never a score or a comment. */
import { sql, type Kysely, type RawBuilder } from "kysely";
import type { DB } from "#db/types.ts";
import { withFiles } from "../applications/files-model.ts";
import { listSentFiles } from "../applications/files-read.server.ts";
import { getSubmission } from "../applications/read.server.ts";
import { getFormVersion, listsFor } from "../forms/read.server.ts";
import { permit, type Actor } from "../kernel/actor.ts";
import { NotFound } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.server.ts";
import { all, applicationTags, ofRecord, placeAndTime, tagged } from "./award-filter.server.ts";
import { applications } from "./explore/source.server.ts";
import { may } from "./policy.ts";
import { registerPageSize, secondTag, type AwardFilters } from "./register-model.ts";

export interface ApplicationRow {
  id: string;
  reference: string;
  title: string;
  status: "submitted" | "in-assessment" | "decided" | "withdrawn";
  received_at: Date;
  asked_pence: number;
  organisation: string;
  area: string;
  fund: string;
  synthetic: boolean;
}
export interface ApplicationsPage {
  applications: ApplicationRow[];
  count: number;
  asked_pence: number;
  /** Counted, and not listed: the reader's own groups', and those in which they have declared an interest. */
  closed: number;
  page: number;
  pages: number;
}

/** What the reader has no business in: their own groups' applications, and those in which they have an interest. */
const closedTo = (personId: string): RawBuilder<boolean> => sql<boolean>`(
  award.organisation_id in (select r.organisation_id from role_held r where r.person_id = ${personId}::uuid and r.ended_at is null and r.organisation_id is not null and r.role <> 'helper')
  or award.id in (select i.application_id from interest i where i.person_id = ${personId}::uuid and i.has_interest)
  or award.id in (select b.id from interest_in_organisation d join application b on b.organisation_id = d.organisation_id and b.pot_id = d.pot_id where d.person_id = ${personId}::uuid and d.has_interest))`;

/** One page of the applications received that the filters leave, the newest first. The same rows as a number of applications counts. Throws NotAllowed. */
export async function listApplicationsNationally(db: Kysely<DB>, actor: Actor, filters: AwardFilters, asked = 1): Promise<ApplicationsPage> {
  permit(may.readNational(actor));
  const { tags, with: second, q, deprivation: _place, ...rest } = filters;
  const named = q === undefined ? [] : [sql<boolean>`award.organisation_id in (select o.id from organisation o where o.name ilike ${`%${q.replace(/[\\%_]/g, "\\$&")}%`})`];
  const chosen = all([...placeAndTime(rest), ...ofRecord(rest), ...tagged(tags, applicationTags), ...tagged(secondTag(second) ?? {}, applicationTags), ...named]);
  const closed = actor.kind === "person" ? closedTo(actor.id) : sql<boolean>`false`;
  const { rows: counted } = await sql<{ count: number; asked_pence: number; closed: number }>`
    select count(*) filter (where not ${closed}) as count, coalesce(sum(award.amount_pence) filter (where not ${closed}), 0) as asked_pence, count(*) filter (where ${closed}) as closed
      from ${applications} where ${chosen}`.execute(db);
  const { count } = counted[0]!;
  const pages = Math.max(1, Math.ceil(count / registerPageSize));
  const page = Math.min(Math.max(1, Math.trunc(asked) || 1), pages);
  const { rows } = await sql<ApplicationRow>`
    select a.id, a.reference, a.title, a.status, a.received_at, a.asked_pence, a.synthetic, o.name as organisation, area.name as area, f.short_title as fund
      from ${applications} join application a on a.id = award.id join organisation o on o.id = award.organisation_id join area on area.code = award.area_code join fund f on f.id = award.fund_id
     where ${chosen} and not ${closed}
     order by a.received_at desc, a.id desc limit ${registerPageSize} offset ${(page - 1) * registerPageSize}`.execute(db);
  return { applications: rows, ...counted[0]!, page, pages };
}

/**
 * What was sent, and the award that followed, where one did.
 * @throws NotAllowed; NotFound also for a draft, for a group of the reader's own and where they have declared an interest
 */
export async function getApplicationNationally(db: Kysely<DB>, actor: Actor, id: string) {
  permit(may.readNational(actor));
  const head = isId(id)
    ? await db
        .selectFrom("application")
        .innerJoin("pot", "pot.id", "application.pot_id")
        .innerJoin("round", "round.id", "pot.round_id")
        .innerJoin("fund", "fund.id", "round.fund_id")
        .innerJoin("area", "area.code", "pot.area_code")
        .leftJoin("award", (join) => join.onRef("award.application_id", "=", "application.id").on("award.status", "<>", "taken-back"))
        .select(["application.id", "application.reference", "application.title", "application.status", "application.asked_pence", "application.received_at", "application.synthetic"])
        .select(["award.reference as award_reference", "round.title as round", "fund.title as fund", "area.name as area"])
        .select(sql<Record<string, number>>`round.lists`.as("lists"))
        .where("application.id", "=", id)
        .where("application.status", "<>", "draft")
        .where("application.received_at", "is not", null)
        .$if(actor.kind === "person", (query) => query.where(sql<boolean>`not conflicted(application.id, ${(actor as { id: string }).id}::uuid)`))
        .executeTakeFirst()
    : undefined;
  if (!head) throw new NotFound();
  const submission = await getSubmission(db, head.id);
  const { definition } = await getFormVersion(db, submission.form_version_id);
  const files = await listSentFiles(db, head.id);
  const { name, charity_number, company_number, purpose } = submission.organisation;
  return { head, organisation: { name, charity_number, company_number, purpose }, answers: submission.answers, definition, lists: withFiles(await listsFor(db, head.lists), files), files };
}
