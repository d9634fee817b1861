/** What the bare servers share: node:http and pg, nothing else, and no more work than the answer needs. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";
import { ordered, type Order } from "../child.ts";

export type Handler = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void> | void;

/** Ten connections, as ours has; days as they are written, whole numbers as numbers. */
function pool(database: string): pg.Pool {
  const types = {
    getTypeParser: (oid: number, format?: "text" | "binary") =>
      oid === 20 || oid === 1700 ? (text: string) => Number(text) : oid === 1082 ? (text: string) => text : pg.types.getTypeParser(oid, format as "text"),
  };
  return new pg.Pool({ connectionString: database, max: 10, types });
}

export async function serveBare(make: (pool: pg.Pool, order: Order) => Handler | Promise<Handler>): Promise<void> {
  const { order, listening } = await ordered();
  const handle = await make(pool(order.database!), order);
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      await handle(request, response, new URL(request.url!, "http://bare"));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  };
  const server = createServer((request, response) => void answer(request, response));
  // As long as ours keeps a connection that nobody uses.
  server.keepAliveTimeout = 10_000;
  server.listen(0, "127.0.0.1", () => listening((server.address() as AddressInfo).port));
}

export const html = (text: string): string => text.replace(/[&<>"']/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;" })[sign]!);
