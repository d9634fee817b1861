/** The Scottish Charity Register: the columns of its file, and what a group says of itself compared with its entry. Pure. */
import { formatDay, isDay } from "../kernel/time.ts";

export type RegisterKind = "current" | "former";

/** Columns of the register's own download; the file of former charities has a "Ceased Date" besides. */
export const registerColumns = {
  charity_number: "Charity Number",
  name: "Charity Name",
  known_as: "Known As",
  status: "Charity Status",
  constitutional_form: "Constitutional Form",
  postcode: "Postcode",
  location: "Main Operating Location",
  registered_on: "Registered Date",
  ceased_on: "Ceased Date",
  income_pence: "Most recent year income",
  year_end: "Year End",
} as const;
type Column = keyof typeof registerColumns;
/** Without these there is nothing to compare with. */
export const neededColumns: readonly Column[] = ["charity_number", "name"];

export interface RegisterLine {
  charity_number: string;
  name: string;
  known_as: string;
  status: string;
  constitutional_form: string;
  postcode: string;
  location: string;
  registered_on: string | null;
  ceased_on: string | null;
  income_pence: number | null;
  year_end: string | null;
}

/** One line of the file by its columns' names, or what is wrong with it. Days and sums that can't be read are left empty. */
export function readRegisterLine(cells: Readonly<Record<string, string | undefined>>): RegisterLine | { message: string } {
  const text = (column: Column) => (cells[registerColumns[column]] ?? "").replace(/\s+/g, " ").trim();
  const charity_number = text("charity_number").toUpperCase();
  if (!/^SC\d{6}$/.test(charity_number)) return { message: `“${charity_number.slice(0, 20)}” is not a Scottish charity number` };
  const name = text("name");
  if (name === "") return { message: `${charity_number} has no name` };
  const income = /^\d{1,13}(?:\.\d{1,2})?$/.exec(text("income_pence").replace(/[£,]/g, ""))?.[0];
  return {
    charity_number, name: name.slice(0, 500), known_as: text("known_as").slice(0, 500), status: text("status").slice(0, 100), constitutional_form: text("constitutional_form").slice(0, 200),
    postcode: text("postcode").slice(0, 20).toUpperCase(), location: text("location").slice(0, 200),
    registered_on: readDay(text("registered_on")), ceased_on: readDay(text("ceased_on")), income_pence: income === undefined ? null : Math.round(Number(income) * 100), year_end: readDay(text("year_end")),
  };
}

/** "23/04/2010", with or without a time after it, or "2010-04-23". */
function readDay(text: string): string | null {
  const [first = ""] = text.split(/[ T]/);
  const british = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(first);
  const day = british ? `${british[3]}-${british[2]!.padStart(2, "0")}-${british[1]!.padStart(2, "0")}` : first;
  return isDay(day) ? day : null;
}

export interface RegisterEntry extends RegisterLine {
  kind: RegisterKind;
  /** The day of the file it stands in. */
  dated_on: string;
}
export interface Finding {
  mood: "fine" | "look" | "wrong";
  words: string;
}

const small = new Set(["the", "of", "a", "an", "for", "in", "and"]);
const endings = /\b(?:limited|ltd|scio|cic|company|trust|charity)\b/g;
/** A name as it is compared: without case, accents, signs, small words and what says only how it is set up. */
export function plainName(name: string): string {
  const bare = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("&", " and ").replace(/['’]/g, "").replace(/[^\p{L}\p{N}]+/gu, " ");
  const words = (text: string) => text.split(" ").filter((word) => word !== "" && !small.has(word)).join(" ");
  return words(bare.replace(endings, " ")) || words(bare);
}

/**
 * What a group says of itself beside the register's entries for its number.
 * @param entries of that number, in the register and among former charities
 * @param dated_on the day of the register's file; null where none was loaded
 */
export function compareWithRegister(group: { name: string; charity_number: string | null; postcode: string }, entries: readonly RegisterEntry[], dated_on: string | null): Finding[] {
  const { charity_number } = group;
  if (!charity_number) return [];
  if (dated_on === null) return [{ mood: "look", words: `${charity_number}: no charity register is loaded yet, so compare it by hand.` }];
  const entry = entries.find(({ kind }) => kind === "current");
  const as = `in the register of ${formatDay(dated_on)}`;
  if (!entry) {
    const former = entries[0];
    if (former) return [{ mood: "wrong", words: `${charity_number} was ${former.name}, which ${former.ceased_on ? `left the register on ${formatDay(former.ceased_on)}` : "is no longer a charity"}.` }];
    return [{ mood: "wrong", words: `${charity_number} is not ${as}.` }];
  }
  const names = [entry.name, entry.known_as].filter(Boolean);
  const same = names.some((name) => plainName(name) === plainName(group.name));
  const findings: Finding[] = [
    same
      ? { mood: "fine", words: `${charity_number} is ${entry.name} ${as}${entry.status ? `: ${entry.status.toLowerCase()}` : ""}.` }
      : { mood: "wrong", words: `${charity_number} is ${names.join(", known as ")} ${as}, and the group calls itself ${group.name}.` },
  ];
  if (/\b(?:removed|ceased|deregistered|wound)\b/i.test(entry.status)) findings.push({ mood: "wrong", words: `The register says: ${entry.status.toLowerCase()}.` });
  if (entry.postcode && group.postcode && plainPostcode(entry.postcode) !== plainPostcode(group.postcode)) findings.push({ mood: "look", words: `The register has the postcode ${entry.postcode}, and the group ${group.postcode}.` });
  return findings;
}
export const plainPostcode = (postcode: string): string => postcode.toUpperCase().replace(/\s/g, "");
