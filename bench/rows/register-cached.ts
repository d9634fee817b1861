/** Repeat views of the register: kept bytes and 304s against a bare server that keeps them too, and a change that shows at the next request. */
import { publicPagesChanged } from "#app/domain/audit/change.server.ts";
import { inTransaction } from "#app/domain/kernel/context.ts";
import type { Child } from "../child.ts";
import { Client, load } from "../client.ts";
import { described, inTurns } from "../measure.ts";
import type { Measured, Row } from "../row.ts";
import { benchSecret, type Ledger } from "../world.ts";

/** What many people look at: the first pages, and each area's. */
export const repeated = ["/awards", "/awards?page=2", ...["S12000036", "S12000049", "S12000033", "S12000017", "S12000047", "S12000042"].map((area) => `/awards?area=${area}`)];
const clients = 16;
/** At least 0.35 of the bare server's rate. */
const limit = 1 / 0.35;

export const registerCached: Row = {
  name: "register-cached",
  async measure(world) {
    const { fewer, rounds, effort } = world.sizes;
    const ledger = await world.ledger(fewer);
    const site = await world.site(ledger);
    const bare = await world.bare("cached", ledger, { from: site.origin });
    const requests = Math.ceil(6_000 * effort);
    const rate = (child: Child, etag?: string) => async () =>
      1 / (await load({ origin: child.origin, paths: etag ? ["/awards"] : repeated, clients, requests, ...(etag ? { headers: { "if-none-match": etag }, status: 304 } : {}) }));
    const whole = await inTurns(rounds, rate(site), rate(bare));
    const etag = /\r\netag: (.+)/i.exec((await once(site, "/awards")).head)![1]!;
    const unchanged = await inTurns(rounds, rate(site, etag), rate(bare, etag));
    const fresh = await changeShows(site, ledger);
    const perSecond = (seconds: readonly number[]) => described(seconds.map((one) => 1 / one), "a second");
    const worst = Math.max(whole.ratio, unchanged.ratio);
    const measured: Measured = {
      name: "register-cached", what: "a bare server's rate to ours, whole pages and 304s, the worse of both", ratio: worst, limit: Math.round(limit * 1_000) / 1_000, sound: fresh,
      details: [
        `whole pages ${whole.ratio.toFixed(3)}: ours ${perSecond(whole.ours)}, bare ${perSecond(whole.theirs)}`,
        `304 ${unchanged.ratio.toFixed(3)}: ours ${perSecond(unchanged.ours)}, bare ${perSecond(unchanged.theirs)}`,
        fresh ? "a change showed at the next request" : "A CHANGE DID NOT SHOW at the next request",
      ],
    };
    return [measured];
  },
};

async function once(child: Child, path: string) {
  const client = new Client(child.origin);
  try {
    return await client.get(path);
  } finally {
    client.close();
  }
}

/** Renames an award on the first page, and puts its name back. */
async function changeShows(site: Child, { db }: Ledger): Promise<boolean> {
  const context = { db, actor: { kind: "system" as const }, now: new Date(), elapsed: () => 0, synthetic: true, secret: benchSecret };
  const award = await db.selectFrom("award").select(["id", "title"]).where("counted", "=", true).orderBy("awarded_on", "desc").orderBy("id", "desc").limit(1).executeTakeFirstOrThrow();
  const name = (title: string) =>
    inTransaction(context, async (tx) => {
      await tx.db.updateTable("award").set({ title }).where("id", "=", award.id).execute();
      await publicPagesChanged(tx);
    });
  const shows = async (text: string) => (await once(site, "/awards")).body.includes(text);
  const before = await shows("Changed a moment ago");
  await name("Changed a moment ago");
  const after = await shows("Changed a moment ago");
  await name(award.title);
  return !before && after && !(await shows("Changed a moment ago"));
}
