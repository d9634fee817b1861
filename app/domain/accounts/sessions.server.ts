/**
 * Sessions: Lucia over our own adapter. The cookie holds 256 random bits, the table only their SHA-256. One query reads the session,
 * the person and their roles; a disabled person has none. Nothing of Lucia leaves this file.
 */
import { sql, type Kysely, type Transaction } from "kysely";
import { Lucia, TimeSpan, type Adapter, type DatabaseSession } from "lucia";
import type { DB } from "#db/types.ts";
import { staffRoles, type HeldRole, type PersonActor } from "../kernel/actor.ts";
import { newToken, sha256 } from "../kernel/ids.server.ts";
import { proofLasts, sessionLimits } from "./model.ts";

type Limits = (typeof sessionLimits)[keyof typeof sessionLimits];
type Db = Kysely<DB> | Transaction<DB>;

/** By what a person showed who they are. */
export type Proof = "password" | "email-link" | "passkey";

interface SessionAttributes {
  device: string;
  second_factor_at: Date | null;
  ends_at: Date;
  shared_computer: boolean;
  proved_by: Proof;
  recently_proved: boolean;
}
interface UserAttributes {
  name: string;
  email: string;
  email_confirmed_at: Date | null;
  authenticator_set_up: boolean;
  has_passkey: boolean;
  roles: HeldRole[];
}
declare module "lucia" {
  interface Register {
    Lucia: Lucia<SessionAttributes, UserAttributes>;
    DatabaseSessionAttributes: SessionAttributes;
    DatabaseUserAttributes: UserAttributes;
  }
}

export interface OpenedSession {
  token: string;
  /** When it ends however it is used: what the cookie is given. Undefined on a shared computer, where it goes with the browser's window. The idle limit is kept on our side. */
  expires_at: Date | undefined;
}

export interface ReadSession {
  sessionId: string;
  actor: PersonActor;
  /** Whether this use moved the idle limit. */
  fresh: boolean;
  /** A staff role, or a second factor set up, and this session has not passed it. */
  secondFactorNeeded: boolean;
}

/** How far the idle limit may lag behind use: saves a write at most requests. */
const moveEvery = (limits: Limits): number => limits.idle / 60;

const isStaffBy = (roles: readonly HeldRole[]): boolean => roles.some((held) => staffRoles.includes(held.role));
/** Staff see what others wrote, and a shared computer is left to the next person: both sessions are short. */
const limitsOf = (roles: readonly HeldRole[], sharedComputer: boolean): Limits => (sharedComputer || isStaffBy(roles) ? sessionLimits.staff : sessionLimits.others);

/** Lucia moves the limit when less than half of its span is left; of this span that is once `moveEvery` has passed. */
const luciaOver = (adapter: Adapter, limits: Limits) =>
  new Lucia(adapter, {
    sessionExpiresIn: new TimeSpan(2 * (limits.idle - moveEvery(limits)), "ms"),
    getSessionAttributes: (attributes) => attributes,
    getUserAttributes: (attributes) => attributes,
  });

const inMs = (milliseconds: number) => sql<Date>`clock_timestamp() + ${milliseconds} * interval '1 millisecond'`;

/** The limits are the database's: what Lucia reckons on this machine's clock is not written. */
const adapterOver = (db: Db, limits: Limits): Adapter => ({
  async getSessionAndUser(id) {
    const row = await readRow(db, id);
    return row ? [row.session, row.user] : [null, null];
  },
  async getUserSessions(personId) {
    const rows = await live(db).where("s.person_id", "=", personId).select(sessionColumns).execute();
    return rows.map(asSession);
  },
  async setSession({ id, userId, attributes }) {
    await db
      .insertInto("session")
      .values({
        id, person_id: userId, expires_at: inMs(limits.idle), ends_at: attributes.ends_at, second_factor_at: attributes.second_factor_at, device: attributes.device,
        shared_computer: attributes.shared_computer, proved_by: attributes.proved_by, proved_at: sql<Date>`clock_timestamp()`,
      })
      .execute();
  },
  async updateSessionExpiration(id) {
    await db.updateTable("session").set({ expires_at: sql<Date>`least(${inMs(limits.idle)}, ends_at)` }).where("id", "=", id).execute();
  },
  async deleteSession(id) {
    await db.deleteFrom("session").where("id", "=", id).execute();
  },
  async deleteUserSessions(personId) {
    await db.deleteFrom("session").where("person_id", "=", personId).execute();
  },
  async deleteExpiredSessions() {
    await db.deleteFrom("session").where((eb) => eb.or([eb("expires_at", "<", sql<Date>`now()`), eb("ends_at", "<", sql<Date>`now()`)])).execute();
  },
});

