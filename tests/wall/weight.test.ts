/** What the pages on which people write weigh, as a phone on a bad connection gets them; and that no other page sends script. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApplication } from "#app/domain/applications/start.server.ts";
import { saveSection } from "#app/domain/applications/save.server.ts";
import { findLatestForm } from "#app/domain/forms/read.server.ts";
import type { AnswerValue, Question } from "#app/domain/forms/model.ts";
import { paths } from "#app/paths.ts";
import { communitiesApplication } from "#seeds/forms/communities-application.ts";
import { communitiesShort } from "#seeds/forms/communities-short.ts";
import { perinatalApplication } from "#seeds/forms/perinatal-application.ts";
import { contextFor } from "#tests/support/database.ts";
import { a, actorOf } from "#tests/support/factories.ts";
import { testSite, type TestSite } from "#tests/support/site.ts";

/** As the demonstration's rounds name them. */
const lists = { "focus-group": 2, "priority-issue": 1, "family-group": 1, "project-type": 2, "legal-form": 1 };

let site: TestSite;
beforeAll(async () => {
  site = await testSite({ seed: "reference" });
});
afterAll(() => site.close());

const client = fileURLToPath(new URL("../../build/client", import.meta.url));
const scriptsIn = (text: string): string[] => [...text.matchAll(/["'](?:\.\/|\/assets\/)([\w.-]+\.js)["']/g)].map((match) => match[1]!);
/** Every script that the page loads, and what those load. */
function scriptsOf(html: string): string[] {
  const found = new Set<string>();
  const open = scriptsIn(html);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    open.push(...[...readFileSync(`${client}/assets/${name}`, "utf8").matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)].map((match) => match[1]!));
  }
  return [...found];
}
const zipped = (names: readonly string[]): number => names.reduce((sum, name) => sum + gzipSync(readFileSync(`${client}/assets/${name}`)).length, 0);

/** As much as there is room for. */
function fullest(question: Question): AnswerValue | undefined {
  if (question.kind === "short-text") return "x".repeat(question.limit);
  if (question.kind === "long-text") return "six letters of each word in it ".repeat(Math.ceil((question.words ?? question.limit / 5) / 7)).slice(0, question.limit);
  return undefined;
}

test.each([communitiesApplication, communitiesShort, perinatalApplication])("every part of the form $code, filled to its limits, is under 60 kB, and its script under 150 kB", async ({ code, sections }) => {
  const { db } = site.database;
  const form = (await findLatestForm(db, code))!;
  const round = await a.round(db, { form_version_id: form.id, lists });
  const pot = await a.pot(db, { round_id: round.id });
  const organisation = await a.organisation(db);
  const { id: owner } = await a.person(db);
  await a.role(db, { person_id: owner, role: "owner", organisation_id: organisation.id });
  const writer = contextFor(db, await actorOf(db, owner));
  const { id } = await startApplication(writer, { pot_id: pot.id, organisation_id: organisation.id });
  await saveSection(writer, id, sections.flatMap((section) => section.questions).map((question) => ({ question_id: question.id, base_version: 0, value: fullest(question) ?? null })));
  const token = await site.signIn(owner);
  for (const section of sections) {
    const { status, text } = await site.ask(paths.applicationSection(id, section.id), { token });
    expect(status, section.id).toBe(200);
    expect(Buffer.byteLength(text), `HTML of ${section.id}`).toBeLessThan(60_000);
    const scripts = scriptsOf(text);
    expect(scripts.length, section.id).toBeGreaterThan(3);
    expect(zipped(scripts), `script of ${section.id}`).toBeLessThan(150_000);
  }
  for (const path of [paths.application(id), paths.checkApplication(id), paths.desk(), paths.organisation(organisation.id)]) {
    const { status, text } = await site.ask(path, { token });
    expect(status, path).toBe(200);
    expect(scriptsOf(text), path).toEqual([]);
  }
  const signingIn = scriptsOf((await site.ask(paths.signIn())).text);
  expect(zipped(signingIn), "sign in").toBeLessThan(5_000);
});
