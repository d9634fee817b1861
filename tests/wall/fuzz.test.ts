/**
 * Generated inputs for every form of the site: never a fault of ours, never a change to what is not the sender's own. `npm run fuzz` sends
 * ten thousand; LADE_FUZZ_SEED repeats a run, whose seed and smallest failing input fast-check prints.
 */
import { fileURLToPath } from "node:url";
import type { ServerBuild } from "@remix-run/node";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it, test } from "vitest";
import { filesQuestions } from "#app/domain/applications/files-model.ts";
import type { FormDefinition } from "#app/domain/forms/model.ts";
import { newId, newReference } from "#app/domain/kernel/ids.server.ts";
import { a } from "#tests/support/factories.ts";
import { testSite, type TestSite } from "#tests/support/site.ts";
import { emails, findThings, letIn } from "../journeys/every-page.ts";
import { WorldDatabase } from "../journeys/world-database.ts";
import { table, type Persona, type World } from "./access-table.ts";
import { body, edited, formsOf, inputs, type Fields, type Input } from "./fuzz/inputs.ts";
import { foreign, inShort, touchesPeoples, watch, type Change, type Row } from "./fuzz/watch.ts";

const runs = Number(process.env.LADE_FUZZ_RUNS ?? 200);
const seed = Number(process.env.LADE_FUZZ_SEED ?? 0) || Math.floor(Math.random() * 0x7fffffff);

type Sender = "applicant" | "visitor" | keyof typeof emails;
interface Target {
  id: string;
  at: (world: World) => string;
  /** Who may send it; who may not is taken from the others. */
  sender: Sender;
  forms: readonly Fields[];
  takesFile: boolean;
  /** Everyone who is signed in may send it: for a place of their own. */
  everyones: boolean;
}

let site: TestSite;
let world: World;
let watcher: Awaited<ReturnType<typeof watch>>;
let database: WorldDatabase;
let targets: Target[];
let known: { columns: string[]; ids: string[] };
/** An open pot and its form, for a new draft for each input. */
let open: { pot_id: string; form_version_id: string; section: string; question: string; files: string };
const people = new Map<string, string>();

beforeAll(async () => {
  site = await testSite({ seed: "demonstration" });
  database = new WorldDatabase(site.database.superuserUrl);
  world = await findThings(database);
  await letIn(database);
  for (const [persona, email] of Object.entries(emails)) people.set(persona, (await database.row<{ id: string }>("select id from person where email = $1", [email])).id);
  const draft = await database.row<{ pot_id: string; form_version_id: string; definition: FormDefinition }>(
    "select a.pot_id, a.form_version_id, f.definition from application a join form_version f on f.id = a.form_version_id where a.id = $1", [world.draft]);
  const [section] = draft.definition.sections;
  open = { ...draft, section: section!.id, question: section!.questions[0]!.id, files: filesQuestions(draft.definition)[0]!.id };
  known = {
    columns: (await database.rows<{ name: string }>("select distinct column_name as name from information_schema.columns where table_schema = 'public'")).map(({ name }) => name),
    ids: (await database.rows<{ id: string }>("select id from (select id from application limit 5) a union all select id from (select id from person limit 5) p union all select id from (select id from organisation limit 5) o union all select id from (select id from award limit 3) w union all select id from (select id from grant_return limit 3) g union all select id from (select id from pot limit 3) q")).map(({ id }) => id),
  };
  targets = await findTargets();
  watcher = await watch(site.database.superuserUrl);
});
afterAll(async () => {
  await watcher.close();
  await database.close();
  await site.close();
});

