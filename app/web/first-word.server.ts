/**
 * Remix ranks and tries all routes of its build anew for each request, which with two hundred of them costs more than saving an answer.
 * It is given the few that begin with the request's own first word; a word that no route begins with is tried against all, as before.
 */
import type { ServerBuild } from "@remix-run/node";
import type { RequestHandler } from "express";

/** Makes one handler for each first word, when it is first asked for. */
export function byFirstWord(build: ServerBuild, make: (build: ServerBuild) => RequestHandler): RequestHandler {
  const words = new Set(Object.keys(build.routes).map((id) => firstWordOf(build, id)).filter((word) => word !== undefined && !isOpen(word)));
  const made = new Map<string, RequestHandler>();
  return (request, response, next) => {
    const asked = request.path.split("/", 2)[1] ?? "";
    const word = words.has(asked) ? asked : "*";
    const handler = made.get(word) ?? make(word === "*" ? build : only(build, word));
    made.set(word, handler);
    return handler(request, response, next);
  };
}

/** The build with the routes that an address with this first word can match. The list for the browser is cut too: pages are drawn from it. */
export function only(build: ServerBuild, word: string): ServerBuild {
  const kept = (id: string) => {
    const first = firstWordOf(build, id);
    return first === undefined || first === word || isOpen(first);
  };
  const cut = <T>(all: Record<string, T>): Record<string, T> => Object.fromEntries(Object.entries(all).filter(([id]) => kept(id)));
  return { ...build, routes: cut(build.routes), assets: { ...build.assets, routes: cut(build.assets.routes) } };
}

/** Of the outermost route under the root; undefined for the root, which is around every page. */
function firstWordOf({ routes }: ServerBuild, id: string): string | undefined {
  let route = routes[id];
  if (!route?.parentId) return undefined;
  while (route.parentId && routes[route.parentId]?.parentId) route = routes[route.parentId]!;
  return (route.path ?? "").split("/", 1)[0]!;
}

/** Begins with anything at all. */
const isOpen = (word: string): boolean => /[:*]/.test(word);
