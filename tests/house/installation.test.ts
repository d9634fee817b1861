/** What a database is refused for, what the two roles may do, and that migrating can be repeated and interrupted. */
import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { installDatabase } from "#app/install.server.ts";
import { nameInstallation, refuseOtherMode } from "#app/installation.server.ts";
import { openPool, overPool, type Database } from "#db/connection.ts";
import { testDatabase, type TestDatabase } from "#tests/support/database.ts";
import { a, an } from "#tests/support/factories.ts";

let database: TestDatabase;
let owner: Database;
beforeEach(async () => {
  database = await testDatabase();
  owner = overPool(openPool(database.ownerUrl, { max: 3 }));
});
afterEach(async () => {
  await owner.destroy();
  await database.close();
});
const install = () => installDatabase({ owner: database.ownerUrl, application: database.url });

test("the demonstration does not touch a production database, nor production one that the demonstration filled", async () => {
  await nameInstallation(owner, "production");
  await expect(refuseOtherMode(owner, "demonstration")).rejects.toThrow("This database is a production one");
  await refuseOtherMode(owner, "production");
  await owner.updateTable("installation").set({ mode: "demonstration" }).execute();
  await expect(refuseOtherMode(owner, "production")).rejects.toThrow("filled by the demonstration");
  await refuseOtherMode(owner, "demonstration");
});

test("the first mode that is written down stays", async () => {
  await nameInstallation(owner, "production");
  await nameInstallation(owner, "demonstration");
  expect(await owner.selectFrom("installation").select("mode").execute()).toEqual([{ mode: "production" }]);
});

test.each(["person", "organisation", "application", "award"] as const)("the demonstration does not touch a database that holds a real %s", async (what) => {
  const { id } = await { person: a.person, organisation: a.organisation, application: an.application, award: an.award }[what](database.db);
  await refuseOtherMode(owner, "demonstration");
  await sql`update ${sql.table(what)} set synthetic = false where id = ${id}`.execute(owner);
  await expect(refuseOtherMode(owner, "demonstration")).rejects.toThrow("not marked as invented");
  await refuseOtherMode(owner, "production");
});

test("a database with another program's tables is left alone", async () => {
  await sql`drop schema public cascade; create schema public; create table theirs (id int)`.execute(owner);
  await refuseOtherMode(owner, "demonstration");
  await expect(install()).rejects.toThrow(/holds tables of another program/);
  expect((await sql`select tablename from pg_tables where schemaname = 'public'`.execute(owner)).rows).toEqual([{ tablename: "theirs" }]);
});

test("migrating again changes nothing, and two at once do not trip over each other", async () => {
  expect(await install()).toEqual([]);
  await sql`drop schema public cascade; create schema public; drop schema graphile_worker cascade`.execute(owner);
  const [first, second] = await Promise.all([install(), install()]);
  expect(first.length === 0 || second.length === 0, "only one of them migrates").toBe(true);
  expect([...first, ...second]).toContain("0001_accounts");
  expect(await install()).toEqual([]);
});

test.skipIf(process.env.DATABASE_URL)("what is only ever added to cannot be changed or removed by the application's role", async () => {
  for (const table of ["audit_event", "award_event", "submission", "form_version"]) {
    await expect(sql`delete from ${sql.table(table)}`.execute(database.db), table).rejects.toThrow("permission denied");
    await expect(sql`update ${sql.table(table)} set id = id`.execute(database.db), table).rejects.toThrow("permission denied");
    await expect(sql`truncate ${sql.table(table)}`.execute(database.db), table).rejects.toThrow("permission denied");
  }
  await expect(sql`delete from kysely_migration`.execute(database.db)).rejects.toThrow("permission denied");
  await expect(sql`drop table person`.execute(database.db)).rejects.toThrow("must be owner");
  await expect(sql`alter table pot drop constraint pot_never_overcommitted`.execute(database.db)).rejects.toThrow("must be owner");
});

test("the application's role has its rights on every table there is", async () => {
  const { rows } = await sql<{ table: string }>`
    select t.schemaname || '.' || t.tablename as table from pg_tables t
     where t.schemaname in ('public', 'graphile_worker')
       and not has_table_privilege(format('%I.%I', t.schemaname, t.tablename), 'select')`.execute(database.db);
  expect(rows).toEqual([]);
});
