/** The 360Giving files: all awards, or those of a fund, a financial year and an area; and the metadata of each CSV. */
import { aboutFile, fileName, filePath, headOfCsv, openFile, type About } from "#app/domain/opendata/files.server.ts";
import { grantsMetadata } from "#app/domain/opendata/metadata.ts";
import { readSelection, type Format } from "#app/domain/opendata/selection.ts";
import { xlsxType } from "#app/domain/figures/tables/xlsx.ts";
import { inFile, openAnswer, openStream } from "#app/web/open.server.ts";
import { answer, type Lade } from "#app/web/page.server.ts";
import { onlyReading } from "../api/award-counts-answer.server.ts";

const types: Record<Format, string> = { json: "application/json; charset=utf-8", csv: "text/csv; charset=utf-8; header=present", xlsx: xlsxType };
/** Raised when the same awards are written otherwise. */
const layout = 2;

export const loader = answer(async ({ lade, params }) => {
  const { selection, format, metadata } = readSelection(params["*"] ?? "");
  const { origin } = lade.config.publicUrl;
  const about = await aboutFile(lade.db, selection, origin);
  return metadata ? describe(lade, about, origin) : stream(lade, about, format, origin);
});
export const action = () => onlyReading();

async function describe(lade: Lade, about: About, origin: string): Promise<Response> {
  const metadata = grantsMetadata(about.facts("csv"), `${origin}${filePath(about.selection, "csv")}`, await headOfCsv(lade.db, about.selection));
  return openAnswer(lade, JSON.stringify(metadata), { "Content-Type": "application/csvm+json; charset=utf-8" });
}

function stream(lade: Lade, about: About, format: Format, origin: string): Promise<Response> {
  const headers = {
    "Content-Type": types[format],
    "Content-Disposition": inFile(fileName(about, format)),
    ...(format === "csv" ? { Link: `<${filePath(about.selection, "csv")}-metadata.json>; rel="describedby"; type="application/csvm+json"` } : {}),
  };
  return openStream(lade, `${layout}.${about.version}.${format}`, headers, () => openFile(lade.db, about, format, origin));
}
