/** One application as an official reads it: what was sent, and the award that followed. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Article, Breadcrumbs, PageHeader } from "#app/ui/layout.tsx";
import { Money, SummaryList, SyntheticMark } from "#app/ui/show.tsx";
import { AnswersView } from "#app/ui/form-engine/answers.tsx";
import { getApplicationNationally } from "#app/domain/figures/applications.server.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { title } from "#app/web/refused.ts";
import { page, staff } from "#app/web/page.server.ts";
import { FilesPlace } from "../parts/files-place.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Application ${data.head.reference}` : "Not found");

export const loader = page(async ({ lade, params }) => getApplicationNationally(lade.db, staff(lade), params.id ?? ""));

export default function Application() {
  const { head, organisation, answers, definition, lists, files } = useLoaderData<typeof loader>();
  return (
    <Article>
      <Breadcrumbs trail={[{ text: "National", to: paths.national() }, { text: "Applications", to: paths.nationalApplications() }, { text: head.reference }]} />
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
          { key: "Award", value: head.award_reference ? <a href={paths.nationalAward(head.award_reference)}>{head.award_reference}</a> : "None" },
          ...(head.received_at ? [{ key: "Received", value: formatInstant(new Date(head.received_at)) }] : []),
        ]}
      />
      <FilesPlace application={head.id} files={files}><AnswersView definition={definition} answers={answers} lists={lists} /></FilesPlace>
    </Article>
  );
}
