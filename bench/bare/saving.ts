/**
 * Saving one answer as a server by hand would: node:http and pg, the statements that ours sends, and the checks that ours makes (where
 * the form comes from, who is signed in and with which role, whether this save was answered before, on which version it was written).
 * A test compares the statements, so that neither side gets lighter unseen.
 */
import { createHash, randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type pg from "pg";
import { canonical, eventHash, headSeal } from "#app/domain/audit/chain.server.ts";
import { keyedHash } from "#app/domain/kernel/ids.server.ts";
import type { Handler } from "./serve.ts";

const sessionQuery = `
  select s.id, s.person_id, s.created_at, s.expires_at, s.ends_at, s.second_factor_at, s.device, s.shared_computer, s.proved_by, p.name, p.email, p.email_confirmed_at,
    s.proved_at > clock_timestamp() - $1 * interval '1 millisecond' as recently_proved,
    exists (select from second_factor f where f.person_id = p.id and f.confirmed_at is not null) as authenticator_set_up,
    exists (select from passkey k where k.person_id = p.id) as has_passkey,
    coalesce((
      select json_agg(json_build_object('role', r.role, 'organisation_id', r.organisation_id, 'fund_id', r.fund_id, 'area_code', r.area_code, 'member_body_id', r.member_body_id) order by r.granted_at, r.id)
      from role_held r where r.person_id = p.id and r.ended_at is null), '[]'::json) as roles
  from session as s inner join person as p on p.id = s.person_id
  where s.expires_at > clock_timestamp() and s.ends_at > clock_timestamp() and s.id = $2 and p.disabled_at is null`;

const standingQuery = `
  select clock_timestamp() - $1 * interval '1 millisecond' as now, closing_told($2, $3) as closes_at, last_moment($4, $5) as last_moment,
    (select jsonb_object_agg(a.question_id, jsonb_build_object('value', a.value, 'version', a.version, 'saved_by', a.saved_by, 'saved_at', a.saved_at))
       from application_answer a where a.application_id = $6 and a.question_id = any($7::text[])) as answers,
    (select jsonb_build_object('content_hash', s.content_hash, 'response', s.response) from application_save s where s.application_id = $8 and s.key = $9::uuid) as replay`;

const writeQuery = `
  with change as (
    select c.id, c.question_id, coalesce(c.value, 'null'::jsonb) as value, c.base_version, c.saves
      from jsonb_to_recordset($1::jsonb) as c(id uuid, question_id text, value jsonb, base_version integer, saves boolean)
  ), kept as (
    insert into application_answer_history (id, application_id, question_id, version, value, saved_at, saved_by, kept, kept_at)
    select c.id, a.application_id, a.question_id, a.version, a.value, a.saved_at, a.saved_by, 'replaced', clock_timestamp()
      from change c join application_answer a on a.application_id = $2 and a.question_id = c.question_id where c.saves
    union all
    select c.id, $3::uuid, c.question_id, c.base_version, c.value, clock_timestamp(), $4::uuid, 'refused', clock_timestamp()
      from change c where not c.saves
  ), remembered as (
    insert into application_save (application_id, key, person_id, content_hash, response)
    values ($5, $6, $7, $8, $9::jsonb))
  insert into application_answer (application_id, question_id, value, saved_by, saved_at)
  select $10, c.question_id, c.value, $11, clock_timestamp() from change c where c.saves
  on conflict (application_id, question_id)
    do update set value = excluded.value, version = application_answer.version + 1, saved_by = excluded.saved_by, saved_at = excluded.saved_at`;

interface Role {
  role: string;
  organisation_id: string | null;
}
interface Standing {
  now: Date;
  last_moment: Date | null;
  answers: Record<string, { value: unknown; version: number }> | null;
  replay: { content_hash: string; response: unknown } | null;
}
interface Save {
  id: string;
  question: string;
  section: string;
  key: string;
  value: string;
  version: number;
}
type Reply = readonly [status: number, body: unknown];

const time = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
/** Between two moves of the idle limit of a session, and how lately somebody must have shown who they are. */
const lately = 10 * 60_000;

export const bareSaving =
  (pool: pg.Pool, secret: string): Handler =>
  async (request, response, url) => {
    const [status, body] = await answer(pool, secret, request, url);
    const bytes = Buffer.from(JSON.stringify(body));
    response.writeHead(status, { "Content-Type": "application/json; charset=utf-8", "Content-Length": bytes.length, "Cache-Control": "no-store" }).end(bytes);
  };

async function answer(pool: pg.Pool, secret: string, request: IncomingMessage, url: URL): Promise<Reply> {
  if (request.method !== "POST" || request.headers["sec-fetch-site"] !== "same-origin") return [403, {}];
  const id = /^\/applications\/([0-9a-f-]{36})\/answers$/.exec(url.pathname)?.[1];
  const token = /(?:^|; )lade=([^;]+)/.exec(request.headers.cookie ?? "")?.[1];
  const form = new URLSearchParams(await readBody(request));
  const question = [...form.keys()].find((name) => name.startsWith("version."))?.slice("version.".length);
  if (!id || !question || !/^[0-9a-f-]{36}$/.test(form.get("key") ?? "")) return [422, {}];
  const session = token === undefined ? undefined : (await pool.query<{ person_id: string; email_confirmed_at: Date | null; roles: Role[] }>(sessionQuery, [lately, sha256(token)])).rows[0];
  if (!session) return [401, { signIn: true }];
  const save: Save = { id, question, section: form.get("section") ?? "", key: form.get("key")!, value: (form.get(question) ?? "").replace(/\r\n?/g, "\n"), version: Number(form.get(`version.${question}`)) };
  const client = await pool.connect();
  try {
    await client.query("begin");
    const reply = await saveOne(client, secret, session, save);
    await client.query("commit");
    return reply;
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}

async function saveOne(client: pg.PoolClient, secret: string, session: { person_id: string; email_confirmed_at: Date | null; roles: Role[] }, { id, question, section, key, value, version }: Save): Promise<Reply> {
  const person = session.person_id;
  const application = (await client.query<{ pot_id: string; organisation_id: string; status: string; reopened_at: Date | null }>("select * from application where id = $1 for no key update", [id])).rows[0];
  const mine = application && session.roles.some((held) => held.organisation_id === application.organisation_id && (held.role === "owner" || held.role === "editor"));
  if (!application || !mine || !session.email_confirmed_at) return [404, {}];
  const patch = { question_id: question, base_version: version, value };
  const content_hash = keyedHash(secret, "application-save", canonical([section, [patch], null]));
  const pot = application.pot_id;
  const standing = (await client.query<Standing>(standingQuery, [0, pot, id, pot, id, id, [question], id, key])).rows[0]!;
  if (standing.replay) return standing.replay.content_hash === content_hash ? [200, standing.replay.response] : [422, {}];
  const closed = standing.last_moment !== null && standing.now >= standing.last_moment;
  const current = standing.answers?.[question];
  if (application.status !== "draft" || current?.version !== version || canonical(current.value as string) === canonical(value)) return [409, {}];
  const body = { saved: [{ question, version: version + 1, at: time.format(standing.now) }], refused: [], errors: {}, late: false, receipt: null, closed };
  const change = JSON.stringify([{ ...patch, id: randomUUID(), saves: true }]);
  await client.query(writeQuery, [change, id, id, person, id, key, person, content_hash, JSON.stringify(body), id, person]);
  await recordSaved(client, secret, id, person, question);
  return [200, body];
}

const headQuery = "select count, last_hash, date_trunc('milliseconds', clock_timestamp()) as at from audit_head where subject_type = $1 and subject_id = $2 for update";
const eventQuery = `
  with event as (
    insert into audit_event (id, subject_type, subject_id, sequence, at, actor_kind, actor_id, action, detail, previous_hash, hash)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11))
  update audit_head set count = $12, last_hash = $13, seal = $14 where subject_type = $15 and subject_id = $16`;

/** The event, at the end of the application's chain. */
async function recordSaved(client: pg.PoolClient, secret: string, id: string, person: string, question: string): Promise<void> {
  const subject = { type: "application", id };
  const head = (await client.query<{ count: number; last_hash: string; at: Date }>(headQuery, [subject.type, id])).rows[0]!;
  const [sequence, detail] = [head.count + 1, { saved: [question], refused: [] }];
  const event = { subject_type: subject.type, subject_id: id, sequence, at: head.at, actor_kind: "person" as const, actor_id: person, action: "application.saved", detail };
  const hash = eventHash(head.last_hash, event);
  const seal = headSeal(secret, { ...subject, count: sequence, last_hash: hash });
  const written = [randomUUID(), subject.type, id, sequence, head.at, event.actor_kind, person, event.action, JSON.stringify(detail), head.last_hash, hash];
  await client.query(eventQuery, [...written, sequence, hash, seal, subject.type, id]);
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}
