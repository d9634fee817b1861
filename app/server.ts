/** Serves the site: the wall, the files of the build, the public cache, then Remix; and runs the jobs. */
import { createRequestHandler } from "@remix-run/express";
import type { ServerBuild } from "@remix-run/node";
import compression from "compression";
import express from "express";
import type pg from "pg";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Database } from "#db/connection.ts";
import type { Config } from "./config.server.ts";
import { diskStore } from "./domain/files/store.server.ts";
import { startJobs } from "./jobs.ts";
import { isDatabaseAway } from "./web/database-away.server.ts";
import { byFirstWord } from "./web/first-word.server.ts";
import { publicCache, type Keeper, type PublicCache } from "./web/public-cache.server.ts";
import { isPublicPath } from "./web/public-pages.ts";
import { openScope, type Log, type Scope } from "./web/scope.server.ts";
import { headers, limits, sameOrigin } from "./web/wall.server.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

export interface ServerOptions {
  config: Config;
  db: Database;
  pool: pg.Pool;
  log: Log;
  /** Vite serves the sources instead of the build. */
  dev?: boolean;
}

/**
 * Listens on config.host and config.port (0: any free one).
 * @returns the port, and `close()`, which lets requests under way finish. Throws the system's EADDRINUSE or EACCES.
 */
export async function startServer(options: ServerOptions): Promise<{ port: number; close(): Promise<void> }> {
  const { config, log } = options;
  const jobs = await startJobs(options);
  const { app, stop } = await createApp(options);
  // Five minutes: a document of 10 MB over a telephone's connection takes longer than one.
  const server = createServer({ requestTimeout: 300_000, headersTimeout: 15_000, keepAliveTimeout: 10_000, maxHeaderSize: 16_384 }, app);
  try {
    await listen(server, config);
  } catch (error) {
    await Promise.all([jobs.stop(), stop()]);
    throw error;
  }
  log.info("listening", { host: config.host, port: (server.address() as AddressInfo).port });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 5_000).unref();
      });
      await Promise.all([jobs.stop(), stop()]);
    },
  };
}

/** The Express application without a port: what the tests of the wall drive too. */
export async function createApp({ config, db, log, dev = false }: ServerOptions) {
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", config.trustProxy);
  app.use(headers(config), limits, sameOrigin(config));
  // Before everything else: a page that is kept needs none of it.
  if (!dev) app.use(answerKept(publicCache(db)));

  const vite = dev ? await startVite() : undefined;
  if (vite) {
    // The development server's own styles and scripts are written into the page.
    app.use((_request, response, next) => (response.removeHeader("Content-Security-Policy"), next()));
    app.use(vite.middlewares);
  } else {
    const files = { redirect: false, index: false as const, dotfiles: "ignore" as const };
    app.use(compression());
    app.use("/assets", express.static(`${root}build/client/assets`, { ...files, immutable: true, maxAge: "1y", fallthrough: false }));
    app.use(express.static(`${root}build/client`, { ...files, maxAge: "1h" }));
  }

  const service = { db, config, files: diskStore(join(config.dataDir, "files"), { scanned: config.clamd !== undefined }), log };
  const scopes = new WeakMap<express.Request, Scope>();
  app.use((request, response, next) => {
    const scope = openScope(service, request, response);
    if (dev) scope.setHeader = (name, value) => name !== "Content-Security-Policy" && void response.setHeader(name, value);
    const keep = keepers.get(request);
    if (keep) scope.keep = keep;
    scopes.set(request, scope);
    next();
  });
  const serve = (build: ServerBuild | (() => Promise<ServerBuild>)) =>
    createRequestHandler({ build, mode: dev ? "development" : "production", getLoadContext: (request) => ({ scope: scopes.get(request)! }) });
  app.all(
    "*",
    vite
      ? serve(() => vite.ssrLoadModule("virtual:remix/server-build") as Promise<ServerBuild>)
      : byFirstWord((await import(pathToFileURL(`${root}build/server/index.js`).href)) as ServerBuild, serve),
  );

  app.use((error: unknown, request: express.Request, response: express.Response, next: express.NextFunction) => {
    if (response.headersSent) return next(error);
    const status = isDatabaseAway(error) ? 503 : typeof (error as { status?: unknown }).status === "number" ? (error as { status: number }).status : 500;
    const requestId = scopes.get(request)?.requestId ?? "";
    if (status >= 500) log.error("request failed", { request: requestId, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    if (status === 503) response.setHeader("Retry-After", "30");
    response.status(status).type("html").send(lastResort(status, requestId));
  });
  return { app, stop: async () => vite?.close() };
}

/** Who keeps the page that a request has drawn, where it is to be kept. */
const keepers = new WeakMap<express.Request, Keeper>();

/** Answers with a kept page; else remembers that what is drawn now is to be kept. */
function answerKept(pages: PublicCache): express.RequestHandler {
  return async (request, response, next) => {
    if (request.method === "POST" || !isPublicPath(request.path) || "_data" in request.query) return next();
    try {
      const answer = await pages.answer(request, response);
      if (answer === true) return;
      keepers.set(request, answer);
      next();
    } catch (error) {
      next(error);
    }
  };
}

/** Shown when even the error page can't be drawn. No script, no style, no detail. */
function lastResort(status: number, requestId: string): string {
  const [title, message] =
    status === 503
      ? ["Lade can't be reached just now", "We can't reach our records. Nothing you saved is lost. Try again in a minute."]
      : status === 404
        ? ["Page not found", "There is nothing at this address."]
        : ["Something went wrong on our side", `Nothing you saved is lost. If it happens again, tell us this code: ${requestId}`];
  return `<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title} – Lade</title></head><body><main><h1>${title}</h1><p>${message}</p><p><a href="/">Go to the start page</a></p></main></body></html>`;
}

async function startVite() {
  const { createServer: createViteServer } = await import("vite");
  return createViteServer({ configFile: `${root}remix.config.js`, server: { middlewareMode: true }, appType: "custom" });
}

function listen(server: Server, config: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(config.port, config.host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
