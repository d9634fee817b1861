/** A return as an official reads it: what was done, how many people, what was spent. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Money, SummaryList, SyntheticMark } from "#app/ui/show.tsx";
import { AnswersView } from "#app/ui/form-engine/answers.tsx";
import { getReturnNationally } from "#app/domain/figures/people.server.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { title } from "#app/web/refused.ts";
import { page, staff } from "#app/web/page.server.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Return for award ${data.found.award_reference}` : "Not found");

export const loader = page(async ({ lade, params }) => getReturnNationally(lade.db, staff(lade), params.id ?? ""));

export default function Return() {
  const { found, definition, lists } = useLoaderData<typeof loader>();
  return (
    <Article>
      <BackLink to={paths.nationalAward(found.award_reference)}>Award {found.award_reference}</BackLink>
      <PageHeader label={`Return for award ${found.award_reference}`} title={`Return: ${found.title}`} lead="For officials: counts of people in it are not public." />
      {found.synthetic ? <p><SyntheticMark /></p> : null}
      <SummaryList
        rows={[
          { key: "Group", value: found.organisation_name },
          { key: "Fund", value: `${found.fund_title}, ${found.area_name}` },
          { key: "People reached", value: found.people_total === null ? "Not stated" : found.people_total.toLocaleString("en-GB") },
          { key: "Spent", value: <><Money pence={found.spent_pence} /> of <Money pence={found.amount_pence} /></> },
          ...(found.sent_at ? [{ key: "Sent", value: formatInstant(new Date(found.sent_at)) }] : []),
        ]}
      />
      <AnswersView definition={definition} answers={found.answers} lists={lists} />
    </Article>
  );
}
