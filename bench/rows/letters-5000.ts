/** The bulk preview of letters: a page of the same size in a pot of 500 applications and in one of 5,000, and the count of what blocks them. */
import { listLetters } from "#app/domain/awards/letters-read.server.ts";
import { draftLetters } from "#app/domain/awards/letters.server.ts";
import type { Context } from "#app/domain/kernel/context.ts";
import { paths } from "#app/paths.ts";
import { actorOf } from "#tests/support/factories.ts";
import type { Child } from "../child.ts";
import { described, inTurns, timed } from "../measure.ts";
import { Person } from "../person.ts";
import { makePot, type BenchPot } from "../pot-world.ts";
import type { Row } from "../row.ts";
import { benchSecret, type Ledger } from "../world.ts";

const few = 500;
const many = 5_000;
/** A page of the same size takes at most so many times as long. */
const limit = 1.5;

export const letters5000: Row = {
  name: "letters-5000",
  async measure(world) {
    const ledger = await world.ledger(1_000, "letters");
    const [small, large] = [await makePot(ledger, { applications: few, seed: 5, decided: true }), await makePot(ledger, { applications: many, seed: 6, decided: true })];
    const drafting = [await timed(() => draft(ledger, small)), await timed(() => draft(ledger, large))];
    const site = await world.site(ledger);
    const asks = Math.max(2, Math.ceil(30 * world.sizes.effort));
    const taken = await inTurns(world.sizes.rounds, () => turnPages(site, large, asks), () => turnPages(site, small, asks));
    const [letters, fewer] = [await lettersOf(ledger, large), await lettersOf(ledger, small)];
    return [
      {
        name: "letters-5000", what: `a page of 25 letters to preview, ${many} applications against ${few}`, ratio: taken.ratio, limit, sound: letters.shown === 25 && fewer.shown === 25 && letters.found > fewer.found * 8,
        details: [
          `${many} applications, ${letters.found} letters: ${described(taken.ours, "ms a page")}`,
          `${few} applications, ${fewer.found} letters: ${described(taken.theirs, "ms a page")}`,
          `drafting them all at once: ${drafting.map((time) => `${Math.round(time)} ms`).join(" and ")}`,
        ],
      },
    ];
  },
};

async function draft(ledger: Ledger, pot: BenchPot): Promise<void> {
  const context: Context = { db: ledger.db, actor: await actorOf(ledger.db, pot.administrator.id), now: new Date(), elapsed: () => 0, synthetic: true, secret: benchSecret };
  await draftLetters(context, pot.id);
}

/** Pages one after the other, from the first to the tenth and round again. @returns milliseconds for one */
async function turnPages({ origin }: Child, pot: BenchPot, asks: number): Promise<number> {
  const person = new Person(origin, pot.administrator.token);
  const took = await timed(async () => {
    for (let ask = 0; ask < asks; ask += 1) {
      const { status, text } = await person.ask(paths.potLetters(pot.id, { page: 1 + (ask % 10) }));
      if (status !== 200 || !text.includes("Read the letter")) throw new Error(`The page of letters was answered ${status}`);
    }
  });
  person.leave();
  return took / asks;
}

async function lettersOf({ db }: Ledger, pot: BenchPot): Promise<{ found: number; shown: number }> {
  const { found, letters } = await listLetters(db, pot.id, pot.administrator.id, { state: undefined, page: 2 });
  return { found, shown: letters.length };
}
