/** The register of released awards, for anyone. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { readAwardFilters } from "#app/domain/figures/register-model.ts";
import { listAwards, registerChoices } from "#app/domain/figures/registers.server.ts";
import { paths } from "#app/paths.ts";
import { title } from "#app/web/refused.ts";
import { page } from "#app/web/page.server.ts";
import { RegisterView } from "#app/routes/parts/register-view.tsx";

export const meta: MetaFunction = () => [...title("Register of awards"), { tagName: "link", rel: "alternate", type: "application/atom+xml", title: "Awards released", href: paths.feed("awards") }];

export const loader = page(async ({ lade, url }) => {
  const { filters, problems } = readAwardFilters(url.searchParams);
  const register = await listAwards(lade.db, filters, Number(url.searchParams.get("page") ?? 1));
  return { filters, problems, register, choices: await registerChoices(lade.db) };
});

export default function Awards() {
  const data = useLoaderData<typeof loader>();
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Home", to: paths.home() }, { text: "Awards" }]} />
      <PageHeader title="Register of awards" lead="Every award that has been released and stands, from the day its decision was released." />
      <RegisterView data={data} list={paths.awards} award={paths.award} csv={paths.awardsCsv} />
    </Wide>
  );
}
