/** The random passwords of our own PostgreSQL, in a file that only we can read, and the addresses made of them. */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { Problem, saying } from "./problem.ts";

const credentials = z.object({ port: z.number().int(), superuser: z.string(), owner: z.string(), application: z.string() });
export type Credentials = z.infer<typeof credentials>;
export type Role = "superuser" | "owner" | "application";

export const roleNames: Record<Role, string> = { superuser: "postgres", owner: "lade_owner", application: "lade_app" };

/** Reads the passwords, or makes them. Throws Problem when the file is there and cannot be understood. */
export function readCredentials(path: string): Credentials {
  if (!existsSync(path)) {
    const password = () => randomBytes(24).toString("base64url");
    const made = { port: 0, superuser: password(), owner: password(), application: password() };
    saveCredentials(path, made);
    return made;
  }
  try {
    return credentials.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    throw new Problem(`${path} holds the passwords of our PostgreSQL and cannot be read (${saying(error)}): put it back from a backup.`);
  }
}

/** Writes the whole file or nothing, readable by its owner only. */
export function saveCredentials(path: string, values: Credentials): void {
  writeFileSync(`${path}.new`, JSON.stringify(values), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** The address of a database on our own server as one of the roles. */
export function addressOf(values: Credentials, role: Role, database: string): string {
  return `postgresql://${roleNames[role]}:${values[role]}@127.0.0.1:${values.port}/${database}`;
}
