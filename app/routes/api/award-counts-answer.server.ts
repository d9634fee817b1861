/** The award counts in the form that was asked for: JSON or CSV, at one address. */
import type { Kysely } from "kysely";
import { awardCountsCsv, csvName } from "#app/domain/figures/award-counts-csv.ts";
import { awardCounts } from "#app/domain/figures/award-counts.server.ts";
import { parseAwardCountsQuery } from "#app/domain/figures/model.ts";
import { paths } from "#app/paths.ts";
import type { DB } from "#db/types.ts";

/** The same address answers in two forms; the wall says that neither is kept. */
const vary = { Vary: "Accept" };

export async function awardCountsAnswer(db: Kysely<DB>, url: URL, now: Date, form: "json" | "csv"): Promise<Response> {
  const query = parseAwardCountsQuery(url.searchParams);
  const answer = await awardCounts(db, query, now);
  if (form === "json") return Response.json(answer, { headers: vary });
  return new Response(awardCountsCsv(answer), {
    headers: {
      ...vary,
      Link: `<${paths.apiAwardCountsFile("csv-metadata.json", { ...query })}>; rel="describedby"; type="application/csvm+json"`,
      "Content-Type": "text/csv; charset=utf-8; header=present",
      "Content-Disposition": `attachment; filename="${csvName(query, answer)}"`,
    },
  });
}

/** Whether an Accept header prefers CSV to JSON; JSON where it doesn't say. */
export function prefersCsv(accept: string | null): boolean {
  const weight = (wanted: readonly string[]): number => {
    let best = { specific: -1, weight: 0 };
    for (const range of (accept ?? "*/*").split(",")) {
      const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
      const specific = wanted.indexOf(type);
      if (specific < best.specific || specific === -1) continue;
      const quality = parameters.find((parameter) => parameter.startsWith("q="));
      best = { specific, weight: quality ? Number(quality.slice(2)) || 0 : 1 };
    }
    return best.weight;
  };
  return weight(["*/*", "text/*", "text/csv"]) > weight(["*/*", "application/*", "application/json"]);
}

/** These addresses are read, never written. */
export const onlyReading = (): Response =>
  new Response(JSON.stringify({ type: "about:blank", title: "Method not allowed", status: 405, detail: "This address answers GET and HEAD." }), {
    status: 405,
    headers: { "Content-Type": "application/problem+json; charset=utf-8", Allow: "GET, HEAD" },
  });
