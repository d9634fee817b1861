/** The register of awards as CSV, under the filters that its page has; the same address with -metadata.json describes it. */
import { registerColumns, registerCsv } from "#app/domain/opendata/register-csv.server.ts";
import { publicRecord } from "#app/domain/opendata/files.server.ts";
import { csvMetadata } from "#app/domain/opendata/metadata.ts";
import { readAwardFilters } from "#app/domain/figures/register-model.ts";
import { Invalid } from "#app/domain/kernel/errors.ts";
import { paths } from "#app/paths.ts";
import { inFile, openAnswer, openStream } from "#app/web/open.server.ts";
import { answer } from "#app/web/page.server.ts";
import { onlyReading } from "../api/award-counts-answer.server.ts";

const layout = 1;
const describedBy = paths.awardsCsvMetadata();

export const loader = answer(async ({ lade, url }) => {
  const { version, changed_at } = await publicRecord(lade.db);
  const { origin } = lade.config.publicUrl;
  if (url.pathname === describedBy) {
    const metadata = csvMetadata({
      url: `${origin}${paths.awardsCsv()}`, title: `Register of awards${lade.synthetic ? " (invented for a demonstration)" : ""}`, modified: changed_at.toISOString(), lineEnd: "\r\n",
      description: "Every award in the register from its release until it is withdrawn. Management information, not official statistics.", columns: registerColumns.map(({ name, datatype }) => ({ name, titles: name, datatype })),
    });
    return openAnswer(lade, JSON.stringify(metadata), { "Content-Type": "application/csvm+json; charset=utf-8" });
  }
  const { filters, problems } = readAwardFilters(url.searchParams);
  // A page can say that it left a filter out; a file would pass for what was asked.
  if (Object.keys(problems).length > 0) throw new Invalid(problems);
  const headers = {
    "Content-Type": "text/csv; charset=utf-8; header=present",
    "Content-Disposition": inFile(`awards${lade.synthetic ? "-synthetic" : ""}.csv`),
    Link: `<${describedBy}>; rel="describedby"; type="application/csvm+json"`,
  };
  return openStream(lade, `${layout}.${version}`, headers, () => registerCsv(lade.db, filters));
});
export const action = () => onlyReading();