const sessionColumns = ["s.id", "s.person_id", "s.created_at", "s.expires_at", "s.ends_at", "s.second_factor_at", "s.device", "s.shared_computer", "s.proved_by"] as const;

/** Whether the proof is recent enough for what cannot be undone by the person alone. */
const recentlyProved = sql<boolean>`s.proved_at > clock_timestamp() - ${proofLasts} * interval '1 millisecond'`;

const live = (db: Db) => db.selectFrom("session as s").where("s.expires_at", ">", sql<Date>`clock_timestamp()`).where("s.ends_at", ">", sql<Date>`clock_timestamp()`);

interface SessionRow extends Omit<SessionAttributes, "recently_proved"> {
  id: string;
  person_id: string;
  expires_at: Date;
  recently_proved?: boolean;
}
const asSession = ({ id, person_id, expires_at, device, second_factor_at, ends_at, shared_computer, proved_by, recently_proved = false }: SessionRow): DatabaseSession => ({
  id,
  userId: person_id,
  expiresAt: expires_at,
  attributes: { device, second_factor_at, ends_at, shared_computer, proved_by, recently_proved },
});

/** The one query. */
async function readRow(db: Db, id: string) {
  const row = await live(db)
    .innerJoin("person as p", "p.id", "s.person_id")
    .where("s.id", "=", id)
    .where("p.disabled_at", "is", null)
    .select([...sessionColumns, "p.name", "p.email", "p.email_confirmed_at"])
    .select([
      recentlyProved.as("recently_proved"),
      sql<boolean>`exists (select from second_factor f where f.person_id = p.id and f.confirmed_at is not null)`.as("authenticator_set_up"),
      sql<boolean>`exists (select from passkey k where k.person_id = p.id)`.as("has_passkey"),
      sql<HeldRole[]>`coalesce((
        select json_agg(json_build_object('role', r.role, 'organisation_id', r.organisation_id, 'fund_id', r.fund_id, 'area_code', r.area_code, 'member_body_id', r.member_body_id) order by r.granted_at, r.id)
        from role_held r where r.person_id = p.id and r.ended_at is null), '[]'::json)`.as("roles"),
    ])
    .executeTakeFirst();
  if (!row) return undefined;
  const { name, email, email_confirmed_at, authenticator_set_up, has_passkey, roles } = row;
  return { session: asSession(row), user: { id: row.person_id, attributes: { name, email, email_confirmed_at, authenticator_set_up, has_passkey, roles } } };
}

export interface NewSession {
  person_id: string;
  device: string;
  /** A second factor was passed with it. */
  second_factor?: boolean;
  /** The id of the session that ends with this one's beginning. */
  replaces?: string | undefined;
  shared_computer?: boolean | undefined;
  proved_by?: Proof | undefined;
}

/**
 * Opens a session with a token of its own. Call it at sign-in and again, with `replaces`, when the person showed more of who they
 * are: the token known before is then worth nothing.
 */
export async function openSession(db: Db, input: NewSession): Promise<OpenedSession> {
  const roles = await db.selectFrom("role_held").select(["role", "organisation_id", "fund_id", "area_code"]).where("person_id", "=", input.person_id).where("ended_at", "is", null).execute();
  const shared_computer = input.shared_computer ?? false;
  const limits = limitsOf(roles, shared_computer);
  const { rows } = await sql<{ now: Date; ends_at: Date }>`select clock_timestamp() as now, ${inMs(limits.absolute)} as ends_at`.execute(db);
  const { now, ends_at } = rows[0]!;
  const token = newToken();
  const lucia = luciaOver(adapterOver(db, limits), limits);
  if (input.replaces) await lucia.invalidateSession(input.replaces);
  const attributes = { device: input.device.slice(0, 200), ends_at, second_factor_at: input.second_factor ? now : null, shared_computer, proved_by: input.proved_by ?? "password", recently_proved: true };
  await lucia.createSession(input.person_id, attributes, { sessionId: sha256(token) });
  return { token, expires_at: shared_computer ? undefined : ends_at };
}

