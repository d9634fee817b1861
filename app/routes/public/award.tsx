/** One award, for anyone: from its release on, and after a withdrawal only that and when. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Article, Breadcrumbs, PageHeader } from "#app/ui/layout.tsx";
import { Inset, Notice, SummaryList, SyntheticMark } from "#app/ui/show.tsx";
import { publicStates } from "#app/domain/figures/register-model.ts";
import { getAwardByReference } from "#app/domain/figures/registers.server.ts";
import { formatDay, londonDay } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { title } from "#app/web/refused.ts";
import { page } from "#app/web/page.server.ts";
import { factRows } from "#app/routes/parts/award-facts.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) =>
  data
    ? [
        ...title(`Award ${data.award.reference}`),
        ...(data.award.stands ? [{ tagName: "link", rel: "alternate", type: "application/ld+json", href: paths.awardJsonLd(data.award.reference) }] : []),
      ]
    : title("Not found");

export const loader = page(async ({ lade, params }) => ({ award: await getAwardByReference(lade.db, params.reference ?? "") }));

export default function Award() {
  const { award } = useLoaderData<typeof loader>();
  const withdrawnOn = award.withdrawn_at ? formatDay(londonDay(new Date(award.withdrawn_at))) : null;
  return (
    <Article>
      <Breadcrumbs trail={[{ text: "Home", to: paths.home() }, { text: "Awards", to: paths.awards() }, { text: award.reference }]} />
      <PageHeader
        label={`Award ${award.reference}`}
        title={award.stands ? award.title : `An award to ${award.organisation}`}
        state={{ text: publicStates[award.status] ?? "Awarded", colour: award.stands ? "green" : "grey" }}
      />
      {award.synthetic ? <p><SyntheticMark /></p> : null}
      {award.stands ? null : (
        <Notice kind="info" title={withdrawnOn ? `This award was withdrawn on ${withdrawnOn}` : "This award was not taken up"}>
          It is no longer in the register and counts in no figure. Its page stays, so that a link to it still says what became of it.
        </Notice>
      )}
      {award.description ? <Inset>{award.description}</Inset> : null}
      <SummaryList rows={factRows(award)} />
      {award.stands ? <p><a href={paths.awards({ q: award.organisation })}>Other awards to {award.organisation}</a></p> : null}
    </Article>
  );
}
