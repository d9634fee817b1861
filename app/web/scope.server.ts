/** What one request carries from Express into Remix: made once, shared by the root and the page. */
import type { Request as ExpressRequest, Response as ExpressResponse } from "express";
import { randomBytes } from "node:crypto";
import type { Database } from "#db/connection.ts";
import type { Config } from "#app/config.server.ts";
import { readSession } from "#app/domain/accounts/sessions.server.ts";
import type { FileStore } from "#app/domain/files/store.server.ts";
import type { Keeper } from "./public-cache.server.ts";
import { isPublicPath } from "./public-pages.ts";
import { sessionFrom } from "./cookie.server.ts";

export type Identity = Awaited<ReturnType<typeof readSession>>;

export interface Log {
  info(message: string, facts?: Record<string, unknown>): void;
  error(message: string, facts?: Record<string, unknown>): void;
}

export interface Scope {
  db: Database;
  config: Config;
  files: FileStore;
  log: Log;
  requestId: string;
  /** The value that allows this response's own scripts. */
  nonce: string;
  startedAt: number;
  client: string;
  device: string;
  publicPage: boolean;
  /** Who is signed in; asked of the database at most once a request. */
  identity(): Promise<Identity>;
  /** Replaces a header of the response, where Remix would add a second one. */
  setHeader(name: string, value: string): void;
  addCookie(cookie: string): void;
  /** Waits until the client has taken what was written. Remix writes without waiting: a long answer waits by itself, chunk for chunk. */
  drained(): Promise<void>;
  /** Hands a finished public page to the cache, and says under which tag it is kept. Absent where the page is not cached. */
  keep?: Keeper;
}

declare module "@remix-run/node" {
  interface AppLoadContext {
    scope: Scope;
  }
}

export interface Service {
  db: Database;
  config: Config;
  files: FileStore;
  log: Log;
}

export function openScope({ db, config, files, log }: Service, request: ExpressRequest, response: ExpressResponse): Scope {
  let identity: Promise<Identity> | undefined;
  return {
    db,
    config,
    files,
    log,
    requestId: randomBytes(9).toString("base64url"),
    nonce: randomBytes(16).toString("base64"),
    startedAt: performance.now(),
    client: request.ip ?? "unknown",
    device: (request.get("user-agent") ?? "").slice(0, 200),
    publicPage: isPublicPath(request.path),
    identity: () => (identity ??= readIdentity(db, request)),
    setHeader: (name, value) => void response.setHeader(name, value),
    addCookie: (cookie) => void response.append("Set-Cookie", cookie),
    drained: () => drained(response),
  };
}

function drained(response: ExpressResponse): Promise<void> {
  if (!response.writableNeedDrain || response.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const settle = () => {
      response.off("drain", settle).off("close", settle);
      resolve();
    };
    response.on("drain", settle).on("close", settle);
  });
}

async function readIdentity(db: Database, request: ExpressRequest): Promise<Identity> {
  const token = sessionFrom(request.get("cookie"));
  return token ? readSession(db, token) : undefined;
}
