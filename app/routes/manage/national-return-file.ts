/** The national return as a file: awards.csv or awards.xlsx, from the rows that its page shows. */
import { Readable } from "node:stream";
import { returnCsv, returnXlsx } from "#app/domain/awards/national-return/files.server.ts";
import { may } from "#app/domain/awards/national-return/policy.ts";
import { findSigned, listReturnRows } from "#app/domain/awards/national-return/read.server.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { download } from "#app/web/download.server.ts";
import { staff } from "#app/web/page.server.ts";

const mediaTypes = { csv: "text/csv; charset=utf-8; header=present", xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" } as const;

export const loader = download(async ({ lade, params }) => {
  const person = staff(lade);
  const pot = await getPot(lade.db, params.pot ?? "");
  permit(may.read(person, pot));
  const form = /^awards\.(csv|xlsx)$/.exec(params.file ?? "")?.[1] as keyof typeof mediaTypes | undefined;
  if (!form) throw new NotFound();
  const rows = await listReturnRows(lade.db, pot);
  const signed = await findSigned(lade.db, pot.id);
  const about = [
    `National return: ${pot.round_title}, ${pot.area_name}`,
    `As at ${formatInstant(lade.now)}`,
    signed ? `Signed by ${signed.signatory_name} on ${formatInstant(signed.signed_at)}; ${signed.changed} awards changed since` : "Not signed yet",
    ...(rows.some((row) => row.synthetic) ? ["The awards are invented for the demonstration."] : []),
  ];
  const bytes = form === "csv" ? returnCsv(rows) : await returnXlsx(rows, about);
  const name = ["national-return", pot.round_code, pot.area_slug, ...(rows.some((row) => row.synthetic) ? ["synthetic"] : [])].join("-");
  return { name: `${name}.${form}`, media_type: mediaTypes[form], bytes: bytes.length, open: () => Promise.resolve(Readable.from([bytes])) };
});
