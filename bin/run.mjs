/** Runs one of the commands beside it (`node bin/run.mjs migrate`) after seeing that the packages are there. */
import { existsSync } from "node:fs";
import { prepare, root, stop } from "./prepare.mjs";

const [name = "", ...parameters] = process.argv.slice(2);
const file = new URL(`./${name}.ts`, import.meta.url);
if (!/^[a-z]+$/.test(name) || !existsSync(file)) stop(`There is no command “${name}”.`);
process.chdir(root);
// What is measured is the site as it is built.
prepare({ build: name === "bench" });
await import("tsx");
const { run } = await import(file.href);
await run(parameters);
