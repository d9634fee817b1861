/** Servers in processes of their own: the built site and the bare ones. Each listens on a free port and ends with us. */
import { fork, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export interface Child {
  origin: string;
  /** Bytes of memory that the process holds now; 0 where the system does not say. */
  memory(): number;
  stop(): Promise<void>;
}

/** What a child needs to know, sent as its first message. */
export type Order = Readonly<Record<string, string>>;

/** Starts a file of this folder and waits until it says where it listens. Throws with what it said when it ends before. */
export async function startChild(file: string, order: Order): Promise<Child> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), {
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    env: { ...environment(), NODE_ENV: "production" } as NodeJS.ProcessEnv,
  });
  let said = "";
  child.stderr!.setEncoding("utf8").on("data", (text: string) => (said = `${said}${text}`.slice(-2_000)));
  const port = await new Promise<number>((resolve, reject) => {
    child.once("message", (message: { port: number }) => resolve(message.port));
    child.once("exit", (code) => reject(new Error(`${file} ended (${code}) before it listened: ${said}`)));
    child.send(order);
  });
  return {
    origin: `http://127.0.0.1:${port}`,
    memory: () => residentBytes(child),
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once("exit", () => resolve());
        child.kill("SIGTERM");
      }),
  };
}

/** The surroundings without what belongs to another Lade, such as its port. */
const environment = () => Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(PORT|HOST|PUBLIC_URL|LADE_.*|DATABASE_.*)$/.test(name)));

function residentBytes({ pid }: ChildProcess): number {
  try {
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1_024;
  } catch {
    return 0;
  }
}

/** In the child: what it is asked to be, and how it says where it listens. It ends when its parent does. */
export async function ordered(): Promise<{ order: Order; listening: (port: number) => void }> {
  process.once("disconnect", () => process.exit(0));
  process.once("SIGTERM", () => process.exit(0));
  const order = await new Promise<Order>((resolve) => process.once("message", (message) => resolve(message as Order)));
  return { order, listening: (port) => void process.send!({ port }) };
}
