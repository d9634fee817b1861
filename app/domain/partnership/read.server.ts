/** Remarks and answers as anyone reads them beside a figure, and as members and officials do. Bodies only: no question here gives a person's name. */
import { sql, type Kysely, type RawBuilder } from "kysely";
import type { DB } from "#db/types.ts";
import { permit, speaksFor, type Actor, type PersonActor } from "../kernel/actor.ts";
import { NotFound } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.server.ts";
import { interestsOf, type KnownInterest } from "./bodies.server.ts";
import { stateOf, type Finding, type RemarkKind, type RemarkState } from "./model.ts";
import { may } from "./policy.ts";

export interface Answer {
  id: string;
  version: number;
  finding: Finding;
  answer: string;
  answered_at: Date;
  released_at: Date | null;
}
export interface Remark {
  id: string;
  kind: RemarkKind;
  member_body_id: string;
  body: string;
  /** By key of the figure: an observation's, "measure-2023-24" for one that is computed, a publication's part. */
  figure: string;
  publication: { code: string; title: string } | null;
  title: string;
  figure_said: string;
  said: string;
  said_at: Date;
  withdrawn_at: Date | null;
  withdrawn_reason: string;
  synthetic: boolean;
  answers: Answer[];
  state: RemarkState;
}

interface Row extends Omit<Remark, "publication" | "state" | "answers"> {
  publication_code: string | null;
  publication_title: string | null;
  answers: (Omit<Answer, "answered_at" | "released_at"> & { answered_at: string; released_at: string | null })[];
}

async function remarksWhere(db: Kysely<DB>, condition: RawBuilder<boolean>, limit = 500): Promise<Remark[]> {
  const { rows } = await sql<Row>`
    select r.id, r.kind, r.member_body_id, b.name as body, r.figure_said, r.said, r.said_at, r.withdrawn_at, r.withdrawn_reason, r.synthetic,
           coalesce(r.observation_id::text, m.code || '-' || r.financial_year, r.part) as figure,
           case when r.publication_id is not null then p.title when r.financial_year is not null then m.title || ', ' || r.financial_year else m.title end as title,
           p.code as publication_code, p.title as publication_title,
           coalesce((select json_agg(json_build_object('id', a.id, 'version', a.version, 'finding', a.finding, 'answer', a.answer, 'answered_at', a.answered_at, 'released_at', l.released_at) order by a.version)
                       from remark_answer a left join remark_release l on l.answer_id = a.id where a.remark_id = r.id), '[]'::json) as answers
      from remark r join member_body b on b.id = r.member_body_id
      left join observation o on o.id = r.observation_id
      left join measure m on m.id = coalesce(r.measure_id, o.measure_id)
      left join publication p on p.id = r.publication_id
     where ${condition}
     order by r.said_at desc, r.id desc limit ${limit}`.execute(db);
  return rows.map(({ publication_code, publication_title, answers, ...row }) => {
    const remark = {
      ...row,
      publication: publication_code === null ? null : { code: publication_code, title: publication_title! },
      answers: answers.map((answer) => ({ ...answer, answered_at: new Date(answer.answered_at), released_at: answer.released_at === null ? null : new Date(answer.released_at) })),
    };
    return { ...remark, state: stateOf(remark) };
  });
}

const isPublic = sql<boolean>`exists (select 1 from remark_answer a join remark_release l on l.answer_id = a.id where a.remark_id = r.id)`;
/** Only the answers that were made public; the remark itself went with the first of them. */
const asPublic = ({ answers, ...remark }: Remark): Remark => ({ ...remark, answers: answers.filter((answer) => answer.released_at !== null) });

const byFigure = (remarks: readonly Remark[]): Record<string, Remark[]> => {
  const by: Record<string, Remark[]> = {};
  for (const remark of [...remarks].reverse()) (by[remark.figure] ??= []).push(remark);
  return by;
};

interface Shown {
  id: string;
  origin: "asserted" | "computed";
}
const onFigures = (shown: readonly Shown[]): RawBuilder<boolean> => {
  const asserted = shown.filter(({ origin, id }) => origin === "asserted" && isId(id)).map(({ id }) => id);
  const computed = shown.filter(({ origin }) => origin === "computed").map(({ id }) => id);
  return sql<boolean>`(r.observation_id = any(${asserted}::uuid[]) or m.code || '-' || r.financial_year = any(${computed}::text[]))`;
};