/** Every address that takes a form, as often as its importance asks for, with the forms of its page. */
async function findTargets(): Promise<Target[]> {
  const build = (await import(`${fileURLToPath(new URL("../..", import.meta.url))}build/server/index.js`)) as ServerBuild;
  const found: Target[] = [];
  const applicant = await newApplicant();
  for (const [id, { at, changes }] of Object.entries(table)) {
    if (!changes || !build.routes[id]) continue;
    const sender = senderOf(id, changes, at(world) !== at(applicant.world));
    if (!sender) continue;
    const where = sender === "applicant" ? applicant : { world, token: sender === "visitor" ? undefined : await site.signIn(people.get(sender)!) };
    const sections = id === "routes/apply/section" ? applicant.sections : [undefined];
    for (const section of sections) {
      const address = (things: World) => at(section ? { ...things, section } : things);
      const answer = await site.ask(address(where.world), { token: where.token });
      const forms = answer.status === 200 ? formsOf(answer.text) : [];
      const target = { id, at: address, sender, forms: forms.length > 0 ? forms : [[]], takesFile: /documents|files|upload/.test(id), everyones: changes !== "open" && changes.includes("member") && changes.includes("stranger") };
      for (let weight = id.startsWith("routes/apply/") ? 3 : 1; weight > 0; weight -= 1) found.push(target);
    }
  }
  expect(new Set(found.map(({ id }) => id)).size).toBeGreaterThan(40);
  return found;
}

function senderOf(id: string, changes: "open" | readonly Persona[], isDrafts: boolean): Sender | undefined {
  if (changes === "open") return "visitor";
  if (id.startsWith("routes/demonstration/")) return undefined;
  if (changes.includes("member")) return isDrafts || changes.includes("stranger") ? "applicant" : "member";
  return (Object.keys(emails) as (keyof typeof emails)[]).find((persona) => changes.includes(persona));
}

interface Applicant {
  world: World;
  token: string;
  own: Set<string>;
  sections: string[];
}
/** Somebody new with a group and a draft of their own, so that no input finds what another left behind. */
async function newApplicant(): Promise<Applicant> {
  const { db } = site.database;
  const organisation = await a.organisation(db);
  const person = await a.person(db);
  await a.role(db, { person_id: person.id, role: "owner", organisation_id: organisation.id });
  const id = newId();
  await db.insertInto("application").values({ id, reference: newReference("LA"), pot_id: open.pot_id, organisation_id: organisation.id, form_version_id: open.form_version_id, created_by: person.id, synthetic: true }).execute();
  const { definition } = await db.selectFrom("form_version").select("definition").where("id", "=", open.form_version_id).executeTakeFirstOrThrow();
  return {
    world: { ...world, draft: id, organisation: organisation.id, section: open.section, question: open.question, filesQuestion: open.files },
    token: await site.signIn(person.id),
    own: new Set([id, organisation.id, person.id]),
    sections: (definition as unknown as FormDefinition).sections.map((section) => section.id),
  };
}

/** Sends one input. Answers what went wrong, in words; nothing where nothing did. */
async function send(input: Input): Promise<string[]> {
  const target = targets[input.route % targets.length]!;
  const applicant = await newApplicant();
  const other = target.sender === "applicant" ? "member" : "applicant";
  const sender: Sender = input.stranger && target.sender !== "visitor" && !target.everyones ? other : target.sender;
  const person = sender === "applicant" ? [...applicant.own][2]! : people.get(sender);
  const token = sender === "applicant" ? applicant.token : sender === "visitor" ? undefined : await site.signIn(person!);
  // Whoever may not send it sends it to the place of somebody else.
  const path = target.at(target.sender === "applicant" && sender === "applicant" ? applicant.world : target.sender === "applicant" ? (await newApplicant()).world : world);
  const fields = edited(target.forms[input.form % target.forms.length]!, input.edits);
  const { bytes, type } = body(fields, { as: target.takesFile && input.file ? "multipart" : input.as, file: target.takesFile ? input.file : null });
  const to = input.as === "data" ? `${path}${path.includes("?") ? "&" : "?"}_data=${encodeURIComponent(target.id)}` : path;
  await watcher.taken();
  site.logged.length = 0;
  const { status, text } = await site.ask(to, { token, body: bytes, headers: { "content-type": type } });
  const changes = await watcher.taken();
  const what = `${sender} → ${target.id} (${status})`;
  const faults = site.logged.filter((line) => /unexpected error|request failed|error while drawing|does not answer/.test(line));
  const wrong = [...(status >= 500 ? [`${what}: ${text.slice(0, 200)}`] : []), ...faults.map((fault) => `${what}: ${fault.slice(0, 1_500)}`)];
  return [...wrong, ...notAllowed(changes, { sender, target, own: sender === "applicant" ? applicant.own : new Set([person ?? ""]) }).map((change) => `${what} changed ${inShort(change)}`)];
}

