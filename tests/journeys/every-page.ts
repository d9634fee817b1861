/** The things of the demonstration that every page of the site is looked at with, and who looks at it. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { SnapshotBody } from "#app/domain/awards/snapshot.server.ts";
import type { Persona, World as Things } from "../wall/access-table.ts";
import type { WorldDatabase } from "./world-database.ts";

/** Who looks: one person of the demonstration for each kind of door. */
export const emails = {
  member: "volunteer@lade.example",
  administrator: "administrator.highland@lade.example",
  assessor: "assessor.one@lade.example",
  official: "official@lade.example",
  publisher: "publisher@lade.example",
  partner: "partner@lade.example",
  service: "service@lade.example",
} as const satisfies Partial<Record<Persona, string>>;
/** `visitor` is nobody; `halfway` has entered a password and no code yet. */
export type Viewer = keyof typeof emails | "halfway" | "visitor";
export const halfwayEmail = "assessor.three@lade.example";

/** Where a viewer's cookies are kept from the signing in to the looking. */
export const stateOf = (viewer: Viewer): string => join(fileURLToPath(new URL("../../test-results/viewers", import.meta.url)), `${viewer}.json`);

const orkney = "S12000023";
const moray = "S12000020";
const round = "communities-2026-27";

/** What a meeting left behind. */
const [reader, criterion] = ["00000000-0000-4000-8000-000000000002", "00000000-0000-4000-8000-000000000003"];
const left: SnapshotBody = {
  pot: { id: "", title: "Communities fund", area: "Highland", financial_year: "2025-26", minimum_percent: 45, second_person_above_pence: null },
  criteria: [{ id: criterion, title: "The need", weight: 100, max_points: 5, ended: false }],
  meeting: { id: "", opened_at: "2026-01-12T10:00:00.000Z", closed_at: "2026-01-12T12:30:00.000Z", quorum: 3, notes: "The panel met in the hall." },
  attendance: [{ person_id: null, name: "Ailsa Bain", role: "chair", votes: true, arrived_at: "2026-01-12T10:00:00.000Z", left_at: "2026-01-12T12:30:00.000Z" }],
  leaves: [], line_after: 1, line: { percent: 80, reference: "LA-2222-2222" },
  lines: [
    {
      application_id: "00000000-0000-4000-8000-000000000001", reference: "LA-2222-2222", organisation_name: "Haven Walkers", title: "Walks by the sea", asked_pence: 500_000, rank: 1, mean_percent: 80, spread: 0, assigned: 1,
      sheets: [{ person_id: reader, name: "Ailsa Bain", weighted_percent: 80, version: 1, criteria_version: 1, counted: true, points: { [criterion]: 4 } }],
      sub_pot_id: null, codes: ["focus-group/women"], above: true, outcome: "full", amount_pence: 500_000, decision: null, proposed: null, proposed_pence: null,
    },
  ],
  limits: [{ kind: "pot", title: "The pot", allocation_pence: 10_000_000, committed_pence: 500_000, proposed_pence: 0 }],
  coverage: [{ list: "focus-group", title: "Women", at_least: 2, awards: 1, amount_pence: 500_000 }], awards: 1, median_pence: 500_000,
};
const frozen = JSON.stringify(left);

