/** Whether figures may be added up, and if not why: a sum across bases, kinds or overlapping periods would be a number of nothing. Pure. */

export interface Addend {
  measure: string;
  unit: string;
  kind: string;
  result_type: string | null;
  value: number | null;
  value_to: number | null;
  /** What was counted, where it is known. */
  exact_value: number | null;
  qualifier: string | null;
  basis: string;
  period: { from: string | null; to: string | null };
  synthetic: boolean;
  /** A later observation corrects it. */
  corrected: boolean;
}
export type Sum = { addable: true; total: number } | { addable: false; because: string };

const no = (because: string): Sum => ({ addable: false, because });
/** Bases whose figures each have a beginning and an end, so that two of them can lie side by side. */
const closedBases: readonly string[] = ["stated", "financial-year", "awarded-on"];
const kindsThatAdd: readonly string[] = ["count-people", "count-organisations", "count-events", "count-outputs", "count-awards", "count-awards-by-tag", "money", "hours"];

/** The sum, or the first reason against it. People and organisations may be counted in more than one period: the sum is never of different ones. */
export function addable(observations: readonly Addend[]): Sum {
  const stand = observations.filter((one) => !one.corrected);
  const [first] = stand;
  if (!first || stand.length < 2) return no("There is nothing to add: a sum needs at least two figures that stand");
  const differs = (key: "measure" | "unit" | "kind" | "result_type" | "basis" | "synthetic") => stand.some((one) => one[key] !== first[key]);
  if (differs("measure")) return no("They count different things");
  if (differs("unit")) return no("They are in different units");
  if (differs("result_type")) return no("Outputs, outcomes and population metrics are never added to one another");
  if (differs("kind") || !kindsThatAdd.includes(first.kind)) return no("Shares, changes, means and coverage do not add up");
  if (differs("synthetic")) return no("Some of them are invented and some are real");
  if (differs("basis")) return no("They rest on different bases, for example a financial year and a time since a date");
  if (!closedBases.includes(first.basis)) return no("Their periods have no stated beginning and end, so that one may hold another");
  if (first.kind === "count-organisations") return no("An organisation can be counted in each of them");
  const periods = stand.map((one) => one.period).sort((a, b) => (a.from ?? "").localeCompare(b.from ?? ""));
  if (periods.some(({ from, to }) => from === null || to === null)) return no("Their periods have no stated beginning and end, so that one may hold another");
  if (periods.some(({ from }, index) => index > 0 && from! <= periods[index - 1]!.to!)) return no("Their periods overlap: something would be counted twice");
  const values = stand.map((one) => one.exact_value ?? (one.qualifier || one.value_to !== null ? null : one.value));
  if (values.some((value) => value === null)) return no("One of them is not known exactly");
  return { addable: true, total: values.reduce<number>((sum, value) => sum + value!, 0) };
}
