/** The parts of a pot: which one an application belongs to, and whether parts that were typed make sense. Pure; SQL's twin is `sub_pot_of`. */
import { formatPence, parsePounds } from "../kernel/money.ts";

export const subPotKinds = { "grant-size": "By the size of the grant", locality: "By locality" } as const;
export type SubPotKind = keyof typeof subPotKinds;

export interface SubPot {
  id: string;
  position: number;
  title: string;
  kind: SubPotKind;
  /** What may be asked for in it, both ends included; null where that end is open. */
  from_pence: number | null;
  to_pence: number | null;
  /** "" for a part by grant size. */
  locality: string;
  allocation_pence: number;
  committed_pence: number;
}

/**
 * The part of the pot that an application belongs to: the one set by hand, else the one whose sizes hold what it asks for.
 * @returns undefined where the pot is not divided, or where nobody has said yet which locality it belongs to
 */
export function subPotOf<S extends Pick<SubPot, "id" | "position" | "kind" | "from_pence" | "to_pence">>(
  subPots: readonly S[], application: { sub_pot_id: string | null; asked_pence: number | null },
): S | undefined {
  const { sub_pot_id, asked_pence } = application;
  if (sub_pot_id !== null) return subPots.find(({ id }) => id === sub_pot_id);
  if (asked_pence === null) return undefined;
  return [...subPots]
    .sort((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1))
    .find((one) => one.kind === "grant-size" && asked_pence >= (one.from_pence ?? 0) && (one.to_pence === null || asked_pence <= one.to_pence));
}

/** The grants that a part is for, in words. */
export function subPotWords({ kind, from_pence, to_pence, locality }: Pick<SubPot, "kind" | "from_pence" | "to_pence" | "locality">): string {
  if (kind === "locality") return locality;
  if (from_pence === null) return `Up to ${formatPence(to_pence ?? 0)}`;
  return to_pence === null ? `${formatPence(from_pence)} and more` : `${formatPence(from_pence)} to ${formatPence(to_pence)}`;
}

/** A part as it was typed and read. `id` is absent for a new one. */
export type SubPotInput = Omit<SubPot, "id" | "position" | "committed_pence"> & { id?: string | undefined };

/**
 * What is wrong with the parts, by field of the form (`title-0`, `to_pence-1`, "" for all together); empty when they are fine.
 * @param pot what is shared out and what is committed outside of every part, in pence
 */
export function subPotsRefused(
  parts: readonly SubPotInput[], pot: { allocation_pence: number; outside_pence: number }, committedOf: (id: string) => number,
): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const committed = part.id ? committedOf(part.id) : 0;
    if (part.allocation_pence < committed) errors[`allocation_pence-${index}`] = `${formatPence(committed)} is committed from this part already`;
    if (part.kind === "grant-size" && part.from_pence === null && part.to_pence === null) errors[`from_pence-${index}`] = "Say from which size, or up to which size, it is";
    if (part.from_pence !== null && part.to_pence !== null && part.to_pence < part.from_pence) errors[`to_pence-${index}`] = "This is below where it begins";
    const clash = parts.slice(0, index).find((other) => overlap(other, part));
    if (clash) errors[part.kind === "locality" ? `title-${index}` : `from_pence-${index}`] = `It overlaps with ${clash.title}: an application belongs to one part`;
  }
  if (new Set(parts.map(({ kind }) => kind)).size > 1) errors[""] = "Divide the pot either by the size of the grant or by locality, not by both";
  const shared = parts.reduce((total, { allocation_pence }) => total + allocation_pence, 0);
  if (shared > pot.allocation_pence) errors[""] = `The parts hold ${formatPence(shared)} together, ${formatPence(shared - pot.allocation_pence)} more than the pot`;
  else if (parts.length > 0 && pot.outside_pence > pot.allocation_pence - shared)
    errors[""] = `${formatPence(pot.outside_pence)} is committed to awards outside of these parts, so they can hold ${formatPence(pot.allocation_pence - pot.outside_pence)} together`;
  return errors;
}

function overlap(one: SubPotInput, other: SubPotInput): boolean {
  if (one.kind !== other.kind) return false;
  if (one.kind === "locality") return one.locality.toLowerCase() === other.locality.toLowerCase();
  return (one.from_pence ?? 0) <= (other.to_pence ?? Infinity) && (other.from_pence ?? 0) <= (one.to_pence ?? Infinity);
}

/** How many parts a form can hold. */
export const mostSubPots = 12;

/** One part as it was typed; money in pounds. For a locality the title is its name. */
export interface TypedSubPot {
  id: string;
  title: string;
  from_pence: string;
  to_pence: string;
  allocation_pence: string;
}

/** Reads the parts as typed: messages by field (`title-0`, `to_pence-2`). A row without a title and money is left out. */
export function readSubPots(kind: SubPotKind, rows: readonly TypedSubPot[]): { parts: SubPotInput[]; errors: Record<string, string> } {
  const errors: Record<string, string> = {};
  const parts: SubPotInput[] = [];
  for (const row of rows) {
    const title = row.title.trim();
    if (title === "" && row.allocation_pence.trim() === "") continue;
    const index = parts.length;
    const size = (name: "from_pence" | "to_pence"): number | null => {
      if (kind === "locality" || row[name].trim() === "") return null;
      const pence = parsePounds(row[name]);
      if (pence === undefined || pence === 0) errors[`${name}-${index}`] = "Enter an amount in pounds, like 2,000, or leave it empty";
      return pence || null;
    };
    const allocation_pence = parsePounds(row.allocation_pence);
    if (title === "" || title.length > 120) errors[`title-${index}`] = "Name it in 120 characters or fewer";
    if (allocation_pence === undefined) errors[`allocation_pence-${index}`] = "Enter the money in this part in pounds, like 40,000";
    parts.push({ ...(row.id ? { id: row.id } : {}), title, kind, from_pence: size("from_pence"), to_pence: size("to_pence"), locality: kind === "locality" ? title : "", allocation_pence: allocation_pence ?? 0 });
  }
  return { parts, errors };
}