/** What stands beside the figures of a page for anyone, by figure, the earliest first. */
export async function publicRemarks(db: Kysely<DB>, shown: readonly Shown[]): Promise<Record<string, Remark[]>> {
  return shown.length === 0 ? {} : byFigure((await remarksWhere(db, sql<boolean>`${onFigures(shown)} and ${isPublic}`)).map(asPublic));
}
/** The same with what is not public yet. Throws NotAllowed. */
export async function remarksBeside(db: Kysely<DB>, actor: Actor, shown: readonly Shown[]): Promise<Record<string, Remark[]>> {
  permit(may.read(actor));
  return shown.length === 0 ? {} : byFigure(await remarksWhere(db, onFigures(shown)));
}

/** What stands beside a released publication for anyone, by its part. */
export const publicRemarksOnPublication = async (db: Kysely<DB>, code: string): Promise<Record<string, Remark[]>> =>
  byFigure((await remarksWhere(db, sql<boolean>`p.code = ${code} and p.state = 'released' and ${isPublic}`)).map(asPublic));
/** The same with what is not public yet. Throws NotAllowed. */
export async function remarksOnPublication(db: Kysely<DB>, actor: Actor, code: string): Promise<Record<string, Remark[]>> {
  permit(may.read(actor));
  return byFigure(await remarksWhere(db, sql<boolean>`p.code = ${code}`));
}

export const remarkFilters = { open: "Waiting for an answer", answered: "Answered, not public", public: "Public", withdrawn: "Withdrawn" } as const;

/** All remarks, the newest first; disputes that wait come before everything else. Throws NotAllowed. */
export async function listRemarks(db: Kysely<DB>, actor: Actor): Promise<Remark[]> {
  permit(may.read(actor));
  const remarks = await remarksWhere(db, sql<boolean>`true`);
  const urgency = (remark: Remark) => (remark.state !== "open" ? 2 : remark.kind === "dispute" ? 0 : 1);
  return remarks.sort((a, b) => urgency(a) - urgency(b));
}

/** One remark with everything around it. Throws NotAllowed, NotFound. */
export async function getRemark(db: Kysely<DB>, actor: Actor, id: string): Promise<Remark & { interests: KnownInterest[]; answered_by: string | null }> {
  permit(may.read(actor));
  const [remark] = isId(id) ? await remarksWhere(db, sql<boolean>`r.id = ${id}`) : [];
  if (!remark) throw new NotFound();
  const last = await db.selectFrom("remark_answer").select("answered_by").where("remark_id", "=", id).orderBy("version", "desc").limit(1).executeTakeFirst();
  return { ...remark, interests: (await interestsOf(db, [remark.member_body_id])).get(remark.member_body_id) ?? [], answered_by: last?.answered_by ?? null };
}

export interface RemarkWork {
  /** For officials: what waits for an answer. */
  disputes: number;
  annotations: number;
  /** For publishers: answers of others that are not public yet. */
  to_release: number;
  /** For a member body: answers to its own remarks in the last thirty days. */
  answers: { id: string; title: string; answered_at: Date }[];
}

/** What of all this waits for one person. */
export async function remarkWork(db: Kysely<DB>, actor: PersonActor): Promise<RemarkWork> {
  const body = speaksFor(actor);
  const holds = (role: string) => actor.secondFactor && actor.roles.some((held) => held.role === role);
  const work: RemarkWork = { disputes: 0, annotations: 0, to_release: 0, answers: [] };
  if (holds("official")) {
    const { rows } = await sql<{ disputes: number; annotations: number }>`
      select count(*) filter (where kind = 'dispute') as disputes, count(*) filter (where kind = 'annotation') as annotations
        from remark r where withdrawn_at is null and not exists (select 1 from remark_answer a where a.remark_id = r.id)`.execute(db);
    Object.assign(work, rows[0]);
  }
  if (holds("publisher")) {
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from remark r join remark_answer a on a.remark_id = r.id
       where r.withdrawn_at is null and a.answered_by <> ${actor.id}
         and not exists (select 1 from remark_answer later where later.remark_id = r.id and later.version > a.version)
         and not exists (select 1 from remark_release l where l.answer_id = a.id)`.execute(db);
    work.to_release = rows[0]!.n;
  }
  if (body !== undefined) {
    const remarks = await remarksWhere(db, sql<boolean>`r.member_body_id = ${body} and exists (select 1 from remark_answer a where a.remark_id = r.id and a.answered_at > clock_timestamp() - interval '30 days')`, 20);
    work.answers = remarks.map(({ id, title, answers }) => ({ id, title, answered_at: answers.at(-1)!.answered_at }));
  }
  return work;
}
