/** The built site on a free port over a test database, and a client that keeps to what a browser would send. */
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSession } from "#app/domain/accounts/sessions.server.ts";
import { createApp } from "#app/server.ts";
import type { Config } from "#app/config.server.ts";
import { openPool, overPool } from "#db/connection.ts";
import { testDatabase, testSecret, type TestDatabase, type TestDatabaseOptions } from "./database.ts";

export interface Answer {
  status: number;
  headers: Record<string, string>;
  cookies: string[];
  text: string;
}

export interface Ask {
  /** The session token of who asks; nobody when left out. */
  token?: string | undefined;
  headers?: Record<string, string>;
  method?: string;
  /** Sent as a form. */
  form?: Record<string, string> | URLSearchParams;
  /** Sent as it is. */
  body?: string | Buffer;
}

export interface TestSite {
  database: TestDatabase;
  origin: string;
  /** Where this site keeps its files. */
  dataDir: string;
  /** What the service logged since it started. */
  logged: string[];
  ask(path: string, ask?: Ask): Promise<Answer>;
  /** A session of this person, the second factor passed unless said otherwise. */
  signIn(personId: string, options?: { secondFactor?: boolean }): Promise<string>;
  close(): Promise<void>;
}

export async function testSite(options: TestDatabaseOptions & { config?: Partial<Config> } = {}): Promise<TestSite> {
  const database = await testDatabase(options);
  const pool = openPool(database.url);
  const db = overPool(pool);
  const logged: string[] = [];
  const log = { info: (message: string, facts?: object) => void logged.push(`${message} ${JSON.stringify(facts ?? {})}`), error: (message: string, facts?: object) => void logged.push(`${message} ${JSON.stringify(facts ?? {})}`) };
  const dataDir = await mkdtemp(join(tmpdir(), "lade-site-"));
  const config: Config = { mode: "demonstration", port: 0, host: "127.0.0.1", publicUrl: new URL("http://127.0.0.1:1"), dataDir, secret: testSecret, trustProxy: 0, ownPostgres: false, ...options.config };
  const { app, stop } = await createApp({ config, db, pool, log });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  config.publicUrl = options.config?.publicUrl ?? new URL(origin);
  return {
    database,
    origin,
    dataDir,
    logged,
    ask: (path, ask = {}) => send(port, origin, path, ask),
    async signIn(personId, { secondFactor = true } = {}) {
      return (await openSession(db, { person_id: personId, device: "test", second_factor: secondFactor })).token;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await stop();
      await db.destroy();
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Not fetch: it refuses or rewrites some of the headers and methods that a hostile client sends. */
function send(port: number, origin: string, path: string, { token, headers = {}, method, form, body }: Ask): Promise<Answer> {
  const bytes = form ? Buffer.from(new URLSearchParams(form).toString()) : body === undefined ? undefined : Buffer.from(body);
  const sent: Record<string, string> = {
    ...(bytes ? { "content-type": "application/x-www-form-urlencoded", "content-length": String(bytes.length), origin, "sec-fetch-site": "same-origin" } : {}),
    ...(token ? { cookie: `lade=${token}` } : {}),
    ...headers,
  };
  for (const [name, value] of Object.entries(sent)) if (value === "") delete sent[name];
  return new Promise((resolve, reject) => {
    const request = httpRequest({ agent: false, host: "127.0.0.1", port, path, method: method ?? (bytes ? "POST" : "GET"), headers: sent }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)])),
          cookies: response.headers["set-cookie"] ?? [],
          text: Buffer.concat(chunks).toString("utf8"),
        }),
      );
    });
    request.on("error", reject);
    request.end(bytes);
  });
}
