/** What is asked about people: by the service's administrators, by an organisation about its members, by a person about themselves. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { NotFound } from "../kernel/errors.ts";
import { isId } from "../kernel/ids.server.ts";
import type { Role } from "../kernel/actor.ts";

export interface HeldRoleShown {
  id: string;
  person_id: string;
  role: Role;
  organisation_id: string | null;
  organisation_name: string | null;
  fund_id: string | null;
  fund_title: string | null;
  area_code: string | null;
  area_name: string | null;
  member_body_name: string | null;
  granted_at: Date;
  ended_at: Date | null;
}

const rolesWithPlaces = (db: Kysely<DB>) =>
  db
    .selectFrom("role_held as r")
    .leftJoin("organisation as o", "o.id", "r.organisation_id")
    .leftJoin("fund as f", "f.id", "r.fund_id")
    .leftJoin("area as a", "a.code", "r.area_code")
    .leftJoin("member_body as m", "m.id", "r.member_body_id")
    .select([
      "r.id", "r.person_id", "r.role", "r.organisation_id", "o.name as organisation_name", "r.fund_id", "f.short_title as fund_title",
      "r.area_code", "a.name as area_name", "m.name as member_body_name", "r.granted_at", "r.ended_at",
    ])
    .orderBy("r.granted_at")
    .orderBy("r.id");

/** The roles a person holds and held, with the names of their places, oldest first. */
export const listRoles = (db: Kysely<DB>, personId: string): Promise<HeldRoleShown[]> => rolesWithPlaces(db).where("r.person_id", "=", personId).execute();

export interface PeopleSought {
  /** Part of a name or of an address. */
  search?: string;
  /** Only who holds this role now. */
  role?: Role | "";
  page?: number;
  size?: number;
}

/** People by name, with what they hold now; `total` is how many match. */
export async function listPeople(db: Kysely<DB>, { search = "", role = "", page = 1, size = 50 }: PeopleSought) {
  const pattern = `%${search.trim().toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
  const matching = db
    .selectFrom("person as p")
    .$if(search.trim() !== "", (query) => query.where(sql<boolean>`(lower(p.name) like ${pattern} or p.email like ${pattern})`))
    .$if(role !== "", (query) => query.where(({ exists, selectFrom }) => exists(selectFrom("role_held as h").select("h.id").whereRef("h.person_id", "=", "p.id").where("h.role", "=", role as Role).where("h.ended_at", "is", null))));
  const { total } = await matching.select((eb) => eb.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  const people = await matching
    .select(["p.id", "p.name", "p.email", "p.email_confirmed_at", "p.disabled_at", "p.synthetic"])
    .orderBy(sql`lower(p.name)`)
    .orderBy("p.id")
    .limit(size)
    .offset((page - 1) * size)
    .execute();
  const held = people.length === 0 ? [] : await rolesWithPlaces(db).where("r.person_id", "in", people.map((found) => found.id)).where("r.ended_at", "is", null).execute();
  return { total, people: people.map((found) => ({ ...found, roles: held.filter((role) => role.person_id === found.id) })) };
}

/** One person as a service administrator sees them. @throws NotFound */
export async function getPerson(db: Kysely<DB>, id: string) {
  if (!isId(id)) throw new NotFound();
  return db
    .selectFrom("person as p")
    .leftJoin("second_factor as f", "f.person_id", "p.id")
    .select(["p.id", "p.name", "p.email", "p.email_confirmed_at", "p.disabled_at", "p.synthetic", "p.created_at", "f.confirmed_at as second_factor_at"])
    .select(sql<number>`(select count(*)::int from passkey k where k.person_id = p.id)`.as("passkeys"))
    .where("p.id", "=", id)
    .executeTakeFirstOrThrow(() => new NotFound());
}

/** The people who belong to an organisation now, owners first. */
export const listMembers = (db: Kysely<DB>, organisationId: string) =>
  db
    .selectFrom("role_held as r")
    .innerJoin("person as p", "p.id", "r.person_id")
    .where("r.organisation_id", "=", organisationId)
    .where("r.ended_at", "is", null)
    .select(["r.id as role_id", "r.role", "p.id as person_id", "p.name", "p.email", "p.disabled_at"])
    .orderBy(sql`array_position(array['owner', 'editor', 'viewer', 'helper'], r.role)`)
    .orderBy("p.name")
    .execute();

/** The people who hold a role of a fund in an area now: whom an application can be given to. */
export const listAreaStaff = (db: Kysely<DB>, place: { fund_id: string; area_code: string }, role: Role) =>
  db
    .selectFrom("role_held as r")
    .innerJoin("person as p", "p.id", "r.person_id")
    .where("r.fund_id", "=", place.fund_id)
    .where("r.area_code", "=", place.area_code)
    .where("r.role", "=", role)
    .where("r.ended_at", "is", null)
    .where("p.disabled_at", "is", null)
    .select(["p.id", "p.name", "p.email"])
    .orderBy("p.name")
    .execute();

/** The funds and areas a role can be held in, and the bodies for which one can speak, for a form. */
export async function listPlaces(db: Kysely<DB>) {
  const [funds, areas, memberBodies] = await Promise.all([
    db.selectFrom("fund").select(["id", "short_title"]).orderBy("position").execute(),
    db.selectFrom("area").select(["code", "name"]).orderBy("position").execute(),
    db.selectFrom("member_body").select(["id", "name"]).where("ended_at", "is", null).orderBy("name").execute(),
  ]);
  return { funds, areas, memberBodies };
}
