/** The one list of job handlers, and the worker that runs them. Polling finds every job; LISTEN only makes it sooner. */
import { Logger, parseCrontab, run, runOnce, type Runner, type RunnerOptions, type TaskList } from "graphile-worker";
import { join } from "node:path";
import type pg from "pg";
import type { Database } from "#db/connection.ts";
import type { Config } from "./config.server.ts";
import { removeSpentBudgets } from "./domain/accounts/budgets.server.ts";
import { sendSignInLink } from "./domain/accounts/byLink.server.ts";
import { sendResetLink } from "./domain/accounts/change.server.ts";
import { removeOldLinks } from "./domain/accounts/links.server.ts";
import { removeOldChallenges } from "./domain/accounts/passkeys.server.ts";
import { removeExpiredSessions } from "./domain/accounts/sessions.server.ts";
import { removeOldSaves } from "./domain/applications/autosave.server.ts";
import { tellOfExtension } from "./domain/applications/extensions.server.ts";
import { remindOfDeadlines } from "./domain/applications/reminders.server.ts";
import { mendWork } from "./domain/assessment/list.server.ts";
import { lapseOffers, remindOfOffers } from "./domain/awards/lapse.server.ts";
import { sweepFiles } from "./domain/files/change.server.ts";
import { scanFile, scanWaiting } from "./domain/files/scan.server.ts";
import { clamd } from "./domain/files/scanner.server.ts";
import { diskStore } from "./domain/files/store.server.ts";
import type { JobName, JobPayloads } from "./domain/jobs/model.ts";
import type { Context } from "./domain/kernel/context.ts";
import { releaseDue } from "./domain/publications/release.server.ts";
import { sendMessage, smtpCarrier, type Carrier } from "./domain/messages/send.server.ts";

export interface JobsOptions {
  /** Only its address is used: the worker keeps connections of its own. */
  pool: pg.Pool;
  db: Database;
  config: Pick<Config, "mode" | "publicUrl" | "smtpUrl" | "secret" | "dataDir" | "clamd">;
  log: { info(message: string, facts?: Record<string, unknown>): void; error(message: string, facts?: Record<string, unknown>): void };
}

type Handlers = { [Name in JobName]: (payload: JobPayloads[Name]) => Promise<void> };

/** Every job and what it does. A job may be run again after it was done: each handler minds that. */
function handlers({ db, config }: JobsOptions, carrier: Carrier | undefined): Handlers {
  const files = diskStore(join(config.dataDir, "files"), { scanned: config.clamd !== undefined });
  const scanner = config.clamd && clamd(config.clamd);
  const context = (): Context => ({ db, actor: { kind: "system" }, now: new Date(), elapsed: () => 0, synthetic: config.mode === "demonstration", secret: config.secret });
  return {
    "send-message": ({ message_id }) => sendMessage(db, message_id, config.publicUrl.href, carrier),
    "send-reset-link": ({ email }) => sendResetLink(context(), email),
    "send-sign-in-link": (asked) => sendSignInLink(context(), asked),
    "release-publications": async () => void (await releaseDue(context())),
    "remove-expired": async () => {
      await removeExpiredSessions(db);
      await removeOldLinks(db);
      await removeOldChallenges(db);
      await removeSpentBudgets(db);
      await removeOldSaves({ db });
    },
    "sweep-files": async () => {
      await sweepFiles(db, files, new Date());
    },
    "lapse-offers": async () => {
      try {
        await lapseOffers(context());
      } finally {
        await remindOfOffers(context());
      }
    },
    "mend-list": () => mendWork(db),
    "remind-of-deadlines": async () => void (await remindOfDeadlines(context())),
    "tell-of-extension": ({ extension_id }) => tellOfExtension(context(), extension_id),
    "scan-file": ({ file_id }) => scanFile(context(), files, scanner, file_id),
    "scan-waiting": async () => void (await scanWaiting(context(), files, scanner)),
  };
}

const timetable = "17 * * * * remove-expired ?fill=2h\n41 3 * * * sweep-files ?fill=1d\n*/20 * * * * scan-waiting ?fill=1h\n*/15 * * * * remind-of-deadlines ?fill=1h\n23 * * * * lapse-offers ?fill=2h\n29 2 * * * mend-list ?fill=1d";

function workerOptions(options: JobsOptions, carrier: Carrier | undefined): RunnerOptions {
  const { log, pool } = options;
  return {
    connectionString: pool.options.connectionString!,
    maxPoolSize: 3,
    concurrency: 2,
    pollInterval: 1_000,
    noPreparedStatements: true,
    noHandleSignals: true,
    taskList: handlers(options, carrier) as TaskList,
    parsedCronItems: parseCrontab(timetable),
    // A handler's errors hold ids and codes, never addresses or words.
    logger: new Logger((scope) => (level, message) => {
      if (level === "error") log.error("job", { ...scope, message });
    }),
  };
}

const carrierFor = ({ config }: JobsOptions): Carrier | undefined => (config.smtpUrl ? smtpCarrier(config.smtpUrl, config.publicUrl.href) : undefined);

/**
 * Starts running jobs, and starts again when PostgreSQL went away and came back. Rejects when the queue cannot be reached at first.
 * `stop` lets jobs under way finish.
 */
export async function startJobs(options: JobsOptions): Promise<{ stop(): Promise<void> }> {
  const carrier = carrierFor(options);
  const stopping = new AbortController();
  let runner: Runner = await run(workerOptions(options, carrier));
  const over = keepRunning();
  return {
    async stop() {
      stopping.abort();
      await runner.stop().catch(() => undefined);
      await over;
      carrier?.close();
    },
  };

  async function keepRunning(): Promise<void> {
    for (let pause = 1_000; !stopping.signal.aborted; pause = Math.min(pause * 2, 30_000)) {
      const began = Date.now();
      await runner.promise.catch((error: unknown) => options.log.error("the worker stopped", { error: String(error) }));
      if (Date.now() - began > 60_000) pause = 1_000;
      await sleep(pause, stopping.signal);
      if (stopping.signal.aborted) return;
      try {
        runner = await run(workerOptions(options, carrier));
      } catch (error) {
        options.log.error("the worker could not start", { error: String(error) });
      }
    }
  }
}

/** Runs every job that is due, and those they cause, until none is left: for commands and tests. */
export async function runDueJobs(options: JobsOptions): Promise<void> {
  const carrier = carrierFor(options);
  try {
    await runOnce(workerOptions(options, carrier));
  } finally {
    carrier?.close();
  }
}

const sleep = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
