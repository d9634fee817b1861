/** What keeping the counts adds to making an award, changing its amount, and withdrawing it: each the whole change with its audit, with the counts and without. */
import { publicPagesChanged, record } from "#app/domain/audit/change.server.ts";
import { addToCounts, compareCounts } from "#app/domain/awards/counts.server.ts";
import { addEvent, lockAward, writeTags } from "#app/domain/awards/ledger.server.ts";
import { commitFromPot, lockPot } from "#app/domain/funds/change.server.ts";
import { inTransaction, type Context, type TransactionContext } from "#app/domain/kernel/context.ts";
import { newId, newReference } from "#app/domain/kernel/ids.server.ts";
import { described, inTurns, median, timed, type Turns } from "../measure.ts";
import type { Row } from "../row.ts";
import { benchSecret, type Ledger } from "../world.ts";

type Kind = "insert" | "change" | "withdrawal";
const kinds: readonly Kind[] = ["insert", "change", "withdrawal"];
const allocation = 9_000_000_000_000;

export const rollupUpkeep: Row = {
  name: "rollup-upkeep",
  async measure(world) {
    const { fewer, rounds, effort } = world.sizes;
    const ledger = await world.ledger(fewer, "changed");
    const times = Math.ceil(60 * effort);
    const context: Context = { db: ledger.db, actor: { kind: "system" }, now: new Date(), elapsed: () => 0, synthetic: true, secret: benchSecret };
    const place = await placeOf(ledger);
    const taken = new Map<Kind, Turns>();
    for (const kind of kinds) {
      const turn = (counted: boolean) => async () => {
        const ids = Array.from({ length: times }, () => newId());
        if (kind !== "insert") for (const id of ids) await inTransaction(context, (tx) => makeAward(tx, place, id, counted));
        const each: number[] = [];
        for (const id of ids) each.push(await timed(() => inTransaction(context, (tx) => changes[kind](tx, place, id, counted))));
        // What was left uncounted is counted now, so that the comparison at the end means something.
        if (!counted && kind !== "withdrawal") await inTransaction(context, ({ db }) => addToCounts(db, ids, 1));
        return median(each);
      };
      taken.set(kind, await inTurns(rounds, turn(true), turn(false)));
    }
    const differences = await compareCounts(ledger.db);
    const worst = kinds.reduce((one, other) => (taken.get(other)!.ratio > taken.get(one)!.ratio ? other : one));
    return [
      {
        name: "rollup-upkeep", what: `the worst of three, ${worst}, with the counts against without`, ratio: taken.get(worst)!.ratio, limit: 1.5, sound: differences.length === 0,
        details: [
          ...kinds.map((kind) => `${kind}: ${taken.get(kind)!.ratio.toFixed(3)}; with ${described(taken.get(kind)!.ours, "ms")}, without ${described(taken.get(kind)!.theirs, "ms")}`),
          differences.length === 0 ? "afterwards the counts agree with the awards" : `afterwards ${differences.length} counts differ: ${differences[0]}`,
        ],
      },
    ];
  },
};

interface Place {
  pot: string;
  /** Groups that get the awards, one after the other. */
  groups: string[];
}

/** A pot of the ledger, which from now on never runs out. */
async function placeOf({ db }: Ledger): Promise<Place> {
  const { pot, area_code } = await db.selectFrom("award").select(["pot_id as pot", "area_code"]).orderBy("id").limit(1).executeTakeFirstOrThrow();
  await db.updateTable("pot").set({ allocation_pence: allocation }).where("id", "=", pot).execute();
  const groups = await db.selectFrom("organisation").select("id").where("area_code", "=", area_code).orderBy("id").limit(500).execute();
  return { pot, groups: groups.map(({ id }) => id) };
}

const changes: Record<Kind, (tx: TransactionContext, place: Place, id: string, counted: boolean) => Promise<void>> = { insert: makeAward, change: reduceAward, withdrawal: withdrawAward };

const tags = {
  "focus-group": ["women", "older-people"], "priority-issue": ["social-isolation-and-loneliness"], "family-group": ["lone-parent-families"], "project-type": ["social"],
};
const day = "2022-02-01";

let made = 0;
async function makeAward(tx: TransactionContext, { pot: potId, groups }: Place, id: string, counted: boolean): Promise<void> {
  const pot = await lockPot(tx, potId);
  const at = new Date();
  await tx.db
    .insertInto("award")
    .values({
      id, reference: newReference("LG"), fund_id: pot.fund_id, round_id: pot.round_id, pot_id: potId, area_code: pot.area_code, organisation_id: groups[made++ % groups.length]!, title: "Soup and Company",
      amount_pence: 500_000, asked_pence: 500_000, status: "released", released_at: at, awarded_on: day, counted: true, synthetic: true,
    })
    .execute();
  await writeTags(tx, id, tags, pot.lists);
  await commitFromPot(tx, potId, 500_000);
  await addEvent(tx, { id, awarded_on: day, synthetic: true }, "made", { change_pence: 500_000 });
  await addEvent(tx, { id, awarded_on: day, synthetic: true }, "released");
  if (counted) await addToCounts(tx.db, [id], 1);
  await publicPagesChanged(tx);
  await record(tx, "award.released", { type: "award", id });
}

async function reduceAward(tx: TransactionContext, _place: Place, id: string, counted: boolean): Promise<void> {
  const { award } = await lockAward(tx, id);
  if (counted) await addToCounts(tx.db, [id], -1);
  await tx.db.updateTable("award").set({ amount_pence: award.amount_pence - 10_000, version: award.version + 1 }).where("id", "=", id).execute();
  if (counted) await addToCounts(tx.db, [id], 1);
  await commitFromPot(tx, award.pot_id, -10_000);
  await addEvent(tx, award, "reduced", { change_pence: -10_000, reason: "Measured" });
  await publicPagesChanged(tx);
  await record(tx, "award.reduced", { type: "award", id }, { change_pence: -10_000, amount_pence: award.amount_pence - 10_000 });
}

async function withdrawAward(tx: TransactionContext, _place: Place, id: string, counted: boolean): Promise<void> {
  const { award } = await lockAward(tx, id);
  if (counted) await addToCounts(tx.db, [id], -1);
  await tx.db
    .updateTable("award")
    .set({ status: "withdrawn", counted: false, withdrawn_at: new Date(), withdrawn_reason: "Measured", version: award.version + 1 })
    .where("id", "=", id)
    .execute();
  await commitFromPot(tx, award.pot_id, -award.amount_pence);
  await addEvent(tx, award, "withdrawn", { change_pence: -award.amount_pence, reason: "Measured" });
  await publicPagesChanged(tx);
  await record(tx, "award.withdrawn", { type: "award", id }, { change_pence: -award.amount_pence });
}
