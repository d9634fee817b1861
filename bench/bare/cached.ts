/** A page that is kept: its bytes and its tag, sent while the record has not changed since. Who changes the record is asked for every time, as ours asks. */
import { serveBare } from "./serve.ts";

await serveBare(async (pool, { from }) => {
  const kept = new Map<string, { version: number; etag: string; bytes: Buffer }>();
  return async (request, response, url) => {
    const { rows } = await pool.query<{ version: number }>("select version from public_version");
    const { version } = rows[0]!;
    let page = kept.get(url.pathname + url.search);
    if (page?.version !== version) {
      const answer = await fetch(`${from}${url.pathname}${url.search}`);
      page = { version, etag: answer.headers.get("etag")!, bytes: Buffer.from(await answer.arrayBuffer()) };
      kept.set(url.pathname + url.search, page);
    }
    if (request.headers["if-none-match"] === page.etag) {
      response.writeHead(304, { ETag: page.etag, "Cache-Control": "public, no-cache" }).end();
      return;
    }
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8", "Content-Length": page.bytes.length, ETag: page.etag, "Cache-Control": "public, no-cache" }).end(page.bytes);
  };
});
