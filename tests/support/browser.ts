/** A Chromium for the journeys, wherever this machine has one. */
import { chromium } from "@playwright/test";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Browser {
  executablePath: string;
  args: string[];
  /** Where a browser that came in a package finds its libraries and fonts. */
  env: Record<string, string>;
}

const args = [
  "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
];
const remembered = "LADE_TEST_BROWSER";

/**
 * Looks in this order: $CHROMIUM, Playwright's own, the system's, the one inside @sparticuz/chromium; on Debian as root, where none
 * of them runs, it installs the system's. Remembers what it found for the processes it starts. Throws when there is none.
 */
export function findBrowser(): Browser {
  const known = process.env[remembered];
  if (known) return JSON.parse(known) as Browser;
  const found = installed().find(runs) ?? packed() ?? installedNow();
  if (!found) throw new Error("No Chromium was found: install one, or name it in CHROMIUM.");
  process.env[remembered] = JSON.stringify(found);
  return found;
}

const at = (executablePath: string, env: Record<string, string> = {}): Browser => ({ executablePath, args, env });

function installed(): Browser[] {
  const places = [
    process.env.CHROMIUM, chromium.executablePath(), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  ];
  return places.filter((place) => place !== undefined && existsSync(place)).map((place) => at(place!));
}

function runs({ executablePath, env }: Browser): boolean {
  if (process.platform === "win32") return true;
  return spawnSync(executablePath, ["--version", "--no-sandbox"], { env: { ...process.env, ...env }, timeout: 30_000 }).status === 0;
}

/** The Chromium inside a package: unpacked by a process of its own, because the package changes the environment it runs in. */
function packed(): Browser | undefined {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined;
  const folder = fileURLToPath(new URL("../../.lade/chromium", import.meta.url));
  mkdirSync(folder, { recursive: true });
  const script = 'const { default: packed } = await import("@sparticuz/chromium"); process.stdout.write(await packed.executablePath());';
  // The name of a cloud's runtime makes the package unpack the libraries that a bare system lacks.
  const env = { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs20.x" };
  const { status, stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", script], { cwd: fileURLToPath(new URL("../..", import.meta.url)), env, encoding: "utf8", timeout: 120_000 });
  const libraries = [join(folder, "al2023", "lib"), process.env.LD_LIBRARY_PATH].filter(Boolean).join(":");
  const browser = at(stdout.trim(), { LD_LIBRARY_PATH: libraries, FONTCONFIG_PATH: join(folder, "fonts"), TMPDIR: folder });
  return status === 0 && runs(browser) ? browser : undefined;
}

function installedNow(): Browser | undefined {
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return undefined;
  try {
    execFileSync("apt-get", ["update"], { stdio: "ignore" });
    execFileSync("apt-get", ["install", "-y", "--no-install-recommends", "chromium", "fonts-liberation"], { stdio: "ignore", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
  } catch {
    return undefined;
  }
  return installed().find(runs);
}
