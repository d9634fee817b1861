/** The application behind an award, as an official reads it. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Money, SummaryList, SyntheticMark } from "#app/ui/show.tsx";
import { AnswersView } from "#app/ui/form-engine/answers.tsx";
import { getApplicationNationally } from "#app/domain/figures/applications.server.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { title } from "#app/web/refused.ts";
import { page, staff } from "#app/web/page.server.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Application ${data.head.reference}` : "Not found");

export const loader = page(async ({ lade, params }) => getApplicationNationally(lade.db, staff(lade), params.id ?? ""));

export default function Application() {
  const { head, organisation, answers, definition, lists } = useLoaderData<typeof loader>();
  return (
    <Article>
      <BackLink to={paths.nationalAward(head.award_reference)}>Award {head.award_reference}</BackLink>
      <PageHeader label={`Application ${head.reference}`} title={head.title ?? "Application"} />
      {head.synthetic ? <p><SyntheticMark /></p> : null}
      <SummaryList
        rows={[
          { key: "From", value: organisation.name },
          ...(organisation.charity_number ? [{ key: "Charity number", value: organisation.charity_number }] : []),
          ...(organisation.company_number ? [{ key: "Company number", value: organisation.company_number }] : []),
          ...(organisation.purpose ? [{ key: "Purpose", value: organisation.purpose }] : []),
          { key: "To", value: `${head.fund}, ${head.round}, ${head.area}` },
          { key: "Asked for", value: <Money pence={head.asked_pence} /> },
          ...(head.received_at ? [{ key: "Received", value: formatInstant(new Date(head.received_at)) }] : []),
        ]}
      />
      <AnswersView definition={definition} answers={answers} lists={lists} />
    </Article>
  );
}
