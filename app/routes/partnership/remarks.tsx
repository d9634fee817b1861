/** Everything that member bodies have said of figures, disputes that wait first. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { permit } from "#app/domain/kernel/actor.ts";
import { may } from "#app/domain/partnership/policy.ts";
import { listRemarks } from "#app/domain/partnership/read.server.ts";
import { paths } from "#app/paths.ts";
import { RemarksTable } from "#app/routes/parts/remarks-table.tsx";
import { page, staff } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";

export const meta: MetaFunction = () => title("Remarks and answers");

export const loader = page(async ({ lade }) => {
  const person = staff(lade);
  permit(may.read(person));
  return { remarks: await listRemarks(lade.db, person) };
});

export default function Remarks() {
  const { remarks } = useLoaderData<typeof loader>();
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Your desk", to: paths.desk() }, { text: "The Partnership", to: paths.partnership() }, { text: "Remarks" }]} />
      <PageHeader title="Remarks and answers" lead="What member bodies add to figures or dispute. A remark becomes public together with its answer, once a second person has read both." />
      <RemarksTable remarks={remarks} to={paths.remark} empty="No body has said anything yet. Open an aim or a publication and find the figure." />
    </Wide>
  );
}
