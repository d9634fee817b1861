/**
 * `npm run fuzz`: ten thousand generated inputs against the built site. `npm run fuzz -- 500` sends so many, `npm run fuzz -- 500 42` those
 * of seed 42 again. The seed and the smallest input that failed are printed.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { prepare, root, stop } from "./prepare.mjs";

const [count = "10000", seed = "0", ...more] = process.argv.slice(2);
if (!/^\d+$/.test(count) || !/^\d+$/.test(seed) || more.length > 0) stop("Give how many inputs, and the seed of a run to repeat: npm run fuzz -- 500 42");
process.chdir(root);
prepare({ build: true });
const child = spawn(
  process.execPath,
  [join(root, "node_modules", "vitest", "vitest.mjs"), "run", "--config", "tests/vitest.config.ts", "tests/wall/fuzz.test.ts", "--disable-console-intercept"],
  { stdio: "inherit", env: { ...process.env, LADE_FUZZ_RUNS: count, LADE_FUZZ_SEED: seed } },
);
child.once("close", (code) => process.exit(code ?? 1));
