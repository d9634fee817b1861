/**
 * Sessions: Lucia over our own adapter. The cookie holds 256 random bits, the table only their SHA-256. One query reads the session,
 * the person and their roles; a disabled person has none. Nothing of Lucia leaves this file.
 */
import { sql, type Kysely, type Transaction } from "kysely";
import { Lucia, TimeSpan, type Adapter, type DatabaseSession } from "lucia";
import type { DB } from "#db/types.ts";
import { staffRoles, type HeldRole, type PersonActor } from "../kernel/actor.ts";
import { newToken, sha256 } from "../kernel/ids.server.ts";
import { sessionLimits } from "./model.ts";

type Limits = (typeof sessionLimits)[keyof typeof sessionLimits];
type Db = Kysely<DB> | Transaction<DB>;

interface SessionAttributes {
  device: string;
  second_factor_at: Date | null;
  ends_at: Date;
}
interface UserAttributes {
  name: string;
  email: string;
  email_confirmed_at: Date | null;
  second_factor_set_up: boolean;
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
  /** When it ends however it is used: what the cookie is given. The idle limit is kept on our side. */
  expires_at: Date;
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

const limitsOf = (roles: readonly HeldRole[]): Limits => (roles.some((held) => staffRoles.includes(held.role)) ? sessionLimits.staff : sessionLimits.others);

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
      .values({ id, person_id: userId, expires_at: inMs(limits.idle), ends_at: attributes.ends_at, second_factor_at: attributes.second_factor_at, device: attributes.device })
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

const sessionColumns = ["s.id", "s.person_id", "s.created_at", "s.expires_at", "s.ends_at", "s.second_factor_at", "s.device"] as const;

const live = (db: Db) => db.selectFrom("session as s").where("s.expires_at", ">", sql<Date>`clock_timestamp()`).where("s.ends_at", ">", sql<Date>`clock_timestamp()`);

const asSession = (row: { id: string; person_id: string; expires_at: Date; ends_at: Date; second_factor_at: Date | null; device: string }): DatabaseSession => ({
  id: row.id,
  userId: row.person_id,
  expiresAt: row.expires_at,
  attributes: { device: row.device, second_factor_at: row.second_factor_at, ends_at: row.ends_at },
});

/** The one query. */
async function readRow(db: Db, id: string) {
  const row = await live(db)
    .innerJoin("person as p", "p.id", "s.person_id")
    .where("s.id", "=", id)
    .where("p.disabled_at", "is", null)
    .select([...sessionColumns, "p.name", "p.email", "p.email_confirmed_at"])
    .select([
      sql<boolean>`exists (select from second_factor f where f.person_id = p.id and f.confirmed_at is not null)`.as("second_factor_set_up"),
      sql<HeldRole[]>`coalesce((
        select json_agg(json_build_object('role', r.role, 'organisation_id', r.organisation_id, 'fund_id', r.fund_id, 'area_code', r.area_code) order by r.granted_at, r.id)
        from role_held r where r.person_id = p.id and r.ended_at is null), '[]'::json)`.as("roles"),
    ])
    .executeTakeFirst();
  if (!row) return undefined;
  const { name, email, email_confirmed_at, second_factor_set_up, roles } = row;
  return { session: asSession(row), user: { id: row.person_id, attributes: { name, email, email_confirmed_at, second_factor_set_up, roles } } };
}

/**
 * Opens a session with a token of its own. Call it at sign-in and again, with `replaces`, when the second factor is passed: the
 * token known before is then worth nothing.
 * @param input.replaces the id of the session that ends with this one's beginning
 */
export async function openSession(
  db: Db,
  input: { person_id: string; device: string; second_factor?: boolean; replaces?: string | undefined },
): Promise<OpenedSession> {
  const limits = limitsOf(await db.selectFrom("role_held").select(["role", "organisation_id", "fund_id", "area_code"]).where("person_id", "=", input.person_id).where("ended_at", "is", null).execute());
  const { rows } = await sql<{ now: Date; ends_at: Date }>`select clock_timestamp() as now, ${inMs(limits.absolute)} as ends_at`.execute(db);
  const { now, ends_at } = rows[0]!;
  const token = newToken();
  const lucia = luciaOver(adapterOver(db, limits), limits);
  if (input.replaces) await lucia.invalidateSession(input.replaces);
  await lucia.createSession(input.person_id, { device: input.device.slice(0, 200), ends_at, second_factor_at: input.second_factor ? now : null }, { sessionId: sha256(token) });
  return { token, expires_at: ends_at };
}

/** Who this token signs in now; undefined when it is unknown, idle for too long, ended, or the person is disabled. */
export async function readSession(db: Db, token: string): Promise<ReadSession | undefined> {
  if (token.length < 20 || token.length > 100) return undefined;
  const found = await readRow(db, sha256(token));
  if (!found) return undefined;
  const limits = limitsOf(found.user.attributes.roles);
  const adapter: Adapter = { ...adapterOver(db, limits), getSessionAndUser: () => Promise.resolve([found.session, found.user]) };
  const { session, user } = await luciaOver(adapter, limits).validateSession(found.session.id);
  if (!session) return undefined;
  const secondFactor = session.second_factor_at !== null;
  const isStaff = limits === sessionLimits.staff;
  return {
    sessionId: session.id,
    fresh: session.fresh,
    secondFactorNeeded: !secondFactor && (isStaff || user.second_factor_set_up),
    actor: {
      kind: "person",
      id: user.id,
      name: user.name,
      email: user.email,
      emailConfirmed: user.email_confirmed_at !== null,
      secondFactor,
      secondFactorOwed: !secondFactor && user.second_factor_set_up,
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
