// The one build configuration: Remix's Vite plugin does not look for this file, so it is the Vite configuration itself (npm scripts name it with --config).
import { vitePlugin as remix } from "@remix-run/dev";
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

export default defineConfig({
  publicDir: "app/public",
  cacheDir: process.env.LADE_VITE_CACHE ?? "node_modules/.vite",
  build: { target: "es2022", assetsInlineLimit: 0, sourcemap: false },
  plugins: [
    serverStaysOnTheServer,
    remix({
      appDirectory: "app",
      // Single fetch and lazy route discovery stay off: in this version each lets an anonymous visitor stop the service.
      future: { v3_fetcherPersist: true, v3_relativeSplatPath: true, v3_throwAbortReason: true, v3_routeConfig: true, v3_singleFetch: false, v3_lazyRouteDiscovery: false },
    }),
  ],
});
