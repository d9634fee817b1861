/** Figures to explore, for officials: applications, people reached, what is committed and spent too. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { may } from "#app/domain/figures/policy.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { paths } from "#app/paths.ts";
import { title } from "#app/web/refused.ts";
import { page, staff } from "#app/web/page.server.ts";
import { ExploreView } from "#app/routes/parts/explore-view.tsx";
import { readExplorePage } from "#app/routes/parts/explore.server.ts";

export const meta: MetaFunction = () => title("Explore the figures, national");

export const loader = page(async ({ lade, url }) => {
  permit(may.readPeople(staff(lade)));
  return readExplorePage(lade, url, "national");
});

export default function Explore() {
  const data = useLoaderData<typeof loader>();
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Your desk", to: paths.desk() }, { text: "National", to: paths.national() }, { text: "Explore" }]} />
      <ExploreView data={data} audience="national" ways={{ explore: paths.nationalExplore, awards: paths.nationalAwards, applications: paths.nationalApplications, round: paths.round, file: paths.nationalExploreFile }}>
        <PageHeader title="Explore the figures" lead="Each number leads down to the awards, and from them to the application and the returns. People reached, applications, and what is committed or spent are not public.">
          <p><a href={paths.lookups()}>Look-ups: people by area, health boards, deprivation</a></p>
        </PageHeader>
      </ExploreView>
    </Wide>
  );
}
