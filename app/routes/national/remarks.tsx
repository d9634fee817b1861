/** For officials and publishers: what member bodies say of figures, and what waits. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { may as mayFigures } from "#app/domain/figures/policy.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { listRemarks } from "#app/domain/partnership/read.server.ts";
import { paths } from "#app/paths.ts";
import { RemarksTable } from "#app/routes/parts/remarks-table.tsx";
import { page, staff } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";

export const meta: MetaFunction = () => title("Remarks of the Partnership");

export const loader = page(async ({ lade }) => {
  const person = staff(lade);
  permit(mayFigures.readNational(person));
  return { remarks: await listRemarks(lade.db, person) };
});

export default function Remarks() {
  const { remarks } = useLoaderData<typeof loader>();
  const open = remarks.filter(({ state }) => state === "open").length;
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Your desk", to: paths.desk() }, { text: "National", to: paths.national() }, { text: "Remarks" }]} />
      <PageHeader title="Remarks of the Partnership" lead={open === 0 ? "Nothing waits for an answer." : `${open === 1 ? "1 remark waits" : `${open} remarks wait`} for an answer. Disputes come first.`} />
      <RemarksTable remarks={remarks} to={paths.nationalRemark} empty="No member body has said anything yet." />
    </Wide>
  );
}
