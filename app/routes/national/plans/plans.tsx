/** Every plan version, drafts too. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Button } from "#app/ui/forms.tsx";
import { Tag } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { may as mayFigures } from "#app/domain/figures/policy.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { formatDay } from "#app/domain/kernel/time.ts";
import { may } from "#app/domain/strategy/policy.ts";
import { listPlans } from "#app/domain/strategy/versions.server.ts";
import { paths } from "#app/paths.ts";
import { title } from "#app/web/refused.ts";
import { page, staff } from "#app/web/page.server.ts";

export const meta: MetaFunction = () => title("Plans");

export const loader = page(async ({ lade }) => {
  const person = staff(lade);
  permit(mayFigures.readNational(person));
  return { plans: await listPlans(lade.db, { drafts: true }), mayPrepare: may.preparePlan(person).allowed };
});

export default function Plans() {
  const { plans, mayPrepare } = useLoaderData<typeof loader>();
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "National", to: paths.national() }, { text: "Plans" }]} />
      <PageHeader title="Plans" lead="A later plan numbers its actions anew. Figures stay under the references they were reported under, and each says what became of it." />
      {mayPrepare ? <Button to={paths.newPlan()}>Prepare a new plan</Button> : null}
      <Table
        caption="Plans, the newest version first"
        columns={[{ key: "plan", heading: "Plan" }, { key: "version", heading: "Version", numeric: true }, { key: "holds", heading: "Holds" }, { key: "actions", heading: "Actions known here", numeric: true }, { key: "state", heading: "State" }]}
        rows={plans.map((plan) => ({
          plan: <a href={paths.plan(plan.code)}>{plan.title}</a>,
          version: plan.version,
          holds: `from ${formatDay(plan.valid_from)}${plan.valid_to ? ` to ${formatDay(plan.valid_to)}` : ""}`,
          actions: plan.actions,
          state: plan.state === "draft" ? <Tag colour="grey">Draft</Tag> : <Tag colour="green">In force</Tag>,
        }))}
      />
    </Wide>
  );
}
