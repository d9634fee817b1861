/**
 * Solves integer programmes in a thread of its own, so that no page waits for one. Plain JavaScript, because a worker starts outside
 * of the bundle and of the loader that reads TypeScript.
 */
import { parentPort } from "node:worker_threads";
import loadHighs from "highs";

const highs = await loadHighs();
const { modelStatus, objectiveSense } = highs.constants;

parentPort.on("message", ({ programme, seconds }) => {
  const model = highs.createModel({
    numCols: programme.numCols,
    numRows: programme.numRows,
    sense: objectiveSense.maximize,
    colCost: programme.colCost,
    colLower: programme.colLower,
    colUpper: programme.colUpper,
    rowLower: programme.rowLower.map((bound) => bound ?? -highs.infinity),
    rowUpper: programme.rowUpper.map((bound) => bound ?? highs.infinity),
    matrix: { format: "csr", numRows: programme.numRows, numCols: programme.numCols, starts: programme.starts, indices: programme.indices, values: programme.values },
    integrality: programme.integrality,
  });
  try {
    // A penny in ten thousand pounds is a millionth: the tolerances lie well below it.
    model.options.set({
      output_flag: false, time_limit: seconds, mip_rel_gap: 0, mip_abs_gap: 1e-9, mip_feasibility_tolerance: 1e-9, primal_feasibility_tolerance: 1e-9,
    });
    model.run();
    const status = model.getModelStatus();
    const infeasible = status === modelStatus.infeasible || status === modelStatus.unboundedOrInfeasible;
    const found = Number.isFinite(model.info.get("mip_gap")) && model.info.get("primal_solution_status") === 2;
    parentPort.postMessage({
      status: status === modelStatus.optimal ? "best" : infeasible ? "impossible" : found ? "good" : "out-of-time",
      yes: found ? Array.from(model.getSolution().colValue).slice(programme.numCols / 2).map((value) => value > 0.5) : [],
      bound: found ? model.info.get("mip_dual_bound") : null,
    });
  } finally {
    model.dispose();
  }
});
