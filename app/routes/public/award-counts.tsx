/** Award counts by focus group, area, time and more: for anyone. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { title } from "#app/web/refused.ts";
import { page } from "#app/web/page.server.ts";
import { paths } from "#app/paths.ts";
import { AwardCountsView } from "#app/routes/parts/award-counts-view.tsx";
import { readAwardCountsPage } from "#app/routes/parts/award-counts.server.ts";

export const meta: MetaFunction = () => title("Award counts");

export const loader = page(async ({ lade, url }) => readAwardCountsPage(lade.db, url, lade.now));

export default function AwardCounts() {
  const data = useLoaderData<typeof loader>();
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Home", to: paths.home() }, { text: "Figures", to: paths.figures() }, { text: "Award counts" }]} />
      <AwardCountsView data={data} ways={{ counts: paths.awardCounts, awards: paths.awards }}>
        <PageHeader title="Award counts" lead="How many awards were made, to how many organisations, for how much. Every number leads to the awards behind it." />
      </AwardCountsView>
    </Wide>
  );
}
