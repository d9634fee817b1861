/** What came of one thing that was done with several applications: each with what happened to it, or why nothing did. */
import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { applicationsWord, bulkKinds, donePast, outcomes } from "#app/domain/assessment/bulk.ts";
import { getBulk } from "#app/domain/assessment/bulk.server.ts";
import { may } from "#app/domain/funds/policy.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Notice, Tag } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { page, staff } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Done together: ${data.name}` : "Page not found");

export const loader = page(async ({ lade, params }) => {
  const person = staff(lade);
  const pot = await getPot(lade.db, params.pot ?? "");
  permit(may.seeApplications(person, pot));
  return { id: pot.id, name: `${pot.round_title}, ${pot.area_name}`, area_name: pot.area_name, result: await getBulk(lade.db, pot.id, params.run ?? "", person.id) };
});

export default function Done() {
  const { id, area_name, result } = useLoaderData<typeof loader>();
  const { lines, finished } = result;
  const done = lines.filter((line) => line.done).length;
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Your desk", to: paths.desk() }, { text: "Funds you look after", to: paths.manage() }, { text: area_name, to: paths.managePot(id) }, { text: "Applications", to: paths.potApplications(id) }, { text: "Done together" }]} />
      <PageHeader title={`${bulkKinds[result.kind]}${result.person_name ? `: ${result.person_name}` : ""}`} label={`${result.asked_by_name}, ${formatInstant(new Date(result.asked_at))}`} />
      {finished ? (
        <Notice kind={done === lines.length ? "success" : "info"} title={done === lines.length ? "Done" : `Done for ${done} of ${lines.length}`}>
          {done === lines.length ? `All ${applicationsWord(done)}.` : "The others are left as they were, with the reason beside each."} <a href={paths.potApplications(id)}>Back to the list</a>
        </Notice>
      ) : (
        <Notice kind="warning" title="Not finished">What stands here is done and stays. If nothing more appears when you load this page again, it was interrupted: choose the rest in the list and do them once more.</Notice>
      )}
      <Table
        caption="What came of each" dense
        columns={[{ key: "name", heading: "Group and project" }, { key: "done", heading: "Done" }, { key: "what", heading: "What happened" }]}
        rows={lines.map((line) => ({
          name: <><a href={paths.manageApplication(line.id)}>{line.organisation_name}<span className="visually-hidden">, {line.reference}</span></a><br /><small>{line.title}</small></>,
          done: line.done ? <Tag colour="green">Yes</Tag> : <Tag colour="grey">Left as it was</Tag>,
          what: (line.done && donePast[line.outcome]) || outcomes[line.outcome].text,
        }))}
      />
    </Wide>
  );
}
