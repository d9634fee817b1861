/** Which organisation each row means: one that is known here, by its numbers or its name in this area, or a new one. */
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { newId } from "../../kernel/ids.server.ts";
import type { Problem, RowAward } from "./check.ts";
import { columns, plainWords, type ColumnKey } from "./columns.ts";

export interface NewOrganisation {
  id: string;
  name: string;
  charity_number: string | null;
  company_number: string | null;
  legal_form: string;
}
interface Known {
  id: string;
  name: string;
  charity_number: string | null;
  company_number: string | null;
}
export interface Meant {
  /** Row → the organisation's key, known or new. */
  of: Map<number, string>;
  fresh: NewOrganisation[];
  problems: Problem[];
  /** Worth a look, and no reason to refuse. */
  notes: Problem[];
}

/** Words that a name may or may not carry. */
const dressing = /\b(the|scio|ltd|limited|cic|charity|trust)\b/g;
const nameKey = (name: string): string => plainWords(name).replace(dressing, "").replace(/\s+/g, " ").trim() || plainWords(name);

export async function meantOrganisations(db: Kysely<DB>, areaCode: string, awards: readonly RowAward[]): Promise<Meant> {
  const known = await findKnown(db, areaCode, awards);
  const meant: Meant = { of: new Map(), fresh: [], problems: [], notes: [] };
  const fresh = index([]);
  // Rows that give a number come first, so that a row with the name alone finds them.
  const numbered = (award: RowAward) => (award.organisation.charity_number ?? award.organisation.company_number) !== null;
  for (const award of [...awards].sort((a, b) => Number(numbered(b)) - Number(numbered(a)) || a.row - b.row)) {
    const complain = (key: ColumnKey, message: string) => meant.problems.push({ row: award.row, column: columns[key].name, message });
    const found = findOne(award, known, complain) ?? findOne(award, fresh, complain);
    if (found === "refused") continue;
    if (found) {
      meant.of.set(award.row, found.id);
      if (nameKey(found.name) !== nameKey(award.organisation.name))
        meant.notes.push({ row: award.row, column: columns.organisation.name, message: `The number belongs to “${found.name}” here, and the row says “${award.organisation.name}”. If that is another organisation, look at the number` });
      continue;
    }
    const { legal_form, ...facts } = award.organisation;
    if (legal_form === null) {
      complain("legal_form", `“${facts.name}” is not known here yet. Say what kind of organisation it is, like scio or unincorporated-association`);
      continue;
    }
    const made = { ...facts, legal_form, id: newId() };
    add(fresh, made);
    meant.fresh.push(made);
    meant.of.set(award.row, made.id);
  }
  return meant;
}

interface Index {
  byCharity: Map<string, Known>;
  byCompany: Map<string, Known>;
  byName: Map<string, Known[]>;
}

function index(organisations: readonly Known[]): Index {
  const all: Index = { byCharity: new Map(), byCompany: new Map(), byName: new Map() };
  for (const one of organisations) add(all, one);
  return all;
}

function add({ byCharity, byCompany, byName }: Index, one: Known): void {
  if (one.charity_number !== null) byCharity.set(one.charity_number, one);
  if (one.company_number !== null) byCompany.set(one.company_number, one);
  const key = plainWords(one.name);
  byName.set(key, [...(byName.get(key) ?? []), one]);
}

async function findKnown(db: Kysely<DB>, areaCode: string, awards: readonly RowAward[]): Promise<Index> {
  const given = (number: "charity_number" | "company_number") => [...new Set(awards.flatMap(({ organisation }) => organisation[number] ?? []))];
  const columnsOf = ["id", "name", "charity_number", "company_number"] as const;
  const numbers = await db
    .selectFrom("organisation")
    .select(columnsOf)
    .where((eb) => eb.or([eb("charity_number", "=", eb.fn.any(eb.val(given("charity_number")))), eb("company_number", "=", eb.fn.any(eb.val(given("company_number"))))]))
    .execute();
  const wanted = new Set(awards.map(({ organisation }) => plainWords(organisation.name)));
  const local = await db.selectFrom("organisation").select(columnsOf).where("area_code", "=", areaCode).execute();
  const { byCharity, byCompany } = index(numbers);
  return { byCharity, byCompany, byName: index(local.filter(({ name }) => wanted.has(plainWords(name)))).byName };
}

/** The organisation by its numbers; without a match, by its name in the area where no number speaks against it. */
function findOne({ organisation }: RowAward, { byCharity, byCompany, byName }: Index, complain: (key: ColumnKey, message: string) => void): Known | "refused" | undefined {
  const { charity_number, company_number } = organisation;
  const charity = charity_number === null ? undefined : byCharity.get(charity_number);
  const company = company_number === null ? undefined : byCompany.get(company_number);
  if (charity && company && charity.id !== company.id) {
    complain("company_number", `The charity number belongs to “${charity.name}” and the company number to “${company.name}”. Look at both numbers`);
    return "refused";
  }
  if (charity ?? company) return charity ?? company;
  const agrees = (one: string | null, other: string | null) => one === null || other === null || one === other;
  const named = (byName.get(plainWords(organisation.name)) ?? []).filter((one) => agrees(one.charity_number, charity_number) && agrees(one.company_number, company_number));
  if (named.length < 2) return named[0];
  complain("charity_number", `There are ${named.length} organisations called “${organisation.name}” in this area. Give the charity or company number of the one you mean`);
  return "refused";
}
