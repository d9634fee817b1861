/** Reads the explore page and its file, for anyone and for officials alike. */
import { json } from "@remix-run/node";
import { Readable } from "node:stream";
import type { Choices } from "#app/domain/figures/explore/choices.ts";
import { valuesOf } from "#app/domain/figures/explore/choices.ts";
import { exploredCsv, exploredCsvName } from "#app/domain/figures/explore/csv.ts";
import { dimensionCodes, type Audience, type ExploreCut } from "#app/domain/figures/explore/model.ts";
import { choicesForExploring, exploreNationally, explorePublicly } from "#app/domain/figures/explore/query.server.ts";
import { readCut } from "#app/domain/figures/explore/read.ts";
import { Invalid, WrongState } from "#app/domain/kernel/errors.ts";
import type { Download } from "#app/web/download.server.ts";
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

/** The same cut as a file. Throws Invalid, WrongState. */
export async function exploreFile(lade: Lade, url: URL, audience: Audience): Promise<Download> {
  const read = readCut(url.searchParams, audience);
  if ("problems" in read) throw new Invalid(read.problems);
  const answer = await ask(lade, audience, read.cut);
  const bytes = Buffer.from(exploredCsv(answer));
  return { name: exploredCsvName(answer), media_type: "text/csv; charset=utf-8; header=present", bytes: bytes.length, open: () => Promise.resolve(Readable.from([bytes])) };
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
