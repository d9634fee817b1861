/** Figures to explore: awards, organisations, projects and money by any two things, for anyone. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { title } from "#app/web/refused.ts";
import { page } from "#app/web/page.server.ts";
import { paths } from "#app/paths.ts";
import { ExploreView } from "#app/routes/parts/explore-view.tsx";
import { readExplorePage } from "#app/routes/parts/explore.server.ts";

export const meta: MetaFunction = () => title("Explore the figures");

export const loader = page(async ({ lade, url }) => readExplorePage(lade, url, "public"));

export default function Explore() {
  const data = useLoaderData<typeof loader>();
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Home", to: paths.home() }, { text: "Figures", to: paths.figures() }, { text: "Explore" }]} />
      <ExploreView data={data} audience="public" ways={{ explore: paths.explore, awards: paths.awards, round: paths.round, file: paths.exploreFile }}>
        <PageHeader title="Explore the figures" lead="Choose what is counted, by one thing or by two. Every number of awards leads to the awards behind it." />
      </ExploreView>
    </Wide>
  );
}
