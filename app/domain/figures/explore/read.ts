/** A cut as it stands in an address. Pure. */
import { filterQuery, readAwardFilters } from "../register-model.ts";
import { dimensionCodes, factsOf, impossible, isDimension, isMeasure, measuresFor, type Audience, type ExploreCut, type Filters } from "./model.ts";

const first: ExploreCut = { measure: "awards", by: "focus-group", filters: {} };

/**
 * What an address asks for, an empty box meaning "not asked". What makes no sense is named by its field; then there is no cut.
 * @param audience a measure that is not for these readers is refused with the reason
 */
export function readCut(parameters: URLSearchParams, audience: Audience): { cut: ExploreCut } | { problems: Record<string, string> } {
  const problems: Record<string, string> = {};
  const asked = (name: string) => parameters.get(name)?.trim() || undefined;
  const measure = asked("measure") ?? first.measure;
  const by = asked("by") ?? first.by;
  const then = asked("then");
  if (!isMeasure(measure)) return { problems: { measure: `Choose what is counted: ${measuresFor(audience).join(", ")}` } };
  if (audience === "public" && factsOf(measure).audience === "national") return { problems: { measure: `${factsOf(measure).title}: these numbers are for signed-in officials` } };
  if (!isDimension(by)) problems.by = `Choose one of ${dimensionCodes.join(", ")}`;
  if (then !== undefined && !isDimension(then)) problems.then = `Choose one of ${dimensionCodes.join(", ")}`;
  const { filters: read, problems: wrong } = readAwardFilters(parameters);
  Object.assign(problems, wrong);
  const { q: _q, with: _with, ...filters } = filterQuery(read);
  if (Object.keys(problems).length > 0 || !isDimension(by) || (then !== undefined && !isDimension(then))) return { problems };
  const cut: ExploreCut = { measure, by, ...(then === undefined ? {} : { then }), filters: filters as Filters };
  const refused = impossible(cut);
  return Object.keys(refused).length > 0 ? { problems: refused } : { cut };
}

/** The cut as it stands in an address again. */
export const cutQuery = ({ measure, by, then, filters }: ExploreCut): Record<string, string | undefined> => ({ measure, by, then, ...filters });
