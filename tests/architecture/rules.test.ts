/** The house's rules bite: each forbidden thing, written where it is forbidden, is refused by `npm run lint`. */
import { ESLint } from "eslint";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const eslint = new ESLint({ cwd: root });

/** The rules that refuse this text in this file. */
async function refusing(file: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath: `${root}${file}` });
  return [...new Set(result!.messages.map((message) => message.ruleId ?? message.message))];
}

test("a room cannot know what lies downstream of it", { timeout: 120_000 }, async () => {
  expect(await refusing("app/domain/funds/read.server.ts", 'export * from "../awards/counts.server.ts";')).toContain("boundaries/dependencies");
  expect(await refusing("app/domain/audit/change.server.ts", 'export * from "../funds/read.server.ts";')).toContain("boundaries/dependencies");
  expect(await refusing("app/domain/awards/counts.server.ts", 'export * from "../funds/read.server.ts";')).toEqual([]);
});

test("the domain cannot know pages, components, HTTP or Remix", { timeout: 120_000 }, async () => {
  for (const source of ["#app/ui/show.tsx", "#app/web/form.ts", "../../web/form.ts"])
    expect(await refusing("app/domain/funds/read.server.ts", `export * from "${source}";`), source).toContain("boundaries/dependencies");
  for (const source of ["@remix-run/node", "react", "express", "#app/config.server.ts"])
    expect(await refusing("app/domain/funds/read.server.ts", `export * from "${source}";`), source).not.toEqual([]);
});

test("a file that browsers read cannot reach Node or the database", { timeout: 120_000 }, async () => {
  for (const source of ["node:fs", "pg", "kysely", "#db/connection.ts", "./read.server.ts"])
    expect(await refusing("app/domain/funds/model.ts", `export * from "${source}";`), source).toContain("@typescript-eslint/no-restricted-imports");
});

test("components know no fund and no award, and the tables know no application", { timeout: 120_000 }, async () => {
  expect(await refusing("app/ui/show.tsx", 'export * from "#app/domain/awards/model.ts";')).toContain("boundaries/dependencies");
  expect(await refusing("app/ui/show.tsx", 'export * from "#app/domain/kernel/money.ts";')).toEqual([]);
  expect(await refusing("app/ui/show.tsx", 'export * from "#app/domain/kernel/ids.server.ts";')).toContain("boundaries/dependencies");
  expect(await refusing("db/connection.ts", 'export * from "#app/domain/kernel/money.ts";')).toContain("boundaries/dependencies");
});

test("text never becomes SQL or HTML, and the environment is read in one place", { timeout: 120_000 }, async () => {
  const file = "app/domain/funds/read.server.ts";
  expect(await refusing(file, 'import { sql } from "kysely"; export const q = (t: string) => sql.raw(t);')).toContain("no-restricted-syntax");
  expect(await refusing(file, "export const secret = process.env.LADE_SECRET;")).toContain("no-restricted-syntax");
  expect(await refusing("app/config.server.ts", "export const secret = process.env.LADE_SECRET;")).toEqual([]);
  expect(await refusing("app/ui/show.tsx", 'export const X = () => <p dangerouslySetInnerHTML={{ __html: "x" }} />;')).toContain("no-restricted-syntax");
});
