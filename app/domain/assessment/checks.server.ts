/** The only code that writes checks, and what was seen and agreed on the way. */
import { sql } from "kysely";
import { record } from "../audit/change.server.ts";
import { permit } from "../kernel/actor.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { Conflict, Invalid, WrongState } from "../kernel/errors.ts";
import { isId, newId } from "../kernel/ids.server.ts";
import { lockForActor } from "./change.server.ts";
import type { Assurances, AssuredPart } from "./checks-assurances.ts";
import { listChecklist } from "./checks-list.server.ts";
import type { CheckInput } from "./checks-model.ts";
import { accountHash } from "./hints.server.ts";
import { may } from "./policy.ts";

const now = sql<Date>`clock_timestamp()`;

async function lockToCheck(tx: TransactionContext, applicationId: string) {
  const { actor, application, standing } = await lockForActor(tx, applicationId);
  permit(may.administer(actor, standing));
  if (application.status === "withdrawn") throw new WrongState("The group withdrew this application, so there is nothing left to check");
  return { actor, application };
}

/**
 * Records the checks that differ from what is saved. Throws Conflict when a colleague answered one of these meanwhile: theirs
 * is never overwritten unseen. Throws Invalid for a check that is not on the pot's list.
 */
export async function recordChecks(context: Context, applicationId: string, input: readonly CheckInput[]): Promise<void> {
  await inTransaction(context, async (tx) => {
    await recordBoth(tx, applicationId, await writeChecks(tx, await lockToCheck(tx, applicationId), input), []);
  });
}

/**
 * Records what was seen and agreed. Of an account only its keyed hash is kept. An exception is taken only where the area agrees to any.
 * @throws Conflict where a colleague recorded one of these parts since the page was opened; Invalid by field
 */
export async function recordAssurances(context: Context, applicationId: string, input: Assurances): Promise<void> {
  await inTransaction(context, async (tx) => {
    await recordBoth(tx, applicationId, [], await writeAssurances(tx, await lockToCheck(tx, applicationId), input));
  });
}

/** Saves a whole page of checks, all of it or nothing. @throws as `recordChecks` and `recordAssurances` */
export async function saveChecks(context: Context, applicationId: string, checks: readonly CheckInput[], assurances: Assurances): Promise<void> {
  await inTransaction(context, async (tx) => {
    const locked = await lockToCheck(tx, applicationId);
    const written = await writeAssurances(tx, locked, assurances);
    await recordBoth(tx, applicationId, await writeChecks(tx, locked, checks), written);
  });
}

/** Everything is written by now: a release that runs meanwhile locks the same rows before it records. */
async function recordBoth(tx: TransactionContext, id: string, changed: readonly CheckInput[], written: readonly string[]): Promise<void> {
  if (written.length > 0) await record(tx, "application.assured", { type: "application", id }, { parts: [...written] });
  if (changed.length > 0) await record(tx, "application.checked", { type: "application", id }, { checks: Object.fromEntries(changed.map(({ code, outcome }) => [code, outcome])) });
}

type Locked = Awaited<ReturnType<typeof lockToCheck>>;

/** @returns the checks that differed */
async function writeChecks(tx: TransactionContext, { actor, application }: Locked, input: readonly CheckInput[]): Promise<CheckInput[]> {
  const saved = new Map((await tx.db.selectFrom("application_check").selectAll().where("application_id", "=", application.id).execute()).map((row) => [row.check_code, row]));
  const changed = input.filter(({ code, outcome, note }) => {
    const before = saved.get(code);
    return before ? before.outcome !== outcome || before.note !== note : outcome !== "to-do" || note !== "";
  });
  if (changed.length === 0) return [];
  const asked = new Set((await listChecklist(tx.db, application.pot_id)).map(({ code }) => code));
  const taken = changed.find(({ code }) => !asked.has(code));
  if (taken) throw new Invalid({ [`outcome-${taken.code}`]: "This check was taken off the list meanwhile. Open the page again" });
  const overtaken = changed.filter(({ code, seen }) => (saved.get(code)?.recorded_at.toISOString() ?? "") !== seen);
  if (overtaken.length > 0)
    throw new Conflict("A colleague answered some of these checks since you opened the page. Compare both and save again", {
      checks: overtaken.map(({ code }) => ({ code, outcome: saved.get(code)?.outcome ?? "to-do", note: saved.get(code)?.note ?? "" })),
    });
  for (const { code, outcome, note } of changed) {
    const values = { outcome, note, recorded_by: actor.id, recorded_at: now };
    await tx.db
      .insertInto("application_check")
      .values({ application_id: application.id, check_code: code, ...values })
      .onConflict((conflict) => conflict.columns(["application_id", "check_code"]).doUpdateSet(values))
      .execute();
  }
  return changed;
}

