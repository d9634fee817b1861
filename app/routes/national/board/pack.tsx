/** The pack of a report: a preview until it is issued, and then what was frozen. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Notice } from "#app/ui/show.tsx";
import { permit } from "#app/domain/kernel/actor.ts";
import { packFormats, reportStates, type PackFormat } from "#app/domain/publications/board/model.ts";
import { may } from "#app/domain/publications/board/policy.ts";
import { getReport, listFiles, readPack } from "#app/domain/publications/board/read.server.ts";
import { PackView } from "#app/routes/parts/pack-view.tsx";
import { paths } from "#app/paths.ts";
import { title } from "#app/web/refused.ts";
import { page, staff } from "#app/web/page.server.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Pack: ${data.pack.report.title}` : "Not found");

export const loader = page(async ({ lade, params }) => {
  permit(may.read(staff(lade)));
  const report = await getReport(lade.db, params.report ?? "");
  return { code: report.code, state: report.state, ...(await readPack(lade.db, report)), files: await listFiles(lade.db, report.id) };
});

export default function BoardPack() {
  const { code, state, pack, frozen, files } = useLoaderData<typeof loader>();
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Leadership Board", to: paths.boardReports() }, { text: pack.report.title, to: paths.boardReport(code) }, { text: "Pack" }]} />
      <PageHeader label="The Board’s pack" title={pack.report.title} state={reportStates[state]} />
      {state === "issued" ? null : <Notice kind="info" title="A preview">This is worked out of what is signed now. It is frozen when the report is issued.</Notice>}
      <ul>
        {(Object.keys(packFormats) as PackFormat[]).map((format) => {
          const file = files.find((one) => one.format === format);
          return (
            <li key={format}>
              <a href={paths.boardPackFile(code, format)}>{packFormats[format].text}</a>
              {file ? <span className="ds_hint-text"> {Math.ceil(file.bytes / 1024).toLocaleString("en-GB")} kB, as issued; SHA-256 begins {file.sha256.slice(0, 12)}</span> : null}
            </li>
          );
        })}
      </ul>
      {frozen ? <p className="ds_hint-text">Frozen when it was issued: nothing that happens later changes it.</p> : null}
      <PackView pack={pack} />
    </Wide>
  );
}