export async function findThings(database: WorldDatabase): Promise<Things> {
  const pot = await database.potIn("highland", round);
  const application = await database.row<{ id: string; organisation_id: string }>(
    `select a.id, a.organisation_id from application a join assignment s on s.application_id = a.id join person p on p.id = s.person_id
     where a.pot_id = $1 and a.status = 'in-assessment' and p.email = $2 order by a.id limit 1`,
    [pot, emails.assessor],
  );
  const draft = await database.row<{ id: string; section: string; question: string; files: string | null }>(
    `select a.id, f.definition->'sections'->0->>'id' as section, f.definition->'sections'->0->'questions'->0->>'id' as question,
       jsonb_path_query_first(f.definition, '$.sections[*].questions[*] ? (@.kind == "files").id') #>> '{}' as files from application a join form_version f on f.id = a.form_version_id join pot on pot.id = a.pot_id
     join role_held r on r.organisation_id = a.organisation_id join person p on p.id = r.person_id
     where a.status = 'draft' and pot.closes_at > now() and p.email = $1 order by a.id limit 1`,
    [emails.member],
  );
  const award = await database.row<{ id: string; reference: string; application_id: string; grant_return: string }>(
    `select w.id, w.reference, w.application_id, g.id as grant_return from award w join grant_return g on g.award_id = w.id
     where w.area_code = $1 and w.status = 'accepted' and g.status = 'due' order by w.id limit 1`,
    [orkney],
  );
  const id = async (text: string, values: unknown[] = []) => (await database.row<{ id: string }>(text, values)).id;
  return {
    round, area: "highland", pot, application: application.id, organisation: application.organisation_id, draft: draft.id, section: draft.section, question: draft.question,
    award: { id: award.id, reference: award.reference }, decided: award.application_id, grantReturn: award.grant_return,
    sentReturn: await id("select id from grant_return where status = 'sent' order by id limit 1"),
    person: await id("select id from person where email = $1", [emails.member]),
    together: await id(
      `insert into bulk_action (id, pot_id, kind, asked_by) select md5(a.pot_id::text || 'remind')::uuid, a.pot_id, 'remind', p.id from application a, person p where a.id = $1::uuid and p.email = $2
       on conflict (id) do update set kind = excluded.kind returning id`,
      [application.id, emails.administrator],
    ),
    meeting: await id(
      `with frozen as (select md5(pot.id::text || 'meeting')::uuid as id, pot.id as pot_id, p.id as person_id, $3::text as body from pot, person p where pot.id = $1::uuid and p.email = $2),
            met as (insert into meeting (id, pot_id, quorum, opened_by, closed_at, closed_by) select id, pot_id, 3, person_id, now(), person_id from frozen on conflict (id) do nothing),
            kept as (insert into meeting_snapshot (meeting_id, pot_id, taken_at, body, sha256) select id, pot_id, now(), body, encode(sha256(convert_to(body, 'UTF8')), 'hex') from frozen on conflict (meeting_id) do nothing)
       select id from frozen`,
      [pot, emails.administrator, frozen],
    ),
    panelist: await id("select id from person where email = $1", [emails.assessor]),
    message: await id("select id from message order by id limit 1"),
    document: "", file: "", filesQuestion: draft.files ?? "papers",
    observation: await id("select id from observation where source_ref = 'S30.1b'"),
    remark: await id("select id from remark r where kind = 'dispute' and not exists (select 1 from remark_answer a where a.remark_id = r.id)"),
    changeRequest: await id(
      `insert into change_request (id, application_id, question_ids, message, asked_by, before_number)
       select gen_random_uuid(), $1::uuid, array['title'], 'Give your project a name that says what happens.', p.id, 1 from person p where p.email = $2
       on conflict (application_id) where answered_at is null and taken_back_at is null do update set message = excluded.message returning id`,
      [application.id, emails.administrator],
    ),
    publication: await id(
      `insert into publication (id, code, title, period_from, period_to, data_on, synthetic) values (gen_random_uuid(), 'a-draft', 'A draft', '2023-11-01', '2024-03-31', '2025-05-30', true)
       on conflict (code) do update set code = excluded.code returning id`,
    ),
    published: await id("select id from publication where code = 'communities-fund-year-3-restated'"),
    statement: await id("select s.id from publication_statement s join publication p on p.id = s.publication_id where p.code = 'communities-fund-year-3-restated' order by s.position limit 1"),
  };
}

/** Gives the viewers what they need to see each page: the member belongs to the groups, the administrator has all three areas. */
export async function letIn(database: WorldDatabase): Promise<void> {
  const things = await findThings(database);
  await database.rows(
    `insert into role_held (id, person_id, role, organisation_id)
     select gen_random_uuid(), p.id, 'owner', a.organisation_id from application a, person p where a.id in ($1, $2) and p.email = $3`,
    [things.application, things.decided, emails.member],
  );
  await database.rows(
    `insert into role_held (id, person_id, role, fund_id, area_code)
     select gen_random_uuid(), p.id, 'administrator', r.fund_id, place.code from person p, pot join round r on r.id = pot.round_id, unnest($1::text[]) as place (code)
     where p.email = $2 and pot.id = $3`,
    [[orkney, moray], emails.administrator, things.pot],
  );
}

export interface MoreThings {
  /** Being assessed, with a score sheet that the assessor has not sent. */
  toScore: string;
  potBefore: string;
  sections: string[];
  link: string;
  openOffer: string;
  /** The role that the member holds in the organisation. */
  membership: string;
}

