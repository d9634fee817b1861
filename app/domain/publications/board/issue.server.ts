/** Issuing: the pack is worked out once, drawn in every format, and kept as bytes that nothing changes. */
import { createHash } from "node:crypto";
import { publicPagesChanged, record } from "../../audit/change.server.ts";
import { permit } from "../../kernel/actor.ts";
import { inTransaction, type Context } from "../../kernel/context.ts";
import { WrongState } from "../../kernel/errors.ts";
import { lockReport } from "./change.server.ts";
import { packHtml } from "./html.ts";
import { packFormats, type PackFormat } from "./model.ts";
import { packOds } from "./ods.ts";
import type { Pack } from "./pack.ts";
import { packPdf } from "./pdf.server.ts";
import { may } from "./policy.ts";
import { draftPack, getReport, hasWritten } from "./read.server.ts";

/** The pack in one format. @param at when it is made, for a format that records it */
export async function drawPack(pack: Pack, format: PackFormat, at: Date): Promise<Buffer> {
  if (format === "pdf") return packPdf(pack, at);
  return Buffer.from(format === "html" ? packHtml(pack) : packOds(pack));
}

/**
 * Issues a report: its statuses are public from now, and its pack stays as it is.
 * @throws NotFound; NotAllowed for one who wrote in it or is no publisher; WrongState while it is not ready
 */
export async function issueReport(context: Context, code: string): Promise<void> {
  await inTransaction(context, async (tx) => {
    const report = await lockReport(tx, code);
    permit(may.issue(tx.actor, { authored: await hasWritten(tx.db, report.id, tx.actor) }));
    if (report.state !== "ready") throw new WrongState(report.state === "issued" ? "This report has been issued." : "This report is still being prepared: it can be issued once it has been handed over.");
    await tx.db.updateTable("board_report").set({ state: "issued", issued_by: tx.actor.kind === "person" ? tx.actor.id : null, issued_at: tx.now }).where("id", "=", report.id).execute();
    const pack = await draftPack(tx.db, await getReport(tx.db, code));
    const files = [
      { format: "json" as const, media_type: "application/json", body: Buffer.from(JSON.stringify(pack)) },
      ...(await Promise.all((Object.keys(packFormats) as PackFormat[]).map(async (format) => ({ format, media_type: packFormats[format].media_type, body: await drawPack(pack, format, tx.now) })))),
    ].map((file) => ({ ...file, report_id: report.id, sha256: createHash("sha256").update(file.body).digest("hex") }));
    await tx.db.insertInto("board_file").values(files).execute();
    await publicPagesChanged(tx);
    await record(tx, "board.report-issued", { type: "board-report", id: report.id }, { report: report.code, files: Object.fromEntries(files.map(({ format, sha256 }) => [format, sha256])) });
  });
}