const tables = { exception: "income_exception", fair_work: "fair_work", subsidy: "subsidy_view", account: "account_seen" } as const;

/** @returns the parts that differed, as they are recorded */
async function writeAssurances(tx: TransactionContext, { actor, application }: Locked, input: Assurances): Promise<string[]> {
  const by = { application_id: application.id, recorded_by: actor.id, recorded_at: now };
  const written: string[] = [];
  if (input.exception !== undefined && (await differs(tx, application.id, "exception", input.exception, input.seen.exception))) {
    if (input.exception) await checkException(tx, application.pot_id, input.exception.agreed_on);
    await clear(tx, application.id, "exception");
    if (input.exception) await tx.db.insertInto("income_exception").values({ ...input.exception, ...by }).execute();
    written.push("exception");
  }
  if (input.fair_work !== undefined && (await differs(tx, application.id, "fair_work", input.fair_work, input.seen.fair_work))) {
    await clear(tx, application.id, "fair_work");
    if (input.fair_work) await tx.db.insertInto("fair_work").values({ ...input.fair_work, ...by }).execute();
    written.push("fair-work");
  }
  if (input.subsidy !== undefined && (await differs(tx, application.id, "subsidy", input.subsidy, input.seen.subsidy))) {
    await clear(tx, application.id, "subsidy");
    if (input.subsidy) await tx.db.insertInto("subsidy_view").values({ ...input.subsidy, ...by }).execute();
    written.push("subsidy");
  }
  const account = input.account && { account_hash: accountHash(tx.secret, input.account.sort_code, input.account.number) };
  if (account !== undefined && (await differs(tx, application.id, "account", account, input.seen.account))) {
    await clear(tx, application.id, "account");
    if (account) await tx.db.insertInto("account_seen").values({ ...account, ...by }).execute();
    written.push("account");
  }
  if (await changeFunding(tx, application.id, actor.id, input)) written.push("public-funding");
  return written;
}

/** Whether a part says something else than what is saved. Throws Conflict where what is saved is not what the page showed. */
async function differs(tx: TransactionContext, applicationId: string, part: AssuredPart, input: object | null, seen: string): Promise<boolean> {
  const saved: ({ recorded_at: Date } & Record<string, unknown>) | undefined = await tx.db.selectFrom(tables[part]).selectAll().where("application_id", "=", applicationId).forUpdate().executeTakeFirst();
  const same = input === null ? !saved : saved !== undefined && Object.entries(input).every(([name, value]) => saved[name] === value);
  if (same) return false;
  if ((saved?.recorded_at.toISOString() ?? "") !== seen) throw new Conflict("A colleague recorded some of this since you opened the page. Compare both and save again");
  return true;
}

const clear = (tx: TransactionContext, applicationId: string, part: AssuredPart) => tx.db.deleteFrom(tables[part]).where("application_id", "=", applicationId).execute();

async function checkException({ db }: TransactionContext, potId: string, agreed_on: string): Promise<void> {
  const { allowed, ahead } = await db
    .selectFrom("pot")
    .select(["income_exceptions as allowed", sql<boolean>`${agreed_on}::date > (clock_timestamp() at time zone 'Europe/London')::date`.as("ahead")])
    .where("id", "=", potId)
    .executeTakeFirstOrThrow();
  if (!allowed) throw new Invalid({ "exception.agreed_by": "This area agrees to no exceptions from its income limit. The checklist's page says so" });
  if (ahead) throw new Invalid({ "exception.agreed_on": "Enter the day on which it was agreed: this one lies ahead" });
}

async function changeFunding(tx: TransactionContext, application_id: string, personId: string, { funding, remove }: Assurances): Promise<boolean> {
  const ids = remove.filter(isId);
  const removed = ids.length === 0 ? undefined : await tx.db.updateTable("public_funding").set({ removed_by: personId, removed_at: now }).where("application_id", "=", application_id).where("id", "in", ids).where("removed_at", "is", null).executeTakeFirst();
  if (funding) await tx.db.insertInto("public_funding").values({ ...funding, id: newId(), application_id, recorded_by: personId }).execute();
  return funding !== undefined || (removed?.numUpdatedRows ?? 0n) > 0n;
}