function notAllowed(changes: readonly Change[], { sender, target, own }: { sender: Sender; target: Target; own: ReadonlySet<string> }): Change[] {
  const person = [...own].at(-1)!;
  // Signing in, registering and asking for a link may make rows and count tries. They change nobody's.
  if (sender === "visitor") return changes.filter(({ table: name, operation }) => operation !== "INSERT" && !/budget|audit_(head|register)|^session$/.test(name));
  if (sender === "applicant") return foreign(changes, own);
  if (sender !== target.sender) return changes.filter(({ table: name }) => !/budget|^session$/.test(name));
  if (sender === "member") return touchesPeoples(changes, person).filter(({ before, after }) => !isOf((before ?? after)!, world));
  return target.id.startsWith("routes/admin/") ? touchesPeoples(changes, person).filter(({ table: name }) => name !== "person") : touchesPeoples(changes, person);
}
const isOf = (row: Row, { application, decided, draft, organisation }: World): boolean => [application, decided, draft, organisation].some((id) => Object.values(row).includes(id));

it(`${runs} inputs: never a 5xx, never a change outside one's own (seed ${seed})`, { timeout: 120_000 + runs * 400 }, async () => {
  process.stdout.write(`fuzz: seed ${seed}, ${runs} inputs to ${new Set(targets.map(({ id }) => id)).size} addresses\n`);
  const before = await ofOthers();
  await fc.assert(
    fc.asyncProperty(inputs({ ...known, routes: targets.length }), async (input) => {
      expect(await send(input)).toEqual([]);
    }),
    { seed, numRuns: runs, endOnFailure: process.env.LADE_FUZZ_SHRINK === "no", interruptAfterTimeLimit: 100_000 + runs * 380 },
  );
  // What the rows that changed say is one measure; that all that people of the demonstration wrote is the same, byte for byte, is another.
  expect(await ofOthers()).toEqual(before);
});

/** A hash of what others had written before any input came: answers, what was sent, who they are. */
async function ofOthers(): Promise<Record<string, string>> {
  const tables = ["application_answer", "application_answer_history", "submission", "organisation"] as const;
  const hashes: Record<string, string> = {};
  for (const name of tables) {
    const { rows } = await watcher.query.query<{ hash: string }>(
      `select coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '') as hash from public.${name} t
        where not (t::text ~ $1) and ${name === "organisation" ? "t.name !~ '^Test Group'" : "t.application_id in (select id from application where created_at < $2::timestamptz)"}
          ${name === "organisation" ? "and t.created_at < $2::timestamptz" : ""}`,
      [[world.application, world.decided, world.draft, world.organisation].join("|"), began],
    );
    hashes[name] = rows[0]!.hash;
  }
  return hashes;
}
const began = new Date(Date.now() - 1_000).toISOString();

test("the watch sees what it must: a row of another group, an answer in another draft, one's own in a place of another's", async () => {
  const [mine, theirs] = [await newApplicant(), await newApplicant()];
  const person = [...mine.own][2]!;
  await watcher.taken();
  const { query } = watcher;
  await query.query("update organisation set name = 'x' where id = $1", [theirs.world.organisation]);
  await query.query("insert into application_answer (application_id, question_id, value, saved_by) values ($1, 'title', '1', $2)", [theirs.world.draft, person]);
  await query.query("update application set organisation_id = $1 where id = $2", [theirs.world.organisation, mine.world.draft]).catch(() => undefined);
  await query.query("insert into application_answer (application_id, question_id, value, saved_by) values ($1, 'title', '1', $2)", [mine.world.draft, person]);
  const seen = foreign(await watcher.taken(), mine.own);
  expect(seen.map(({ table: name, operation }) => `${operation} ${name}`)).toEqual(expect.arrayContaining(["UPDATE organisation", "INSERT application_answer"]));
  expect(seen.filter(({ after }) => after?.application_id === mine.world.draft && after.organisation_id === undefined)).toEqual([]);
  expect(touchesPeoples([{ table: "application_answer", operation: "UPDATE", before: { application_id: theirs.world.draft, person_id: null }, after: {} }], person)).toHaveLength(1);
});
