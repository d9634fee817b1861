/** Draws a page as one finished document: cheaper than a stream, and a public page can be kept. */
import type { AppLoadContext, EntryContext } from "@remix-run/node";
import { isRouteErrorResponse, RemixServer } from "@remix-run/react";
import { renderToString } from "react-dom/server";
import { NonceContext } from "#app/web/nonce.ts";
import { publicPagePolicy, scriptPagePolicy } from "#app/web/public-cache.server.ts";

export default function handleRequest(request: Request, suggested: number, headers: Headers, remixContext: EntryContext, { scope }: AppLoadContext): Response {
  // A form that was refused on a page that may not be read is answered as the page is: 404 or 403, not 422.
  const refusal = Object.values(remixContext.staticHandlerContext.errors ?? {}).find(isRouteErrorResponse);
  const status = refusal?.status ?? suggested;
  const html = `<!doctype html>${renderToString(
    <NonceContext.Provider value={scope.nonce}>
      <RemixServer context={remixContext} url={request.url} />
    </NonceContext.Provider>,
  )}`;
  scope.setHeader("Content-Security-Policy", scope.publicPage ? publicPagePolicy : scriptPagePolicy(scope.nonce));
  if (scope.publicPage && status === 200) {
    scope.setHeader("Cache-Control", "public, no-cache");
    const etag = scope.keep?.(html);
    if (etag) scope.setHeader("ETag", etag);
  }
  headers.set("Content-Type", "text/html; charset=utf-8");
  return new Response(html, { status, headers });
}

/** Remix logs every error here, aborted requests included; ours are logged where they are turned into answers. */
export function handleError(error: unknown, { request, context }: { request: Request; context: AppLoadContext }): void {
  if (request.signal.aborted) return;
  context.scope.log.error("error while drawing a page", { request: context.scope.requestId, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}
