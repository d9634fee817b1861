/** The published template for awards made elsewhere. */
import { Readable } from "node:stream";
import { templateCsv } from "#app/domain/awards/elsewhere/columns.ts";
import { may } from "#app/domain/awards/elsewhere/policy.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { download } from "#app/web/download.server.ts";
import { staff } from "#app/web/page.server.ts";

export const loader = download(async ({ lade, params }) => {
  permit(may.upload(staff(lade), await getPot(lade.db, params.pot ?? "")));
  const bytes = Buffer.from(templateCsv());
  return { name: "awards-made-elsewhere.csv", media_type: "text/csv; charset=utf-8; header=present", bytes: bytes.length, open: () => Promise.resolve(Readable.from([bytes])) };
});
