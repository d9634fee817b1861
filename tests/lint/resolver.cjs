/** Tells ESLint where "#app/…" and relative imports lead: as package.json's "imports" says, with extensions written out. */
const { existsSync } = require("node:fs");
const { dirname, join, resolve } = require("node:path");
const { builtinModules } = require("node:module");

const root = resolve(__dirname, "../..");

exports.interfaceVersion = 2;
exports.resolve = (source, importer) => {
  if (source.startsWith("node:") || builtinModules.includes(source)) return { found: true, path: null };
  const path = source.startsWith("#") ? join(root, source.slice(1)) : source.startsWith(".") ? resolve(dirname(importer), source) : undefined;
  if (!path) return { found: false };
  const file = path.split("?")[0];
  return existsSync(file) ? { found: true, path: file } : { found: false };
};
