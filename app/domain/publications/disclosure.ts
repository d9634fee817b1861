/**
 * Disclosure control for counts of people: small cells are suppressed, and so many others with them that none of the small ones can
 * be worked out again from what is shown, here or in anything published before. Pure.
 *
 * All that is published forms one system of equations (the areas of a group add up to its total; a cell of a later cut is the earlier
 * one and a difference). A small cell is safe when there is another whole-number answer to the system in which it has another value.
 */

export interface Cell {
  key: string;
  value: number;
  /**
   * open: to be decided here. shown: public already. hidden: suppressed in something public already. difference: between two cuts; it
   * stands in no table, and may be below nought.
   */
  standing: "open" | "shown" | "hidden" | "difference";
  /** Totals are suppressed after the cells they add up. */
  total?: boolean;
}
/** The terms add up to nought. */
export type Equation = readonly { key: string; times: 1 | -1 }[];

export interface Protection {
  primary: Set<string>;
  secondary: Set<string>;
  /** Small cells that cannot be kept from being worked out, because of what is public already. */
  unprotected: string[];
}

export const isSmall = (value: number, threshold: number): boolean => Math.abs(value) > 0 && Math.abs(value) < threshold;

/** Which of the open cells are to be suppressed. */
export function protect(cells: readonly Cell[], equations: readonly Equation[], threshold: number): Protection {
  const byKey = new Map(cells.map((cell) => [cell.key, cell]));
  const primary = new Set(cells.filter((cell) => cell.standing === "open" && isSmall(cell.value, threshold)).map((cell) => cell.key));
  const concealed = new Set(cells.filter((cell) => cell.standing === "hidden" || cell.standing === "difference").map((cell) => cell.key));
  const guarded = [...primary, ...cells.filter((cell) => concealed.has(cell.key) && isSmall(cell.value, threshold)).map((cell) => cell.key)];
  const secondary = new Set<string>();
  const unprotected = new Set<string>();
  for (;;) {
    const unknown = [...primary, ...concealed, ...secondary].sort((a, b) => room(byKey.get(b)!) - room(byKey.get(a)!) || (a < b ? -1 : 1));
    const open = new Set(exposed(byKey, equations, unknown, guarded));
    const worst = guarded.find((key) => open.has(key) && !unprotected.has(key));
    const concealedNow = new Set(unknown);
    const partner = worst === undefined ? partnerForFew(byKey, equations, concealedNow, threshold) : partnerFor(worst, byKey, equations, concealedNow);
    if (partner !== undefined) secondary.add(partner);
    else if (worst !== undefined) unprotected.add(worst);
    else return { primary, secondary, unprotected: [...unprotected] };
  }
}

/** How far a cell can give way: what absorbs a step comes first, so that the steps that are found are possible ones. */
const room = ({ value, standing }: Cell): number => (standing === "difference" ? Number.MAX_SAFE_INTEGER : value);

/** Of the guarded cells, those that have only one value in every answer that was looked for. */
function exposed(byKey: ReadonlyMap<string, Cell>, equations: readonly Equation[], unknown: readonly string[], guarded: readonly string[]): string[] {
  const column = new Map(unknown.map((key, index) => [key, index]));
  const rows = equations
    .map((equation) => {
      const row = new Array<number>(unknown.length).fill(0);
      for (const { key, times } of equation) if (column.has(key)) row[column.get(key)!]! += times;
      return row;
    })
    .filter((row) => row.some((one) => one !== 0));
  const safe = new Set<string>();
  for (const step of wholeSteps(rows, unknown.length))
    if (possible(step, unknown, byKey, 1) || possible(step, unknown, byKey, -1)) for (const [index, by] of step.entries()) if (by !== 0) safe.add(unknown[index]!);
  return guarded.filter((key) => !safe.has(key));
}

/** Whether the true values and a step away from them are an answer too: counts of people do not fall below one where there is one. */
const possible = (step: readonly number[], unknown: readonly string[], byKey: ReadonlyMap<string, Cell>, sign: 1 | -1): boolean =>
  step.every((by, index) => {
    if (by === 0) return true;
    const { value, standing } = byKey.get(unknown[index]!)!;
    return standing === "difference" || value + sign * by >= Math.min(value, 1);
  });

const close = 1e-9;

