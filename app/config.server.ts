/** What the surroundings say, parsed once. Nothing else reads the environment. */
import { randomBytes } from "node:crypto";
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { defaultDataFolder, prepareDataFolder, prepareFolder } from "#db/server/place.ts";
import { Problem, saying } from "#db/server/problem.ts";

export type Mode = "demonstration" | "production";

export interface Config {
  mode: Mode;
  port: number;
  host: string;
  /** Origin under which people reach the service. */
  publicUrl: URL;
  /** The application's role. Left out where PostgreSQL is our own. */
  databaseUrl?: string;
  /** The role that owns the tables and migrates. */
  databaseOwnerUrl?: string;
  dataDir: string;
  smtpUrl?: string;
  /** Where the virus scanner listens. Left out where there is none. */
  clamd?: { path: string } | { host: string; port: number };
  /** The key from which seals and keyed hashes are derived. */
  secret: string;
  /** How many proxies of ours stand in front: so many addresses of X-Forwarded-For are believed. */
  trustProxy: number;
  ownPostgres: boolean;
}

/** Everything that is wrong with the configuration, a sentence each. */
export class ConfigError extends Problem {
  override name = "ConfigError";
  constructor(readonly problems: readonly string[]) {
    super(problems.join("\n"));
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

const address = (schemes: readonly string[], message: string) =>
  z.string().refine((text) => URL.canParse(text) && schemes.includes(new URL(text).protocol), message);
const database = (name: string) =>
  address(["postgres:", "postgresql:"], `${name} is not the address of a PostgreSQL database: it looks like postgresql://user:password@host:5432/lade.`).refine(
    (text) => !URL.canParse(text) || new URL(text).pathname.length > 1,
    `${name} does not say which database: add its name after the host, such as /lade.`,
  );

/** A path is a socket in the file system. */
function clamdAddress(text: string): Config["clamd"] {
  if (text.startsWith("/")) return { path: text };
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === "tcp:" && url.hostname && url.port && !url.username && /^\/?$/.test(url.pathname) ? { host: url.hostname.replace(/^\[|\]$/g, ""), port: Number(url.port) } : undefined;
}

const schema = z.object({
  PORT: z.string().regex(/^\d{1,5}$/, "PORT is not a number from 1 to 65535.").transform(Number).refine((port) => port >= 1 && port <= 65_535, "PORT is not a number from 1 to 65535.").default(3000),
  HOST: z.string().regex(/^[\w.:-]+$/, "HOST is not the name or address of a network interface, such as 127.0.0.1.").default("127.0.0.1"),
  DATABASE_URL: database("DATABASE_URL").optional(),
  DATABASE_OWNER_URL: database("DATABASE_OWNER_URL").optional(),
  LADE_DATA_DIR: z.string().optional(),
  SMTP_URL: address(["smtp:", "smtps:"], "SMTP_URL is not the address of a mail server: it looks like smtps://user:password@host:465.").optional(),
  LADE_CLAMD: z.string().refine((text) => clamdAddress(text) !== undefined, "LADE_CLAMD is not where clamd listens: it looks like /run/clamav/clamd.ctl or tcp://127.0.0.1:3310.").optional(),
  PUBLIC_URL: address(["http:", "https:"], "PUBLIC_URL is not the address of a web site: it looks like https://lade.example.")
    .refine((text) => !URL.canParse(text) || new URL(text).pathname + new URL(text).search + new URL(text).hash === "/", "PUBLIC_URL is more than an origin: leave out everything after the host.")
    .optional(),
  LADE_MODE: z.enum(["demonstration", "production"], "LADE_MODE is neither “demonstration” nor “production”.").optional(),
  LADE_SECRET: z.string().min(32, "LADE_SECRET is shorter than 32 characters: `openssl rand -base64 48` makes a good one.").optional(),
  TRUST_PROXY: z.string().regex(/^\d$/, "TRUST_PROXY is not the number of proxies in front of Lade, from 0 to 9.").transform(Number).optional(),
});
type Given = z.infer<typeof schema>;

/**
 * Reads the environment. In the demonstration a missing secret is made and kept in the data folder.
 * @throws ConfigError with every problem, each in one sentence
 * @throws Problem when the data folder cannot be used
 */
export function readConfig(env: Environment): Config {
  const named = Object.fromEntries(Object.keys(schema.shape).map((name) => [name, env[name]?.trim() || undefined]));
  const parsed = schema.safeParse(named);
  if (!parsed.success) throw new ConfigError([...new Set(parsed.error.issues.map((issue) => issue.message))]);
  const given = parsed.data;
  const mode = given.LADE_MODE ?? "demonstration";
  const problems = given.LADE_MODE ? [] : modeMustBeNamed(given);
  if (mode === "production") problems.push(...missingForProduction(given));
  if (given.DATABASE_OWNER_URL && !given.DATABASE_URL) problems.push("DATABASE_OWNER_URL is given without DATABASE_URL: name the address of the application's own role too.");
  if (problems.length > 0) throw new ConfigError(problems);
  const dataDir = given.LADE_DATA_DIR ? resolve(given.LADE_DATA_DIR) : defaultDataFolder();
  if (given.DATABASE_URL) prepareFolder(dataDir);
  else prepareDataFolder(dataDir);
  return {
    mode,
    port: given.PORT,
    host: given.HOST,
    publicUrl: new URL(given.PUBLIC_URL ?? `http://${loopbackName(given.HOST)}:${given.PORT}`),
    dataDir,
    secret: given.LADE_SECRET ?? demonstrationSecret(dataDir),
    trustProxy: given.TRUST_PROXY ?? 0,
    ownPostgres: given.DATABASE_URL === undefined,
    ...(given.DATABASE_URL && { databaseUrl: given.DATABASE_URL, databaseOwnerUrl: given.DATABASE_OWNER_URL ?? given.DATABASE_URL }),
    ...(given.SMTP_URL && { smtpUrl: given.SMTP_URL }),
    ...(given.LADE_CLAMD && { clamd: clamdAddress(given.LADE_CLAMD)! }),
  };
}

const loopback = new Set(["127.0.0.1", "localhost", "::1", "[::1]"]);

/** Without a name it is the demonstration, and only where nobody else can reach it and no data of others can be there. */
function modeMustBeNamed(given: Given): string[] {
  const why = [
    given.DATABASE_URL && "DATABASE_URL is given",
    !loopback.has(given.HOST) && `HOST ${given.HOST} can be reached from outside`,
    given.PUBLIC_URL && !loopback.has(new URL(given.PUBLIC_URL).hostname) && "PUBLIC_URL is not this machine",
  ].filter((reason) => typeof reason === "string");
  return why.length > 0 ? [`LADE_MODE must be named, “demonstration” or “production”, because ${why.join(" and ")}.`] : [];
}

function missingForProduction(given: Given): string[] {
  const problems: string[] = [];
  if (!given.PUBLIC_URL) problems.push("Production needs PUBLIC_URL: the https address under which people reach the service.");
  else if (new URL(given.PUBLIC_URL).protocol !== "https:") problems.push("Production needs a PUBLIC_URL that begins with https.");
  if (!given.SMTP_URL) problems.push("Production needs SMTP_URL: the mail server that sends receipts, decisions and sign-in links.");
  if (!given.LADE_SECRET) problems.push("Production needs LADE_SECRET: at least 32 random characters, kept apart from the database.");
  if (given.TRUST_PROXY === undefined) problems.push("Production needs TRUST_PROXY: how many proxies stand in front of Lade, usually 1.");
  return problems;
}

/** The name to print and to link to: an interface that stands for all of them has no address of its own. */
function loopbackName(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}

/** The demonstration's own secret: made once, readable by its owner only. Whoever keeps the data keeps it too. */
function demonstrationSecret(dataDir: string): string {
  const file = join(dataDir, "secret");
  if (!existsSync(file)) {
    const whole = `${file}.${process.pid}`;
    try {
      writeFileSync(whole, randomBytes(48).toString("base64url"), { mode: 0o600 });
      // A link is made at once or not at all: of two starts at the same time both read the same secret.
      linkSync(whole, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw new Problem(`The demonstration's secret cannot be kept in ${dataDir} (${saying(error)}): make the folder writable, or give LADE_SECRET.`);
    } finally {
      rmSync(whole, { force: true });
    }
  }
  return readFileSync(file, "utf8");
}
