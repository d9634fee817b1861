/** `npm start` and, with --dev, `npm run dev`: makes the clone ready, then serves, in this same process. */
import { prepare, root, stop } from "./prepare.mjs";

const dev = process.argv.includes("--dev");
process.chdir(root);
prepare({ build: !dev });
process.env.NODE_ENV = dev ? "development" : "production";
try {
  await import("tsx");
  const { serve } = await import("./serve.ts");
  await serve({ dev });
} catch (error) {
  stop(`Lade could not start: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`);
}
