/** Reads the explore page and its file, for anyone and for officials alike. */
import { json } from "@remix-run/node";
import type { Choices } from "#app/domain/figures/explore/choices.ts";
import { valuesOf } from "#app/domain/figures/explore/choices.ts";
import { dimensionCodes, type Audience, type ExploreCut } from "#app/domain/figures/explore/model.ts";
import { choicesForExploring, exploreNationally, explorePublicly } from "#app/domain/figures/explore/query.server.ts";
import { readCut } from "#app/domain/figures/explore/read.ts";
import { exploredTable } from "#app/domain/figures/explore/table.ts";
import type { DataTable } from "#app/domain/figures/tables/model.ts";
import { Invalid, NotFound, WrongState } from "#app/domain/kernel/errors.ts";
import type { Lade } from "#app/web/page.server.ts";
import type { ExplorePage } from "./explore-view.tsx";

const ask = (lade: Lade, audience: Audience, cut: ExploreCut) =>
  audience === "public" ? explorePublicly(lade.db, cut, { now: lade.now }) : exploreNationally(lade.db, lade.actor, cut, { now: lade.now });

/** A question that can't be answered comes back with its messages (400; 409 where it takes too long) and what was asked. */
export async function readExplorePage(lade: Lade, url: URL, audience: Audience) {
  const asked = Object.fromEntries([...url.searchParams].filter(([, value]) => value.trim() !== ""));
  const read = readCut(url.searchParams, audience);
  try {
    if ("problems" in read) throw new Invalid(read.problems);
    const { choices, ...answer } = await ask(lade, audience, read.cut);
    return json<ExplorePage>({ asked, choices: forForm(choices, read.cut.filters.fund), answer, errors: null });
  } catch (error) {
    if (!(error instanceof Invalid) && !(error instanceof WrongState)) throw error;
    const errors = error instanceof Invalid ? error.fields : { "": error.message };
    return json<ExplorePage>({ asked, choices: forForm(await choicesForExploring(lade.db), asked.fund), answer: null, errors }, { status: error instanceof Invalid ? 400 : 409 });
  }
}

/** The same cut as a table to take away, and the form that the address asks for. Throws Invalid, WrongState, NotFound. */
export async function exploredFile(lade: Lade, url: URL, audience: Audience): Promise<{ tables: DataTable[]; format: string }> {
  const format = /\/explore\.(csv|csv-metadata\.json|xlsx|ods)$/.exec(url.pathname)?.[1];
  if (!format) throw new NotFound();
  const read = readCut(url.searchParams, audience);
  if ("problems" in read) throw new Invalid(read.problems);
  return { tables: [exploredTable(await ask(lade, audience, read.cut))], format };
}

/** What the form offers, and where the areas stand on the tile map. */
function forForm(choices: Choices, fund: string | undefined): ExplorePage["choices"] {
  const years = [...new Set(choices.rounds.map((round) => round.financial_year))].sort().map((code) => ({ code, title: code }));
  return {
    areas: choices.areas,
    rounds: choices.rounds.map(({ code, fund: of, financial_year, title, kind, lists }) => ({ code, fund: of, financial_year, title, kind, lists })),
    values: Object.fromEntries(dimensionCodes.map((dimension) => [dimension, dimension === "year" ? years : dimension === "band" && !fund ? [] : (valuesOf(choices, dimension, fund) ?? [])])),
  };
}
