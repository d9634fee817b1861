/** `npm test`: rules, types, build, tests, journeys; the last line sums up. `npm run check` (--fast) leaves out the build and what drives the built site. */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { prepare, root } from "./prepare.mjs";

const fast = process.argv.includes("--fast");
process.chdir(root);
prepare({ build: false });
const results = join(root, "test-results");
mkdirSync(results, { recursive: true });

let passed = 0;
let failed = 0;
const count = (good, bad) => {
  passed += good;
  failed += bad;
};
const tool = (...parts) => join(root, "node_modules", ...parts);
const say = (line) => process.stdout.write(`${line}\n`);

/** Runs a program of ours. Quiet ones are shown only when they fail. @returns {Promise<boolean>} whether it went well */
function run(parameters, { quiet = false, env = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, parameters, { stdio: quiet ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"], env: { ...process.env, ...env } });
    let said = "";
    for (const stream of quiet ? [child.stdout, child.stderr] : []) stream.setEncoding("utf8").on("data", (text) => (said += text));
    child.once("error", () => resolve(false));
    child.once("close", (code) => {
      if (code !== 0) process.stdout.write(said);
      resolve(code === 0);
    });
  });
}

async function once(name, parameters) {
  const well = await run(parameters, { quiet: true });
  say(`${well ? "passed" : "FAILED"}  ${name}`);
  count(well ? 1 : 0, well ? 0 : 1);
  return well;
}

/** Counts from a report in JSON. A run that left no report, or failed without a failing test, counts as one failure. */
async function suite(name, parameters, report, read, env = {}) {
  say(`\n${name}`);
  rmSync(report, { force: true });
  const well = await run(parameters, { env });
  let [good, bad] = [0, 0];
  try {
    [good, bad] = read(JSON.parse(readFileSync(report, "utf8")));
  } catch {
    say(`${name}: no report was written.`);
    bad = 1;
  }
  if (!well && bad === 0) bad = 1;
  count(good, bad);
}

await Promise.all([once("rules (eslint)", [tool("eslint", "bin", "eslint.js"), ".", "--max-warnings", "0"]), once("types (tsc)", [tool("typescript", "bin", "tsc"), "--noEmit"])]);

const built = fast || (await once("build", [join(root, "bin", "build.mjs")]));
const tests = join(results, "tests.json");
await suite(
  "tests (vitest)",
  [
    tool("vitest", "vitest.mjs"), "run", "--config", "tests/vitest.config.ts", "--reporter=default", "--reporter=json", `--outputFile.json=${tests}`,
    ...(fast || !built ? ["--project", "unit", "--project", "domain"] : []),
  ],
  tests,
  (report) => [report.numPassedTests, report.numFailedTests + report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0).length],
);

const journeys = join(results, "journeys.json");
if (built && !fast)
  await suite(
    "journeys (playwright)",
    [tool("@playwright", "test", "cli.js"), "test", "--config", "tests/playwright.config.ts", "--reporter=list,json"],
    journeys,
    ({ stats, errors }) => [stats.expected + stats.flaky, stats.unexpected + (errors?.length ?? 0)],
    { PLAYWRIGHT_JSON_OUTPUT_NAME: journeys },
  );

say(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
