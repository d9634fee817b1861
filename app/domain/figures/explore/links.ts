/** From a number to the awards behind it: the register's filters that leave exactly those. Pure. */
import { dimensions, factsOf, isList, type Dimension, type ExploreCut } from "./model.ts";

/**
 * The register's query for the records of a row, of a row and a column, or of the whole. Undefined where a number rests on no award
 * that can be listed: the money of rounds, and applications, which stay with the fund that they were made to.
 */
export function awardsBehind(cut: ExploreCut, byCode?: string, thenCode?: string): Record<string, string> | undefined {
  const { measure, by, then, filters } = cut;
  const { of } = factsOf(measure);
  if (of !== "awards" && of !== "standing-awards" && of !== "returns") return undefined;
  const query: Record<string, string> = { ...filters };
  if (of === "standing-awards") query.standing = "committed";
  if (of === "returns") query.standing = "reported";
  if (measure === "people" && query["focus-group"] !== undefined) {
    query.people = query["focus-group"];
    delete query["focus-group"];
  }
  const narrow = (dimension: Dimension, code: string) => {
    if (measure === "people" && dimension === "focus-group") query.people = code;
    else if (isList(dimension) && dimensions[dimension].many && filters[dimension] !== undefined && filters[dimension] !== code) query.with = `${dimension}.${code}`;
    else query[dimension] = code;
  };
  if (byCode !== undefined) narrow(by, byCode);
  if (then !== undefined && thenCode !== undefined) narrow(then, thenCode);
  return query;
}
