/** Answers with a file's bytes, so that a browser saves them and never shows or runs them as a page of ours. */
import { createReadableStreamFromReadable, type LoaderFunctionArgs } from "@remix-run/node";
import type { Readable } from "node:stream";
import { page, type Asked, type ProblemData } from "./page.server.ts";

export interface Download {
  name: string;
  media_type: string;
  bytes: number;
  /** Asked for last, so that no file is opened for an answer that fails. */
  open(): Promise<Readable>;
}

/** A resource route that sends a file as an attachment. Where there is none it says why in a plain line. */
export function download(find: (asked: Asked) => Promise<Download>) {
  const read = page(async (asked) => {
    const { open, ...file } = await find(asked);
    const stream = asked.request.method === "HEAD" ? undefined : createReadableStreamFromReadable(await open());
    return { ...file, stream };
  });
  return async (args: LoaderFunctionArgs): Promise<Response> => {
    // The wall's other headers hold here as they are: nosniff, no-store, the same origin only.
    args.context.scope.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox");
    try {
      const { name, media_type, bytes, stream } = await read(args);
      return new Response(stream ?? null, { headers: { "Content-Type": media_type, "Content-Length": String(bytes), "Content-Disposition": attachment(name) } });
    } catch (refused) {
      if (!(refused instanceof Response) || refused.status < 400) throw refused;
      const { message } = (await refused.json()) as ProblemData;
      return new Response(`${message.replace(/\.?$/, ".")}\n`, { status: refused.status, headers: { "Content-Type": "text/plain; charset=utf-8" } });
    }
  };
}

/** RFC 6266: the name for old readers in plain ASCII, and whole in RFC 8187's writing. Nothing of it can end the header or its quotes. */
export function attachment(name: string): string {
  const plain = name.normalize("NFKD").replace(/[^\x20-\x7e]/g, "").replace(/["\\%;]/g, "_").trim() || "document";
  const whole = encodeURIComponent(name.toWellFormed()).replace(/['()*!]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`;
}
