/** Answers for anyone and any program: kept by caches until the public record changes, readable from other sites, long ones streamed. */
import { createHash } from "node:crypto";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { TooManyReaders, type Chunks } from "#app/domain/opendata/snapshot.server.ts";
import type { Lade } from "./page.server.ts";

export interface OpenHeaders {
  "Content-Type": string;
  "Content-Disposition"?: string;
  Link?: string;
  Vary?: string;
}
/** How long a reader may take nothing at all before its connection to the database is given to others. */
const longestStall = 30_000;

/** `public, no-cache`: kept, and asked after each time. */
function openToAll({ setHeader }: Lade, etag: string, more = ""): void {
  setHeader("Cache-Control", `public, no-cache${more}`);
  setHeader("Cross-Origin-Resource-Policy", "cross-origin");
  setHeader("Access-Control-Allow-Origin", "*");
  setHeader("ETag", etag);
}
const isKnown = (request: Request, etag: string): boolean => (request.headers.get("if-none-match") ?? "").split(/\s*,\s*/).some((known) => known === etag || known === "*");
const unchanged = (): Response => new Response(null, { status: 304 });

/** A short answer, its tag made from its bytes. */
export function openAnswer(lade: Lade, body: string | Uint8Array<ArrayBuffer>, headers: OpenHeaders): Response {
  const etag = `W/"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
  openToAll(lade, etag);
  if (isKnown(lade.request, etag)) return unchanged();
  return new Response(lade.request.method === "HEAD" ? null : body, { headers: { ...headers } });
}

/**
 * A long answer as it is made, no faster than its reader takes it. Nothing is opened for HEAD, nor where the reader has it already.
 * @param tag changes when the bytes may have changed
 */
export async function openStream(lade: Lade, tag: string, headers: OpenHeaders, open: () => Promise<Chunks>): Promise<Response> {
  const etag = `W/"${tag}"`;
  // no-transform: compression on the way would keep what the reader has not taken yet in memory.
  const prepare = () => openToAll(lade, etag, ", no-transform");
  if (isKnown(lade.request, etag)) {
    prepare();
    return unchanged();
  }
  const zipped = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(lade.request.headers.get("accept-encoding") ?? "");
  const sent = { ...headers, Vary: [headers.Vary, "Accept-Encoding"].filter(Boolean).join(", "), ...(zipped ? { "Content-Encoding": "gzip" } : {}) };
  if (lade.request.method === "HEAD") {
    prepare();
    return new Response(null, { headers: sent });
  }
  try {
    const source = await open();
    prepare();
    return new Response(paced(lade, source, zipped ? gzipped(source) : source[Symbol.asyncIterator]()), { headers: sent });
  } catch (error) {
    if (!(error instanceof TooManyReaders)) throw error;
    const body = { type: "about:blank", title: "Busy", status: 503, detail: `${error.message}. Try again in half a minute.` };
    return new Response(JSON.stringify(body), { status: 503, headers: { "Content-Type": "application/problem+json; charset=utf-8", "Retry-After": "30" } });
  }
}

/** The chunks at the reader's pace; their source is given up when the reader goes away or takes nothing for too long. */
function paced(lade: Lade, source: Chunks, chunks: AsyncIterator<Uint8Array>): ReadableStream<Uint8Array> {
  const { signal } = lade.request;
  const giveUp = () => void source.return().catch(() => undefined);
  signal.addEventListener("abort", giveUp, { once: true });
  return new ReadableStream(
    {
      async pull(controller) {
        if (!(await inTime(lade.drained()))) {
          giveUp();
          controller.error(new Error("The reader stopped reading"));
          return;
        }
        const { done, value } = signal.aborted ? { done: true, value: undefined } : await chunks.next();
        if (!done && value) return controller.enqueue(value);
        signal.removeEventListener("abort", giveUp);
        controller.close();
      },
      cancel: giveUp,
    },
    { highWaterMark: 0 },
  );
}

function inTime(wait: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), longestStall);
  });
  return Promise.race([wait.then(() => true), late]).finally(() => clearTimeout(timer));
}

async function* gzipped(source: Chunks): AsyncGenerator<Uint8Array> {
  const zip = createGzip();
  const poured = pipeline(source, zip);
  poured.catch(() => undefined);
  yield* zip as AsyncIterable<Uint8Array>;
  await poured;
}

export const inFile = (name: string): string => `attachment; filename="${name}"`;