/** As `openSession`, and says whether a second factor is still owed. */
export async function openKnownSession(db: Db, input: NewSession): Promise<OpenedSession & { person_id: string; secondFactorOwed: boolean }> {
  const opened = await openSession(db, input);
  const read = await readSession(db, opened.token);
  return { ...opened, person_id: input.person_id, secondFactorOwed: read?.actor.secondFactorOwed ?? false };
}

/** Who this token signs in now; undefined when it is unknown, idle for too long, ended, or the person is disabled. */
export async function readSession(db: Db, token: string): Promise<ReadSession | undefined> {
  if (token.length < 20 || token.length > 100) return undefined;
  const found = await readRow(db, sha256(token));
  if (!found) return undefined;
  const limits = limitsOf(found.user.attributes.roles, found.session.attributes.shared_computer);
  const adapter: Adapter = { ...adapterOver(db, limits), getSessionAndUser: () => Promise.resolve([found.session, found.user]) };
  const { session, user } = await luciaOver(adapter, limits).validateSession(found.session.id);
  if (!session) return undefined;
  const secondFactor = session.second_factor_at !== null;
  const isStaff = isStaffBy(user.roles);
  // A passkey is asked of staff once they have one: else a password alone could set up another second factor beside it.
  const setUp = user.authenticator_set_up || (isStaff && user.has_passkey);
  return {
    sessionId: session.id,
    fresh: session.fresh,
    secondFactorNeeded: !secondFactor && (isStaff || setUp),
    actor: {
      kind: "person",
      id: user.id,
      name: user.name,
      email: user.email,
      emailConfirmed: user.email_confirmed_at !== null,
      secondFactor,
      secondFactorOwed: !secondFactor && setUp,
      sharedComputer: session.shared_computer,
      recentlyProved: session.recently_proved,
      roles: user.roles,
    },
  };
}

/** Ends one session. @param sessionId what `readSession` answered, not the token */
export async function closeSession(db: Db, sessionId: string): Promise<void> {
  await db.deleteFrom("session").where("id", "=", sessionId).execute();
}

/** Ends every session of a person, except one where it is named. Answers how many ended. */
export async function closeOtherSessions(db: Db, personId: string, except?: string): Promise<number> {
  const gone = await db
    .deleteFrom("session")
    .where("person_id", "=", personId)
    .$if(except !== undefined, (query) => query.where("id", "<>", except!))
    .executeTakeFirst();
  return Number(gone.numDeletedRows);
}

/** Shortens a person's sessions to the limits of staff: the moment they become that. */
export async function shortenSessions(db: Transaction<DB>, personId: string): Promise<void> {
  const { idle, absolute } = sessionLimits.staff;
  await db
    .updateTable("session")
    .set({ expires_at: sql<Date>`least(expires_at, ${inMs(idle)})`, ends_at: sql<Date>`least(ends_at, created_at + ${absolute} * interval '1 millisecond')` })
    .where("person_id", "=", personId)
    .execute();
}

export interface SessionShown {
  /** Names the session to the page without giving its id away. */
  mark: string;
  device: string;
  created_at: Date;
  current: boolean;
}

/** A person's live sessions, newest first. */
export async function listSessions(db: Db, personId: string, currentId?: string): Promise<SessionShown[]> {
  const rows = await live(db).where("s.person_id", "=", personId).select(sessionColumns).orderBy("s.created_at", "desc").execute();
  return rows.map((row) => ({ mark: sha256(row.id).slice(0, 16), device: row.device, created_at: row.created_at, current: row.id === currentId }));
}

/** Removes what no longer signs anybody in. */
export const removeExpiredSessions = (db: Kysely<DB>): Promise<void> => luciaOver(adapterOver(db, sessionLimits.others), sessionLimits.others).deleteExpiredSessions();
