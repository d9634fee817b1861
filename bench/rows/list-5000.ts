/** The administrator's list of applications in a pot of 500 and in one of 5,000: a page of the same size, asked for in turns, by browsers that are signed in. */
import { listApplications } from "#app/domain/assessment/list.server.ts";
import { readFilters } from "#app/domain/assessment/list.ts";
import { paths } from "#app/paths.ts";
import type { Child } from "../child.ts";
import { described, inTurns, median, timed, type Turns } from "../measure.ts";
import { Person } from "../person.ts";
import { makePot, type BenchPot } from "../pot-world.ts";
import type { Row } from "../row.ts";
import type { Ledger } from "../world.ts";

/** Times the same page of the small pot. */
const limit = 1.5;
/** Milliseconds on the server, of a page of the large pot. */
const patience = 100;
/** What an administrator looks at: the list as it opens, what waits, in order of score, by name, searched, in the middle. */
const looks: readonly Record<string, string | number>[] = [{}, { by: "administrator" }, { sort: "score" }, { status: "in-assessment", sort: "amount" }, { sort: "name" }, { search: "rowan" }, { page: 5 }];

export const list5000: Row = {
  name: "list-5000",
  async measure(world) {
    const ledger = await world.ledger(1_000, "lists");
    world.tell("making pots of 500 and 5,000 applications");
    const [few, many] = [await makePot(ledger, { applications: 500, seed: 1, subPots: 4 }), await makePot(ledger, { applications: 5_000, seed: 2, subPots: 4 })];
    const site = await world.site(ledger);
    const rounds = Math.max(3, Math.ceil(world.sizes.rounds * 3 * world.sizes.effort));
    const pages = await inTurns(rounds, () => askAll(site, many), () => askAll(site, few));
    const server = await inTurns(rounds, () => readAll(ledger, many), () => readAll(ledger, few));
    const slowest = await slowestLook(ledger, many);
    const each = (taken: readonly number[]) => taken.map((one) => one / looks.length);
    const lines = (what: string, { ours, theirs }: Turns) => [`${what} with 5,000: ${described(each(ours), "ms")}`, `${what} with 500: ${described(each(theirs), "ms")}`];
    return [
      { name: "list-5000", what: "a page of 50 of 5,000 applications, against one of 500", ratio: pages.ratio, limit, details: [...lines("a page from the press to its last byte", pages), ...lines("its rows, counts and names on the server", server)] },
      {
        name: "list-5000-server", what: `the slowest of ${looks.length} looks at 5,000, against ${patience} ms`, ratio: slowest.took / patience, limit: 1,
        details: [`${JSON.stringify(slowest.look)}: ${slowest.took.toFixed(1)} ms; all of them: median ${median(each(server.ours)).toFixed(1)} ms`],
      },
    ];
  },
};

/** Every look once, one after the other. @returns milliseconds for all. Throws where an answer is no list */
async function askAll({ origin }: Child, pot: BenchPot): Promise<number> {
  const person = new Person(origin, pot.administrator.token);
  let took = 0;
  for (const look of looks) {
    const answer = await person.ask(paths.potApplications(pot.id, look));
    if (answer.status !== 200 || !answer.text.includes("Applications: ")) throw new Error(`${paths.potApplications(pot.id, look)} was answered ${answer.status}`);
    took += answer.took;
  }
  person.leave();
  return took;
}

const read = ({ db }: Ledger, pot: BenchPot, look: Record<string, string | number>) =>
  listApplications(db, pot.id, pot.administrator.id, readFilters(new URLSearchParams(Object.entries(look).map(([name, value]) => [name, String(value)]))), new Date());

const readAll = (ledger: Ledger, pot: BenchPot): Promise<number> => timed(async () => {
  for (const look of looks) await read(ledger, pot, look);
});

/** The look that takes longest: of each the median of five. */
async function slowestLook(ledger: Ledger, pot: BenchPot): Promise<{ look: Record<string, string | number>; took: number }> {
  const all = [];
  for (const look of looks) {
    const taken: number[] = [];
    for (let time = 0; time < 5; time += 1) taken.push(await timed(() => read(ledger, pot, look)));
    all.push({ look, took: median(taken) });
  }
  return all.sort((one, other) => other.took - one.took)[0]!;
}
