// The one build configuration: Remix's Vite plugin does not look for this file, so it is the Vite configuration itself (npm scripts name it with --config).
import { vitePlugin as remix } from "@remix-run/dev";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vite";

/** A browser bundle that reaches the database or a server file stops the build, and the dev server refuses to serve such a file. */
const serverStaysOnTheServer = {
  name: "server-stays-on-the-server",
  enforce: "pre",
  load(id, options) {
    const file = id.split("?")[0];
    if (!options?.ssr && (/\/db\/[^?]*\.ts$/.test(file) || /\.server\.tsx?$/.test(file)) && !file.includes("/node_modules/"))
      throw new Error(`${file} would reach the browser`);
  },
};

/** Whether a page's route asks for React in the browser. Only such pages have any of their code there. */
const hasScript = (file) => existsSync(file) && /^export const handle = \{ script: true \}/m.test(readFileSync(file, "utf8"));
const clientRoute = "?__remix-build-client-route";

/** What no page loads is not built for the browser either: what is left is cut along the pages that have a script. */
const onlyPagesWithScript = {
  name: "only-pages-with-script",
  apply: "build",
  transform(_code, id) {
    const file = id.endsWith(clientRoute) ? id.slice(0, -clientRoute.length) : undefined;
    return file && !/\/app\/root\.tsx$/.test(file) && !hasScript(file) ? { code: "export {};", map: null } : undefined;
  },
};

/** Nobody walks from page to page by script here: a page's script hears of the routes that have one, and not of the other hundred. */
function tellOnlyOfScripts(folder) {
  const name = "window.__remixManifest=";
  for (const file of readdirSync(folder).filter((one) => /^manifest-.*\.js$/.test(one))) {
    const manifest = JSON.parse(readFileSync(join(folder, file), "utf8").slice(name.length, -1));
    manifest.routes = Object.fromEntries(Object.entries(manifest.routes).filter(([id]) => id === "root" || hasScript(`app/${id}.tsx`)));
    writeFileSync(join(folder, file), `${name}${JSON.stringify(manifest)};`);
  }
}

export default defineConfig({
  publicDir: "app/public",
  cacheDir: process.env.LADE_VITE_CACHE ?? "node_modules/.vite",
  build: { target: "es2022", assetsInlineLimit: 0, sourcemap: false },
  plugins: [
    serverStaysOnTheServer,
    remix({
      appDirectory: "app",
      buildEnd: ({ remixConfig }) => tellOnlyOfScripts(join(remixConfig.buildDirectory, "client", "assets")),
      // Single fetch and lazy route discovery stay off: in this version each lets an anonymous visitor stop the service.
      future: { v3_fetcherPersist: true, v3_relativeSplatPath: true, v3_throwAbortReason: true, v3_routeConfig: true, v3_singleFetch: false, v3_lazyRouteDiscovery: false },
    }),
    onlyPagesWithScript,
  ],
});
