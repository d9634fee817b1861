/** From a number to what is behind it: the register's filters that leave exactly those rows, or a closer look. Pure. */
import { dimensions, factsOf, isList, type Dimension, type ExploreCut } from "./model.ts";

type Query = Record<string, string>;
/** Where a number leads: the awards, the applications, the round that the money was announced for, or the same number round by round. */
export type WayBehind = { to: "awards" | "applications" | "explore"; query: Query } | { to: "round"; round: string };

/**
 * The way from a row, from a row and a column, or from the whole. Undefined where a number rests on nothing that is kept.
 * @param byCode of the row @param thenCode of the column
 */
export function behind(cut: ExploreCut, byCode?: string, thenCode?: string): WayBehind | undefined {
  const { measure, by, then, filters } = cut;
  const { of } = factsOf(measure);
  if (of === "nothing") return undefined;
  const query: Query = { ...filters };
  const narrow = (dimension: Dimension, code: string) => {
    if (measure === "people" && dimension === "focus-group") query.people = code;
    else if (isList(dimension) && dimensions[dimension].many && filters[dimension] !== undefined && filters[dimension] !== code) query.with = `${dimension}.${code}`;
    else query[dimension] = code;
  };
  if (of === "standing-awards") query.standing = "committed";
  if (of === "returns") query.standing = "reported";
  if (measure === "people" && query["focus-group"] !== undefined) {
    query.people = query["focus-group"];
    delete query["focus-group"];
  }
  if (byCode !== undefined) narrow(by, byCode);
  if (then !== undefined && thenCode !== undefined) narrow(then, thenCode);
  if (of === "rounds" || of === "pots") return query.round === undefined ? { to: "explore", query: { ...query, measure, by: "round" } } : { to: "round", round: query.round };
  return { to: of === "applications" ? "applications" : "awards", query };
}
