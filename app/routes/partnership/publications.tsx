/** What has been released, for a member of the Partnership to add to or to dispute. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Table } from "#app/ui/table.tsx";
import { permit } from "#app/domain/kernel/actor.ts";
import { formatDay } from "#app/domain/kernel/time.ts";
import { may } from "#app/domain/partnership/policy.ts";
import { listRemarks } from "#app/domain/partnership/read.server.ts";
import { listReleased } from "#app/domain/publications/read.server.ts";
import { releaseDue } from "#app/domain/publications/release.server.ts";
import { paths } from "#app/paths.ts";
import { page, staff } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";

export const meta: MetaFunction = () => title("Publications to remark on");

export const loader = page(async ({ lade }) => {
  const person = staff(lade);
  permit(may.read(person));
  await releaseDue(lade);
  const remarks = await listRemarks(lade.db, person);
  return { releases: (await listReleased(lade.db)).map((one) => ({ ...one, remarks: remarks.filter(({ publication }) => publication?.code === one.code).length })) };
});

export default function Publications() {
  const { releases } = useLoaderData<typeof loader>();
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Your desk", to: paths.desk() }, { text: "The Partnership", to: paths.partnership() }, { text: "Publications" }]} />
      <PageHeader title="Publications to remark on" lead="What was released stays as it was, byte for byte. Remarks and answers stand beside it." />
      <Table
        caption="Released publications"
        captionHidden
        columns={[{ key: "title", heading: "Publication" }, { key: "day", heading: "Released" }, { key: "standing", heading: "Standing" }, { key: "remarks", heading: "Remarks", numeric: true }]}
        rows={releases.map((one) => ({
          title: <a href={paths.partnershipPublication(one.code)}>{one.title}</a>,
          day: formatDay(one.release_on),
          standing: one.replaced_by ? `Replaced by ${one.replaced_by.title}` : "Stands",
          remarks: one.remarks,
        }))}
        empty="Nothing has been released yet."
      />
    </Wide>
  );
}
