/** Loads what publications say: past rounds with their totals and allocations, the 31 reported items, the 56 reported figures. All of it real. */
import { readFileSync } from "node:fs";
import { idOf, insertMissing, type SeedContext } from "../kit.ts";
import { readAreas } from "../reference/areas.ts";
import { actionId, fundId, planId, sourceId } from "../reference/load.ts";
import { loadBoard } from "./board.ts";
import { loadEasyRead } from "./easy-read.ts";
import { items } from "./items.ts";
import { computed, measures } from "./measures.ts";
import { jointRow, rounds, totals } from "./rounds.ts";

export const roundId = (code: string): string => idOf(`round/${code}`);
export const itemId = (line: number): string => idOf(`item/progress-update-2025/${line}`);
export const observationId = (id: string): string => idOf(`observation/progress-update-2025/${id}`);
const measureId = (code: string): string => idOf(`measure/${code}`);
const interim = sourceId("progress-update-2025");

export async function loadHistory(context: SeedContext): Promise<void> {
  await loadRounds(context);
  await loadAllocations(context);
  await loadItems(context);
  await loadFigures(context);
  await loadBoard(context);
  await loadEasyRead(context);
}

async function loadRounds({ db }: SeedContext): Promise<void> {
  await insertMissing(
    db,
    "round",
    rounds.map(({ code, fund, lists, ...facts }) => ({
      id: roundId(code), code, fund_id: fundId(fund), kind: "history" as const, lists: JSON.stringify(lists), synthetic: false, ...facts,
    })),
  );
  const totalId = (key: string) => idOf(`published-total/${key}`);
  for (const { key, round, source, superseded_by, ...total } of totals)
    await insertMissing(db, "published_total", [
      { id: totalId(key), round_id: roundId(round), source_id: sourceId(source), superseded_by: superseded_by ? totalId(superseded_by) : null, ...total },
    ]);
}

async function loadAllocations({ db }: SeedContext): Promise<void> {
  const areas = readAreas();
  const year2 = [
    ...areas.filter((area) => area.allocation_2022_23 !== null).map((area) => ({ label: area.name, pence: area.allocation_2022_23!, areas: [area.code], note: "" })),
    jointRow["2022-23"],
  ];
  const year3 = areas.map((area) => {
    const own = { label: area.name, pence: area.allocation_2023_24, areas: [area.code], note: "" };
    return jointRow["2023-24"].areas.some((code) => code === area.code) ? { ...own, ...jointRow["2023-24"] } : own;
  });
  const tables = [
    { round: "communities-2022-23", source: "communities-year-2-summary", rows: year2 },
    { round: "communities-2023-24", source: "communities-year-3-summary", rows: year3 },
  ];
  for (const { round, source, rows } of tables) {
    const allocationId = (label: string) => idOf(`published-allocation/${round}/${label}`);
    await insertMissing(
      db,
      "published_allocation",
      rows.map(({ label, pence, note }) => ({ id: allocationId(label), round_id: roundId(round), source_id: sourceId(source), label, amount_pence: pence, note })),
    );
    await insertMissing(
      db,
      "published_allocation_area",
      rows.flatMap(({ label, areas }) => areas.map((area_code) => ({ allocation_id: allocationId(label), area_code }))),
    );
  }
}

async function loadItems({ db }: SeedContext): Promise<void> {
  await insertMissing(
    db,
    "reported_item",
    items.map(({ line, programme, summary, milestone }) => ({ id: itemId(line), plan_id: planId, source_id: interim, line, programme, summary, milestone: milestone ?? "" })),
  );
  await insertMissing(
    db,
    "reported_item_action",
    items.flatMap(({ line, actions, inherited }) => actions.map((ref) => ({ item_id: itemId(line), action_id: actionId(ref), inherited: inherited ?? false }))),
  );
}

/** One record of reported-figures.json, as far as it is used here. */
interface Figure {
  id: string;
  line: number;
  value: number | [number, number];
  qualifier: string | null;
  comparator: "eq" | "gt" | "lt" | "le" | "approx" | "range" | "mean";
  statedPeriod: string | null;
  periodStart: string | null;
  periodEnd: string | null;
  periodBasis: string;
  actions: string[];
  kind: string;
  evidenceClass: "A" | "B" | "C" | "D" | "E" | "F" | "G";
  note: string;
}
export const readFigures = (): Figure[] => JSON.parse(readFileSync(new URL("./reported-figures.json", import.meta.url), "utf8")) as Figure[];

/** Counts and coverage of what was done are outputs; of the shares, only the official waiting times are about everyone. The rest is left open. */
const resultTypeOf = (id: string, kind: string): "output" | "population-metric" | null =>
  id === "S30.1b" ? "population-metric" : kind.startsWith("count-") || kind === "coverage" ? "output" : null;

async function loadFigures({ db }: SeedContext): Promise<void> {
  const figures = readFigures();
  const asserted = figures.map(({ id, kind }, index) => ({ ...measures[id]!, kind, result_type: resultTypeOf(id, kind), computed_from: null, computed_code: null, position: index + 1 }));
  const worked = computed.map(({ from, action: _, ...facts }, index) => ({ ...facts, computed_from: from, result_type: "output" as const, position: 101 + index }));
  await insertMissing(
    db,
    "measure",
    [...asserted, ...worked].map(({ code, title, unit, kind, definition, fund, result_type, computed_from, computed_code, position }) => ({
      id: measureId(code), code, title, unit, kind, definition: definition ?? "", fund_id: fund ? fundId(fund) : null, result_type, computed_from, computed_code, position,
    })),
  );
  await insertMissing(db, "measure_action", computed.map(({ code, action }) => ({ measure_id: measureId(code), action_id: actionId(action) })));
  await insertMissing(
    db,
    "observation",
    figures.map((figure) => {
      const [value, value_to] = Array.isArray(figure.value) ? figure.value : [figure.value, null];
      return {
        id: observationId(figure.id),
        measure_id: measureId(measures[figure.id]!.code),
        item_id: items.some(({ line }) => line === figure.line) ? itemId(figure.line) : null,
        source_id: interim,
        source_ref: figure.id,
        value,
        value_to,
        qualifier: figure.qualifier?.toLowerCase() ?? null,
        // A mean is a kind of measure, not a bound: its value is printed as it is.
        comparator: figure.comparator === "mean" ? ("eq" as const) : figure.comparator,
        period_from: figure.periodStart,
        period_to: figure.periodEnd,
        period_stated: figure.statedPeriod,
        basis: figure.periodBasis,
        as_at: null,
        evidence_class: figure.evidenceClass,
        note: figure.note === "" ? "" : `${figure.note[0]!.toUpperCase()}${figure.note.slice(1)}.`,
        synthetic: false,
      };
    }),
  );
  const onActions = figures.flatMap(({ id, actions }) => actions.map((ref) => ({ observation_id: observationId(id), action_id: actionId(ref) })));
  await insertMissing(db, "observation_action", onActions);
  const onPlan = figures.filter(({ actions }) => actions.length === 0).map(({ id }) => ({ observation_id: observationId(id), plan_id: planId }));
  await insertMissing(db, "observation_plan", onPlan);
}
