/** The house's rules that a machine can keep: which room may know which, and what is never written. */
import boundaries from "eslint-plugin-boundaries";
import tseslint from "typescript-eslint";

/** The rooms in the order in which money flows: each knows those before it, never those after. */
const rooms = ["kernel", "accounts", "organisations", "strategy", "forms", "funds", "applications", "assessment", "awards", "payments", "monitoring", "figures", "publications", "opendata", "partnership", "desk"];
/** Usable by every room; they know the kernel and one another. */
const beside = ["audit", "messages", "files", "jobs"];
const room = (name) => `room-${name}`;
const everyRoom = [...rooms, ...beside].map(room);

const from = (type, types) => ({ from: { element: { type } }, allow: { to: { element: { types: { anyOf: types } } } } });
const policies = [
  ...rooms.map((name, place) => from(room(name), [...rooms.slice(0, place + 1), ...beside].map(room).concat("db"))),
  ...beside.map((name) => from(room(name), [...beside, "kernel"].map(room).concat("db"))),
  from("db", ["db"]),
  // What the kernel knows without a database (money, time) may be shown anywhere; the form engine shows what a form is, and the files that answer it.
  from("ui", ["ui", room("kernel")]),
  { from: { file: { path: "**/ui/form-engine/**" } }, allow: { to: { element: { types: { anyOf: [room("forms"), room("files")] } } } } },
  { from: { element: { type: "ui" } }, disallow: { to: { file: { categories: "server" } } } },
  from("web", ["web", "ui", "db", ...everyRoom]),
  from("routes", ["routes", "web", "ui", "db", ...everyRoom]),
  from("seeds", ["seeds", "db", ...everyRoom]),
  // The files beside the rooms put them together; addresses and the configuration's type are for all who serve.
  { from: { file: { categories: "front" } }, allow: { to: { element: { types: { anyOf: ["web", "ui", "db", "seeds", ...everyRoom] } } } } },
  { from: { file: { categories: "front" } }, allow: { to: { file: { categories: "front" } } } },
  { from: { element: { types: { anyOf: ["web", "routes"] } } }, allow: { to: { file: { categories: "front" } } } },
  { allow: { to: { file: { categories: "addresses" } } } },
];

const notTheWeb = { group: ["@remix-run/*", "react", "react-dom", "react-dom/*", "express", "vite"], message: "The domain knows neither the web nor Remix." };
const notTheApplication = { regex: "^#app/(?!domain/|paths\\.ts$)", message: "The domain knows rooms and addresses, nothing else of the application." };
const notTheServer = {
  regex: "^node:|^(pg|kysely|express|vite)$|^@remix-run/(node|express)$|^#db/(?!types\\.ts$)|\\.server\\.ts$",
  message: "Browsers and tests read this file too: only *.server.ts may reach Node, the database or the server.",
  allowTypeImports: true,
};
const noSql = { group: ["pg", "kysely"], message: "A route has no SQL: ask the domain." };
const noImports = (...patterns) => ({ "@typescript-eslint/no-restricted-imports": ["error", { patterns }] });

const never = [
  { selector: "MemberExpression[object.name='sql'][property.name='raw']", message: "sql.raw lets text become SQL: use sql`…`, sql.id, sql.ref or sql.join." },
  { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: "What people wrote is never HTML." },
  { selector: "Identifier[name='createFileSessionStorage']", message: "Sessions are kept in PostgreSQL." },
];
const environment = { selector: "MemberExpression[object.name='process'][property.name='env']", message: "Only app/config.server.ts reads the environment, and bin/ hands it over." };

export default tseslint.config(
  { ignores: ["node_modules/", "build/", "public/build/", ".lade/", "test-results/", "playwright-report/"] },
  {
    files: ["**/*.{ts,tsx,js,mjs,cjs}"],
    languageOptions: { parser: tseslint.parser, parserOptions: { ecmaFeatures: { jsx: true } } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "no-restricted-syntax": ["error", ...never, environment],
      "no-console": "error",
      "no-debugger": "error",
      "no-var": "error",
      "prefer-const": "error",
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-warning-comments": ["error", { terms: ["todo", "fixme", "xxx"], location: "anywhere" }],
    },
  },
  {
    files: ["**/*.{ts,tsx}"],
    plugins: { "@typescript-eslint": tseslint.plugin },
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      // Express and emitters take async handlers; what they throw is caught inside.
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: false }],
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/consistent-type-imports": ["error", { disallowTypeAnnotations: false }],
      "@typescript-eslint/no-unused-expressions": ["error", { allowShortCircuit: true, allowTernary: true }],
    },
  },
  {
    files: ["app/**/*.{ts,tsx}", "db/**/*.ts", "seeds/**/*.ts"],
    plugins: { boundaries },
    settings: {
      "import/resolver": { [new URL("./tests/lint/resolver.cjs", import.meta.url).pathname]: {} },
      "boundaries/dependency-nodes": ["import", "export", "dynamic-import"],
      "boundaries/elements": [
        ...[...rooms, ...beside].map((name) => ({ type: room(name), pattern: `app/domain/${name}` })),
        ...["web", "ui", "routes"].map((type) => ({ type, pattern: `app/${type}` })),
        { type: "db", pattern: "db" },
        { type: "seeds", pattern: "seeds" },
      ],
      "boundaries/files": [
        { category: "server", pattern: "**/*.server.{ts,tsx}" },
        { category: "front", pattern: "app/*.{ts,tsx}" },
        { category: "addresses", pattern: "app/paths.ts" },
      ],
    },
    rules: {
      "boundaries/dependencies": ["error", { default: "disallow", policies }],
    },
  },
  { files: ["app/domain/**/*.server.ts"], rules: noImports(notTheWeb, notTheApplication) },
  { files: ["app/domain/**/*.ts"], ignores: ["**/*.server.ts"], rules: noImports(notTheServer, notTheWeb, notTheApplication) },
  { files: ["app/ui/**/*.{ts,tsx}"], rules: noImports(notTheServer) },
  { files: ["app/routes/**/*.{ts,tsx}"], ignores: ["**/*.server.ts", "app/routes/api/health.ts"], rules: noImports(noSql) },
  { files: ["app/config.server.ts", "bench/**", "bin/**", "tests/**", "remix.config.js"], rules: { "no-restricted-syntax": ["error", ...never] } },
);