/** Pages in states that the address alone doesn't bring about, and lists cut in other ways. */
export function more(things: Things, also: MoreThings): readonly (readonly [Viewer, string])[] {
  return [
    ["visitor", "/nothing/here"],
    ["visitor", `/rounds/${round}/glasgow-city`],
    ["visitor", `/rounds/${round}/glasgow-city/check?checked=yes`],
    ["visitor", `/rounds/${round}/glasgow-city/check?checked=yes&legal_form=unconstituted-group&area=no`],
    ["visitor", `/rounds/${round}/glasgow-city/check?checked=yes&legal_form=person&area=yes&lang=gd`],
    ["visitor", `/rounds/${round}/glasgow-city/questions?form=communities-application-short&lang=gd`],
    ["visitor", `/rounds/${round}/glasgow-city/easy-read?form=communities-application`],
    ["visitor", "/find-a-fund?find=yes"],
    ["visitor", "/find-a-fund?find=yes&legal_form=scio&where=S12000049&aim=parents-and-babies&asked=15000&income=2000000"],
    ["visitor", "/find-a-fund?find=yes&legal_form=unconstituted-group&where=S12000020&aim=children&lang=gd"],
    ["visitor", "/rounds/communities-2022-23"],
    ["visitor", "/awards?area=S12000047&page=2"],
    ...["area", "month", "family-group", "priority-issue", "project-type"].map((by) => ["visitor", `/figures/award-counts?fund=communities-adults&by=${by}`] as const),
    ["visitor", "/figures/award-counts?fund=communities-adults&from=yesterday"],
    ["visitor", `/account/link/${also.link}`],
    ["visitor", "/account/register?done=check"],
    ["visitor", "/account/sign-in?done=link"],
    ["halfway", "/account/second-factor"],
    ["member", "/account?done=begun"],
    ["member", "/account/email?done=sent"],
    ...["people", "safeguarding", "bank"].map((part) => ["member", `/organisations/${things.organisation}/edit?part=${part}`] as const),
    ["member", `/organisations/${things.organisation}/people?change=${also.membership}`],
    ["member", "/manage"],
    ...also.sections.map((section) => ["member", `/applications/${things.draft}/sections/${section}?missing=1`] as const),
    ["member", `/applications/${also.openOffer}/decision`],
    ["member", `/returns/${things.grantReturn}?step=check`],
    ["administrator", "/desk"],
    ["administrator", `/manage/pots/${also.potBefore}/settings`],
    ["administrator", `/manage/pots/${also.potBefore}/criteria`],
    ["administrator", `/manage/pots/${also.potBefore}/checks`],
    ["administrator", "/manage/charity-register?search=group"],
    ["administrator", `/manage/pots/${things.pot}/applications?by=assessors&sort=score&size=100&asks_from=500`],
    ["administrator", `/manage/pots/${things.pot}/applications/together`],
    ["administrator", `/manage/pots/${things.pot}/applications/together?all=yes`],
    ["administrator", `/manage/pots/${things.pot}/agreement?view=readers`],
    ["administrator", `/manage/pots/${things.pot}/agreement?view=ranks`],
    ["assessor", "/desk"],
    ["assessor", `/panel/applications/${also.toScore}`],
    ["official", "/desk"],
    ["official", "/national/awards?standing=decided"],
    ["partner", "/desk"],
    ["official", "/partnership/aims/3"],
    ["publisher", `/national/remarks/${things.remark}`],
    ["official", "/national/actions/4.3"],
    ["visitor", "/strategy/easy-read/8"],
    ["visitor", "/publications/communities-fund-year-3-restated"],
    ["official", "/national/approaches/measure/mental-health-hub-calls"],
    ["service", "/desk"],
  ];
}

export async function findMore(database: WorldDatabase, things: Things): Promise<MoreThings> {
  const { sections } = await database.row<{ sections: { id: string }[] }>("select f.definition->'sections' as sections from application a join form_version f on f.id = a.form_version_id where a.id = $1", [things.draft]);
  const { body } = await database.row<{ body: string }>("select body from message where template = 'account.confirm-email' order by created_at desc limit 1");
  const { id: toScore } = await database.row<{ id: string }>(
    `select s.application_id as id from score_sheet s join application a on a.id = s.application_id join person p on p.id = s.person_id
     where s.status = 'draft' and a.status = 'in-assessment' and p.email = $1 limit 1`,
    [emails.assessor],
  );
  const { id: openOffer } = await database.row<{ id: string }>(
    "select w.application_id as id from award w join role_held r on r.organisation_id = w.organisation_id join person p on p.id = r.person_id where w.status = 'released' and p.email = $1 limit 1",
    [emails.member],
  );
  return {
    toScore, openOffer,
    membership: (await database.row<{ id: string }>(
      "select r.id from role_held r join person p on p.id = r.person_id where r.organisation_id = $1 and p.email = $2 and r.ended_at is null limit 1", [things.organisation, emails.member],
    )).id,
    potBefore: await database.potIn("moray", round),
    sections: sections.map(({ id }) => id),
    link: /\/account\/link\/([A-Za-z0-9_-]+)/.exec(body)![1]!,
  };
}
