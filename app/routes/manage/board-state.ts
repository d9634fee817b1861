/**
 * What an open board asks every second, and where it sends the line: words and figures by key, or that nothing is new. The policy asks for
 * the second factor, as on the page.
 */
import type { BoardView } from "#app/domain/awards/board-view.server.ts";
import { boardIsSame, readBoardView } from "#app/domain/awards/board-view.server.ts";
import { readStamp } from "#app/domain/awards/board.server.ts";
import { may } from "#app/domain/awards/policy.ts";
import { moveLine } from "#app/domain/awards/scenario.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { text } from "#app/web/form.ts";
import { data, dataVerb, signedIn } from "#app/web/page.server.ts";
import { lineTo } from "../parts/board-line.ts";

const shown = ({ token, rows, at, words }: BoardView) => ({ token, rows, above: at.above, ...words });

export const loader = data(async ({ lade, params, url }) => {
  const person = signedIn(lade);
  const [pot, scenario] = [params.pot ?? "", url.searchParams.get("scenario")];
  if (await boardIsSame(lade.db, person, pot, scenario, url.searchParams.get("since") ?? "")) return { same: true };
  return shown(await readBoardView(lade.db, person, pot, scenario));
});

export const action = dataVerb(async ({ lade, params, form }) => {
  const person = signedIn(lade);
  const [pot, scenario] = [params.pot ?? "", text(form, "scenario") || null];
  permit(may.seeBoard(person, await readStamp(lade.db, pot)));
  await moveLine(lade, pot, scenario, lineTo(text(form, "to"), text(form, "line"), 0));
  return shown(await readBoardView(lade.db, person, pot, scenario));
});
