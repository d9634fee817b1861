/**
 * From whom names are hidden, and lists, texts and e-mails for them. Every list, page, file and message that an assessor can
 * look at takes the group's name and the project's title from here.
 */
import { sql, type Kysely, type RawBuilder } from "kysely";
import type { DB } from "#db/types.ts";
import type { OrganisationFacts } from "../applications/model.ts";
import { groupOf, maskFor, type Identity, type Mask } from "./anonymity.ts";

/** True where the names of a pot's groups are hidden from this person. `potRef` is a column such as "a.pot_id". */
export const namesHidden = (potRef: string, personId: string): RawBuilder<boolean> => sql<boolean>`names_hidden(${sql.ref(potRef)}, ${personId}::uuid)`;

/** Whether the names of the groups that applied to the pot are hidden from this person. */
export async function readsAnonymously(db: Kysely<DB>, personId: string, potId: string): Promise<boolean> {
  const { rows } = await sql<{ hidden: boolean }>`select names_hidden(${potId}::uuid, ${personId}::uuid) as hidden`.execute(db);
  return rows[0]!.hidden;
}

/** By which each of these applications' groups is known, from everything that was sent and from what the group is now. */
export async function identitiesOf(db: Kysely<DB>, applicationIds: readonly string[]): Promise<Map<string, Identity>> {
  if (applicationIds.length === 0) return new Map();
  const groups = await db
    .selectFrom("application as a")
    .innerJoin("organisation as o", "o.id", "a.organisation_id")
    .select(["a.id", "a.organisation_id", "o.name", "o.host_name", "o.charity_number", "o.company_number", "o.host_charity_number", "o.address", "o.postcode", "o.host_contact_name", "o.safeguarding_lead"])
    .where(sql<boolean>`a.id = any(${[...applicationIds]}::uuid[])`)
    .execute();
  const sent = await db
    .selectFrom("submission as s")
    .innerJoin("person", "person.id", "s.submitted_by")
    .select(["s.application_id", "s.organisation", "person.name as sender"])
    .where(sql<boolean>`s.application_id = any(${[...applicationIds]}::uuid[])`)
    .execute();
  const members = await db
    .selectFrom("role_held as r")
    .innerJoin("person", "person.id", "r.person_id")
    .select(["r.organisation_id", "person.name"])
    .where(sql<boolean>`r.organisation_id = any(${groups.map(({ organisation_id }) => organisation_id)}::uuid[])`)
    .where("r.role", "<>", "helper")
    .execute();
  const sentOf = byKey(sent, ({ application_id }) => application_id);
  const membersOf = byKey(members, ({ organisation_id }) => organisation_id ?? "");
  return new Map(
    groups.map((group) => {
      const copies = sentOf.get(group.id) ?? [];
      const facts = copies.map(({ organisation }) => organisation as unknown as Partial<OrganisationFacts>);
      const all = (...keys: (keyof OrganisationFacts & keyof typeof group)[]): string[] => texts([group, ...facts].flatMap((one) => keys.map((key) => one[key])));
      const people = [...(membersOf.get(group.organisation_id) ?? []).map(({ name }) => name), ...copies.map(({ sender }) => sender), group.safeguarding_lead];
      return [
        group.id,
        {
          names: all("name", "host_name"),
          people: texts([...people, ...all("host_contact_name")]),
          numbers: all("charity_number", "company_number", "host_charity_number"),
          places: all("address", "postcode"),
        },
      ];
    }),
  );
}

function byKey<T>(rows: readonly T[], key: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const found = groups.get(key(row));
    if (found) found.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}

const texts = (values: readonly unknown[]): string[] => [...new Set(values.filter((value): value is string => typeof value === "string" && value.trim() !== ""))];

/** The mask for an application's texts. */
export async function maskOf(db: Kysely<DB>, applicationId: string): Promise<Mask> {
  return maskFor((await identitiesOf(db, [applicationId])).get(applicationId) ?? { names: [], people: [], numbers: [], places: [] });
}

/** A row of any list of applications that are not drafts; the key is under `application_id` or `id`. */
export interface Named {
  application_id?: string;
  id?: string;
  reference: string;
  organisation_name: string;
  /** The project's, which may name the group. */
  title?: string | null;
  organisation_id?: string;
}

/**
 * The rows as this person may see them: where names are hidden from them, "Group LA-…" for the group and the title without its name.
 * The organisation's key is empty then. Costs one question where nothing is hidden. Ask it last, of the rows of one page.
 */
export async function namesFor<Row extends Named>(db: Kysely<DB>, personId: string, rows: readonly Row[]): Promise<Row[]> {
  const keyOf = (row: Row): string => (row.application_id ?? row.id)!;
  if (rows.length === 0) return [];
  const hidden = await db
    .selectFrom("application as a")
    .innerJoin("pot", "pot.id", "a.pot_id")
    .select("a.id")
    .where("pot.anonymous_reading", "=", true)
    .where(sql<boolean>`a.id = any(${[...new Set(rows.map(keyOf))]}::uuid[])`)
    .where(namesHidden("a.pot_id", personId))
    .execute();
  if (hidden.length === 0) return [...rows];
  const identities = await identitiesOf(db, hidden.map(({ id }) => id));
  return rows.map((row) => {
    const identity = identities.get(keyOf(row));
    if (!identity) return row;
    return { ...row, organisation_name: groupOf(row.reference), ...(row.title ? { title: maskFor(identity)(row.title) } : {}), ...("organisation_id" in row ? { organisation_id: "" } : {}) };
  });
}

/** What this person may call the group behind an application: its name, or "Group LA-…". */
export async function nameFor(db: Kysely<DB>, personId: string, application: { id: string; reference: string; organisation_name: string }): Promise<string> {
  return (await namesFor(db, personId, [application]))[0]!.organisation_name;
}
