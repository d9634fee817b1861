/** Once per run: the server, and the name that the databases of this run bear; at the end they are dropped. */
import { randomBytes } from "node:crypto";
import type { TestProject } from "vitest/node";
import { dropDatabases } from "./drop.ts";
import { openTestServer } from "./server.ts";

export interface TestRun {
  /** "lade_test_<name>_": every database of this run begins so. */
  prefix: string;
  owner: string;
  app: string;
  superuser: string;
}

declare module "vitest" {
  export interface ProvidedContext {
    run: TestRun;
  }
}

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const server = await openTestServer();
  const prefix = `lade_test_${Date.now().toString(36)}${randomBytes(3).toString("hex")}_`;
  const { maintenance } = server;
  project.provide("run", { prefix, owner: server.ownerUrl(maintenance), app: server.appUrl(maintenance), superuser: server.superuserUrl(maintenance) });
  return async () => {
    await dropDatabases(server.superuserUrl(maintenance), prefix);
    await server.leave();
  };
}
