/**
 * Finished public pages, kept as bytes. A page is fresh while the public version in the database and the minute on the clock are
 * those it was drawn under: the first makes every change visible at the next request in every process, the second turns
 * "open" into "closed" on time (rounds open and close on whole minutes).
 */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { Request, Response } from "express";
import { poolOf, type Database } from "#db/connection.ts";
import { together } from "./together.ts";

interface Kept {
  stamp: string;
  etag: string;
  bytes: Buffer;
  /** Made when somebody asks for it first: most pages that are drawn are seen once. */
  zipped?: Buffer;
}

const mostPages = 2_000;
const largestPage = 1_000_000;

/** Keeps a page that has been drawn, and says under which tag; one that is too long to be kept has none. */
export type Keeper = (html: string) => string | undefined;

export interface PublicCache {
  /** Answers from the cache and returns true, or returns the function that keeps what will be drawn. */
  answer(request: Request, response: Response): Promise<true | Keeper>;
}

export function publicCache(db: Database): PublicCache {
  const pages = new Map<string, Kept>();
  const pool = poolOf(db);
  const publicVersion = together(async () => {
    const { rows } = await pool.query<{ version: number }>("select version from public_version");
    return rows[0]!.version;
  });
  return {
    async answer(request, response) {
      const version = await publicVersion();
      const stamp = `${version}.${Math.floor(Date.now() / 60_000)}`;
      const key = request.originalUrl;
      const kept = pages.get(key);
      if (kept?.stamp === stamp) {
        send(request, response, kept);
        return true;
      }
      return (html) => {
        const bytes = Buffer.from(html);
        if (bytes.length > largestPage) return undefined;
        pages.delete(key);
        if (pages.size >= mostPages) pages.delete(pages.keys().next().value!);
        const etag = `W/"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`;
        pages.set(key, { stamp, bytes, etag });
        return etag;
      };
    },
  };
}

const takesGzip = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/;

function send(request: Request, response: Response, page: Kept): void {
  response.setHeader("ETag", page.etag);
  response.setHeader("Cache-Control", "public, no-cache");
  response.setHeader("Vary", "Accept-Encoding");
  response.setHeader("Content-Security-Policy", publicPagePolicy);
  if (request.headers["if-none-match"]?.split(/\s*,\s*/).includes(page.etag)) {
    response.status(304).end();
    return;
  }
  response.setHeader("Content-Type", "text/html; charset=utf-8");
  const zipped = takesGzip.test(request.headers["accept-encoding"] ?? "");
  const bytes = zipped ? (page.zipped ??= gzipSync(page.bytes)) : page.bytes;
  if (zipped) response.setHeader("Content-Encoding", "gzip");
  response.setHeader("Content-Length", bytes.length);
  response.status(200).end(request.method === "HEAD" ? undefined : bytes);
}

const basePolicy = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
export const publicPagePolicy = `${basePolicy}; script-src 'none'`;
/** Pages with script name the one value that allows it; `connect` is open to ourselves for saving in the background. */
export const scriptPagePolicy = (nonce: string): string => `${basePolicy}; script-src 'self' 'nonce-${nonce}'; connect-src 'self'`;