/** A basis of the steps that change no equation, each in whole numbers. A step that is in none is left out: that only makes us more careful. */
function wholeSteps(rows: number[][], width: number): number[][] {
  const pivots = reduce(rows, width);
  const free = Array.from({ length: width }, (_, index) => index).filter((index) => !pivots.includes(index));
  return free.flatMap((index) => {
    const step = new Array<number>(width).fill(0);
    step[index] = 1;
    pivots.forEach((pivot, row) => (step[pivot] = -rows[row]![index]!));
    const whole = [1, 2, 3, 4, 6, 12].find((times) => step.every((by) => Math.abs(by * times - Math.round(by * times)) < close));
    return whole === undefined ? [] : [step.map((by) => Math.round(by * whole))];
  });
}

/** Gauss and Jordan, in place. Returns the column of each row's leading one. */
function reduce(rows: number[][], width: number): number[] {
  const pivots: number[] = [];
  for (let column = 0; column < width && pivots.length < rows.length; column += 1) {
    const at = pivots.length;
    let best = at;
    for (let row = at + 1; row < rows.length; row += 1) if (Math.abs(rows[row]![column]!) > Math.abs(rows[best]![column]!)) best = row;
    if (Math.abs(rows[best]?.[column] ?? 0) < close) continue;
    [rows[at], rows[best]] = [rows[best]!, rows[at]!];
    const lead = rows[at]!;
    const by = lead[column]!;
    for (let index = column; index < width; index += 1) lead[index]! /= by;
    for (const [row, other] of rows.entries()) {
      const times = row === at ? 0 : other[column]!;
      if (Math.abs(times) > close) for (let index = column; index < width; index += 1) other[index]! -= times * lead[index]!;
    }
    pivots.push(column);
  }
  return pivots;
}

/**
 * The open cell to suppress beside this one. First where one equation alone gives something away; there a cell that closes a circle with
 * others already suppressed, so that few go; then the smallest. Noughts and totals last.
 */
function partnerFor(key: string, byKey: ReadonlyMap<string, Cell>, equations: readonly Equation[], unknown: ReadonlySet<string>): string | undefined {
  const concealed = (equation: Equation): number => equation.filter((term) => unknown.has(term.key)).length;
  const closes = (cell: Cell): boolean => equations.filter((equation) => concealed(equation) === 1 && equation.some((term) => term.key === cell.key)).length > 1;
  const candidatesIn = (equation: Equation): Cell[] => equation.map((term) => byKey.get(term.key)!).filter((cell) => cell.standing === "open" && !unknown.has(cell.key));
  const [equation] = around(key, equations, unknown)
    .map((each, distance) => ({ each, distance, concealed: concealed(each) }))
    .filter(({ each }) => candidatesIn(each).length > 0)
    .sort((a, b) => Number(a.concealed > 1) - Number(b.concealed > 1) || a.distance - b.distance);
  if (!equation) return undefined;
  const [best] = candidatesIn(equation.each).sort((a, b) => Number(isCostly(a)) - Number(isCostly(b)) || Number(closes(b)) - Number(closes(a)) || cost(a) - cost(b) || (a.key < b.key ? -1 : 1));
  return best!.key;
}
/** Two people in one group and one in another are three in both together: where an equation tells so few, one cell more of it goes. */
function partnerForFew(byKey: ReadonlyMap<string, Cell>, equations: readonly Equation[], unknown: ReadonlySet<string>, threshold: number): string | undefined {
  for (const equation of equations) {
    const together = equation.filter((term) => unknown.has(term.key)).reduce((sum, term) => sum + term.times * byKey.get(term.key)!.value, 0);
    if (!isSmall(together, threshold)) continue;
    const [best] = equation
      .map((term) => byKey.get(term.key)!)
      .filter((cell) => cell.standing === "open" && !unknown.has(cell.key))
      .sort((a, b) => cost(a) - cost(b) || (a.key < b.key ? -1 : 1));
    if (best) return best.key;
  }
  return undefined;
}
const isCostly = ({ value, total }: Cell): boolean => value === 0 || total === true;
const cost = ({ value, total }: Cell): number => value + (total ? 1e9 : 0) + (value === 0 ? 1e12 : 0);

/** The equations that reach a cell through what is concealed, the nearest first. */
function around(key: string, equations: readonly Equation[], unknown: ReadonlySet<string>): Equation[] {
  const reached = new Set([key]);
  const found = new Set<Equation>();
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    const touching = equations.filter((equation) => !found.has(equation) && equation.some((term) => reached.has(term.key)));
    for (const equation of touching) {
      found.add(equation);
      for (const term of equation) if (unknown.has(term.key)) reached.add(term.key);
    }
  }
  return [...found];
}
