/** The open flags of one round and area, the soonest due first. */
import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { listPotFlags } from "#app/domain/assessment/flags.server.ts";
import { risks } from "#app/domain/assessment/flags.ts";
import { may } from "#app/domain/funds/policy.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { formatDay } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { BackLink, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Tag } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { page, staff } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";
import { riskColours } from "../parts/checks.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Flags: ${data.name}` : "Page not found");

export const loader = page(async ({ lade, params }) => {
  const person = staff(lade);
  const pot = await getPot(lade.db, params.pot ?? "");
  permit(may.seeApplications(person, pot));
  return { id: pot.id, name: `${pot.round_title}, ${pot.area_name}`, round_title: pot.round_title, area_name: pot.area_name, flags: await listPotFlags(lade.db, pot.id, person.id) };
});

export default function Flags() {
  const { id, name, round_title, area_name, flags } = useLoaderData<typeof loader>();
  return (
    <Wide>
      <BackLink to={paths.managePot(id)}>{name}</BackLink>
      <PageHeader title={`Flags: ${area_name}`} label={round_title} lead="What is followed up on applications here. A flag is raised and resolved on the application’s own page." />
      <Table
        caption="Open flags, the soonest due first" dense empty="No flag is open."
        columns={[{ key: "flag", heading: "Flag" }, { key: "application", heading: "Application" }, { key: "risk", heading: "Risk" }, { key: "owner", heading: "Followed up by" }, { key: "due", heading: "Due" }]}
        rows={flags.map((flag) => ({
          flag: <a href={`${paths.manageApplication(flag.application_id)}#flags`}>{flag.title}</a>,
          application: <>{flag.organisation_name}, {flag.reference}</>,
          risk: <Tag colour={riskColours[flag.risk]}>{risks[flag.risk]}</Tag>,
          owner: flag.owner_name,
          due: <>{formatDay(flag.due_on)} {flag.late ? <Tag colour="red">Late</Tag> : null}</>,
        }))}
      />
    </Wide>
  );
}
