/** Award counts as an official reads them: each number leads down to the award, its application and its returns. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { may } from "#app/domain/figures/policy.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { paths } from "#app/paths.ts";
import { title } from "#app/web/refused.ts";
import { page, staff } from "#app/web/page.server.ts";
import { AwardCountsView } from "#app/routes/parts/award-counts-view.tsx";
import { readAwardCountsPage } from "#app/routes/parts/award-counts.server.ts";

export const meta: MetaFunction = () => title("Award counts, national");

export const loader = page(async ({ lade, url }) => {
  permit(may.readNational(staff(lade)));
  return readAwardCountsPage(lade.db, url, lade.now);
});

export default function AwardCounts() {
  const data = useLoaderData<typeof loader>();
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Your desk", to: paths.desk() }, { text: "National", to: paths.national() }, { text: "Award counts" }]} />
      <AwardCountsView data={data} ways={{ counts: paths.nationalAwardCounts, awards: paths.nationalAwards }}>
        <PageHeader title="Award counts" lead="The same counts as anyone sees. From here each number leads down to the award, its application and its returns." />
      </AwardCountsView>
    </Wide>
  );
}
