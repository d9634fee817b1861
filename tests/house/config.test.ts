import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ConfigError, readConfig } from "#app/config.server.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lade-config-"));
  chmodSync(folder, 0o711);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (env: Record<string, string>) => readConfig({ LADE_DATA_DIR: join(folder, "data"), ...env });
function problems(env: Record<string, string>): readonly string[] {
  try {
    read(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

const database = "postgresql://lade_app:a-secret@db.example:5432/lade";
const production = {
  LADE_MODE: "production",
  PUBLIC_URL: "https://lade.example",
  SMTP_URL: "smtps://lade:secret@mail.example:465",
  LADE_SECRET: "0123456789abcdef0123456789abcdef",
  TRUST_PROXY: "1",
  DATABASE_URL: database,
};

test("the scanner's address is a socket's path or a port, and anything else is refused before the start", () => {
  expect(read({}).clamd).toBeUndefined();
  expect(read({ LADE_CLAMD: "/run/clamav/clamd.ctl" }).clamd).toEqual({ path: "/run/clamav/clamd.ctl" });
  expect(read({ LADE_CLAMD: "tcp://127.0.0.1:3310" }).clamd).toEqual({ host: "127.0.0.1", port: 3310 });
  expect(read({ LADE_CLAMD: "tcp://[::1]:3310" }).clamd).toEqual({ host: "::1", port: 3310 });
  for (const wrong of ["clamd", "127.0.0.1:3310", "tcp://127.0.0.1", "http://127.0.0.1:3310", "tcp://user@host:3310", "tcp://host:3310/x"]) expect(problems({ LADE_CLAMD: wrong }), wrong).toEqual([expect.stringContaining("LADE_CLAMD")]);
});

test("with nothing said it is the demonstration, on our own PostgreSQL, for this machine only", () => {
  const config = read({});
  expect(config).toMatchObject({ mode: "demonstration", port: 3000, host: "127.0.0.1", ownPostgres: true, trustProxy: 0 });
  expect(config.publicUrl.origin).toBe("http://127.0.0.1:3000");
  expect(config.databaseUrl).toBeUndefined();
});

test("the demonstration's secret is made once, kept, and readable by nobody else", () => {
  const { secret } = read({});
  expect(secret.length).toBeGreaterThanOrEqual(64);
  expect(read({}).secret).toBe(secret);
  expect(readFileSync(join(folder, "data", "secret"), "utf8")).toBe(secret);
  if (process.platform !== "win32") expect(statSync(join(folder, "data", "secret")).mode & 0o777).toBe(0o600);
  expect(read({ LADE_DATA_DIR: join(folder, "other") }).secret).not.toBe(secret);
});

test("accounts with known passwords never appear where others could reach them unasked: the mode must be named", () => {
  for (const env of [{ HOST: "0.0.0.0" }, { HOST: "192.168.1.5" }, { PUBLIC_URL: "https://lade.example" }, { DATABASE_URL: database }] as Record<string, string>[]) {
    const found = problems(env);
    expect(found, JSON.stringify(env)).toHaveLength(1);
    expect(found[0]).toContain("LADE_MODE must be named");
    expect(problems({ ...env, LADE_MODE: "demonstration" })).toEqual([]);
  }
  for (const env of [{ HOST: "localhost" }, { HOST: "::1" }, { PUBLIC_URL: "http://localhost:3000" }] as Record<string, string>[]) expect(problems(env), JSON.stringify(env)).toEqual([]);
});

test("production does not start without https, mail, a secret and the number of proxies: one sentence each", () => {
  expect(problems(production)).toEqual([]);
  for (const name of ["PUBLIC_URL", "SMTP_URL", "LADE_SECRET", "TRUST_PROXY"] as const) {
    const { [name]: _, ...rest } = production;
    const found = problems(rest);
    expect(found, name).toHaveLength(1);
    expect(found[0]).toContain(name);
  }
  expect(problems({ LADE_MODE: "production" })).toHaveLength(4);
  expect(problems({ ...production, PUBLIC_URL: "http://lade.example" })).toEqual(["Production needs a PUBLIC_URL that begins with https."]);
});

test("every mistake is told at once, each in one sentence that names the setting and no secret", () => {
  const found = problems({
    PORT: "eighty", HOST: "a host", LADE_MODE: "live", PUBLIC_URL: "lade.example/path", SMTP_URL: "mail.example", LADE_SECRET: "too short a s3cr3t",
    TRUST_PROXY: "yes", DATABASE_URL: "mysql://root:hunter2@db/lade", DATABASE_OWNER_URL: "postgresql://owner:hunter2@db",
  });
  for (const name of ["PORT", "HOST", "LADE_MODE", "PUBLIC_URL", "SMTP_URL", "LADE_SECRET", "TRUST_PROXY", "DATABASE_URL", "DATABASE_OWNER_URL"])
    expect(found.filter((sentence) => sentence.includes(`${name} `)), name).not.toHaveLength(0);
  for (const sentence of found) {
    expect(sentence).toMatch(/^[^\n]+\.$/);
    expect(sentence).not.toMatch(/hunter2|s3cr3t/);
  }
});

test.each(["0", "65536", "-1", "3000.5", "0x50", "99999999"])("port %s is refused", (PORT) => {
  expect(problems({ PORT })).toEqual(["PORT is not a number from 1 to 65535."]);
});

test("an address of the owner alone would leave the application without one", () => {
  expect(problems({ LADE_MODE: "demonstration", DATABASE_OWNER_URL: database })[0]).toContain("DATABASE_OWNER_URL is given without DATABASE_URL");
});

test("a setting that is empty or blank is as if it were not there", () => {
  expect(read({ PORT: "", HOST: " ", LADE_MODE: "", DATABASE_URL: "" })).toMatchObject({ port: 3000, mode: "demonstration", ownPostgres: true });
});

test("a data folder that cannot be made is explained in one sentence", () => {
  expect(() => read({ LADE_DATA_DIR: "/etc/passwd/lade" })).toThrow("/etc/passwd is a file where a data folder is wanted: name another with LADE_DATA_DIR.");
  expect(() => read({ LADE_DATA_DIR: "/proc/lade" })).toThrow(/^The data folder \/proc\/lade cannot be (made|written) \([^\n]+\): make it writable, or name another with LADE_DATA_DIR\.$/);
});
