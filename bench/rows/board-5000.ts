/**
 * The decision board of a pot with 500 applications and of one with 5,000, with sub-pots and every column of coverage: a page of the same
 * size side by side, a move of the line on the server, and a move as a person at a browser sees it.
 */
import { chromium } from "@playwright/test";
import { paths } from "#app/paths.ts";
import { findBrowser } from "#tests/support/browser.ts";
import type { Child } from "../child.ts";
import { described, inTurns, median } from "../measure.ts";
import { Person } from "../person.ts";
import { makePot, type BenchPot } from "../pot-world.ts";
import type { Row } from "../row.ts";

/** Times the same page of the small pot. */
const limit = 1.5;
/** Milliseconds that a move of the line takes at most, with 5,000 applications. */
const patience = { server: 100, browser: 200 };
const pagesAtATime = 5;

interface State {
  above: number;
  texts: Record<string, string>;
}

export const board5000: Row = {
  name: "board-5000",
  async measure(world) {
    const ledger = await world.ledger(1_000, "boards");
    world.tell("making pots of 500 and 5,000 applications");
    const [few, many] = [await makePot(ledger, { applications: 500, seed: 3, subPots: 4 }), await makePot(ledger, { applications: 5_000, seed: 4, subPots: 4 })];
    const site = await world.site(ledger);
    const rounds = Math.max(3, Math.ceil(world.sizes.rounds * 3 * world.sizes.effort));
    const pages = await inTurns(rounds, () => openPages(site, many), () => openPages(site, few));
    const moves = await moveOnServer(site, many, Math.max(10, Math.ceil(40 * world.sizes.effort)));
    const seen = await moveInBrowser(site, many, Math.max(8, Math.ceil(25 * world.sizes.effort)));
    const each = (taken: readonly number[]) => taken.map((one) => one / pagesAtATime);
    return [
      {
        name: "board-5000", what: "a page of the board with 5,000 applications, against one with 500", ratio: pages.ratio, limit,
        details: [`a page of 100 lines with 5,000: ${described(each(pages.ours), "ms")}`, `a page of 100 lines with 500: ${described(each(pages.theirs), "ms")}`],
      },
      {
        name: "board-5000-move", what: `a move of the line among 5,000 on the server, from the press to the last byte, against ${patience.server} ms`, ratio: median(moves.took) / patience.server, limit: 1, sound: moves.sound,
        details: [`${moves.took.length} moves: ${described(moves.took, "ms")}`, moves.sound ? "each answered with the money and the cover of its own line" : "a move was answered with another line than it asked for"],
      },
      {
        name: "board-5000-browser", what: `the same in a browser, from the key to the figures on the screen, against ${patience.browser} ms`, ratio: median(seen) / patience.browser, limit: 1,
        details: [`${seen.length} moves by the arrow key: ${described(seen, "ms")}`],
      },
    ];
  },
};

/** @returns milliseconds for all of them */
async function openPages({ origin }: Child, pot: BenchPot): Promise<number> {
  const person = new Person(origin, pot.chair.token);
  let took = 0;
  for (let page = 1; page <= pagesAtATime; page += 1) {
    const answer = await person.ask(paths.potBoard(pot.id, { page }));
    if (answer.status !== 200 || !answer.text.includes('id="board-rows"')) throw new Error(`The board was answered ${answer.status}`);
    took += answer.took;
  }
  person.leave();
  return took;
}

async function moveOnServer({ origin }: Child, pot: BenchPot, times: number): Promise<{ took: number[]; sound: boolean }> {
  const person = new Person(origin, pot.chair.token);
  const took: number[] = [];
  const remains = new Set<string>();
  let sound = true;
  for (let time = 0; time < times; time += 1) {
    const line = 100 + time * 17;
    const answer = await person.ask(paths.potBoardState(pot.id), { to: "set", line: String(line) });
    const state = JSON.parse(answer.text) as State;
    sound &&= answer.status === 200 && state.above === line;
    remains.add(state.texts.remains!);
    took.push(answer.took);
  }
  person.leave();
  return { took, sound: sound && remains.size > times / 2 };
}

/** From the key going down until the figure of what remains is another one. */
async function moveInBrowser({ origin }: Child, pot: BenchPot, times: number): Promise<number[]> {
  const { executablePath, args, env } = findBrowser();
  const browser = await chromium.launch({ executablePath, args, env: { ...process.env, ...env } as Record<string, string> });
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    await context.addCookies([{ name: "lade", value: pot.chair.token, url: origin }]);
    const page = await context.newPage();
    await page.goto(new URL(paths.potBoard(pot.id), origin).href);
    await page.locator("#board-grip[tabindex]").focus();
    const took: number[] = [];
    for (let time = 0; time < times; time += 1) took.push(await page.evaluate(pressAndWait));
    return took;
  } finally {
    await browser.close();
  }
}

/** Runs in the page. */
function pressAndWait(): Promise<number> {
  const figure = document.querySelector("[data-say=remains]")!;
  return new Promise((resolve) => {
    const from = performance.now();
    const watch = new MutationObserver(() => {
      watch.disconnect();
      requestAnimationFrame(() => resolve(performance.now() - from));
    });
    watch.observe(figure, { characterData: true, childList: true, subtree: true });
    document.getElementById("board-grip")!.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowUp", bubbles: true, cancelable: true }));
  });
}
