/** In a process of its own: the site as it is built, over the database that it is told. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Config } from "#app/config.server.ts";
import { quietLog } from "#app/log.server.ts";
import { startServer } from "#app/server.ts";
import { openPool, overPool } from "#db/connection.ts";
import { ordered } from "./child.ts";

const { order, listening } = await ordered();
const dataDir = mkdtempSync(join(tmpdir(), "lade-bench-"));
process.once("exit", () => rmSync(dataDir, { recursive: true, force: true }));
const pool = openPool(order.database!);
const publicUrl = new URL(order.site!);
const config: Config = { mode: "demonstration", port: 0, host: "127.0.0.1", publicUrl, dataDir, secret: order.secret!, trustProxy: 0, ownPostgres: false };
const { port } = await startServer({ config, pool, db: overPool(pool), log: quietLog });
listening(port);
