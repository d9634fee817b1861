/** Cut down to the routes of an address's first word, the build still finds for every address the route that the whole build finds. */
import { matchRoutes, type AgnosticRouteObject } from "@remix-run/router";
import type { ServerBuild } from "@remix-run/node";
import type { Request as ExpressRequest, RequestHandler, Response as ExpressResponse } from "express";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { byFirstWord, only } from "#app/web/first-word.server.ts";
import { table, type World } from "./access-table.ts";

const build = (await import(`${fileURLToPath(new URL("../..", import.meta.url))}build/server/index.js`)) as ServerBuild;

const tree = ({ routes }: ServerBuild, parent?: string): AgnosticRouteObject[] =>
  Object.values(routes)
    .filter((route) => route!.parentId === parent)
    .map((route) => (route!.index ? { id: route!.id, index: true, path: route!.path } : { id: route!.id, path: route!.path, children: tree({ routes } as ServerBuild, route!.id) }) as AgnosticRouteObject);
const found = (one: ServerBuild, path: string) => matchRoutes(tree(one), path)?.map(({ route }) => route.id);

/** Every key of the world as a word of its own. */
const world = new Proxy({}, { get: (_all, name) => (name === "award" ? { id: "award", reference: "LG-REF" } : String(name)) }) as World;
const addresses = [
  ...Object.values(table).map((entry) => new URL(entry.at(world), "http://x").pathname),
  "/", "/nothing", "/nothing/at/all", "/awards/a/b/c", "/Awards", "/%61wards", "/applications", "/applications/x/", "//awards", "/awards.csv", "/robots.txt/", "/constructor", "/__proto__/x",
];

test.each([...new Set(addresses)])("%s", (path) => {
  const asked: ServerBuild[] = [];
  const handler = byFirstWord(build, (given) => ((asked.push(given), (() => undefined) as unknown as RequestHandler)));
  for (let times = 0; times < 2; times += 1) void handler({ path } as ExpressRequest, {} as ExpressResponse, () => undefined);
  // Made once, and asked again for the second request.
  expect(asked).toHaveLength(1);
  expect(found(asked[0]!, path)).toEqual(found(build, path));
});

test("an address of a group is tried against far fewer routes than there are, the list for the browser the same", () => {
  const cut = only(build, "applications");
  expect(Object.keys(cut.routes).length).toBeLessThan(Object.keys(build.routes).length / 3);
  expect(Object.keys(cut.assets.routes).sort()).toEqual(Object.keys(cut.routes).sort());
  expect(cut.routes["root"]).toBe(build.routes["root"]);
});
