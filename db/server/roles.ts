/** The two roles and the database on a server of our own. */
import pg from "pg";
import { roleNames, type Credentials } from "./credentials.ts";

/**
 * Sees that the owner role (migrates, may make databases), the application role (reads and writes rows, nothing else) and the
 * database are there, with the passwords of our file. Safe to repeat: a start that was killed half way is finished by the next.
 */
export async function prepareServer(superuser: pg.Client, credentials: Credentials): Promise<void> {
  const wanted = [
    { name: roleNames.owner, password: credentials.owner, options: "login createdb" },
    { name: roleNames.application, password: credentials.application, options: "login" },
  ];
  for (const { name, password, options } of wanted) {
    const { rowCount } = await superuser.query("select 1 from pg_roles where rolname = $1", [name]);
    if (rowCount === 0) await superuser.query(`create role ${pg.escapeIdentifier(name)} ${options} password ${pg.escapeLiteral(password)}`);
  }
  const { rowCount } = await superuser.query("select 1 from pg_database where datname = 'lade'");
  if (rowCount === 0) await superuser.query(`create database lade owner ${pg.escapeIdentifier(roleNames.owner)}`);
}
