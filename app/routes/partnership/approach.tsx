/** Everything reported under the actions that prevent, help early, meet a crisis or treat. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { permit } from "#app/domain/kernel/actor.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { approachPage } from "#app/domain/partnership/lens.server.ts";
import { may } from "#app/domain/partnership/policy.ts";
import { remarksBeside } from "#app/domain/partnership/read.server.ts";
import { approaches, isApproach } from "#app/domain/strategy/approach.ts";
import { paths } from "#app/paths.ts";
import { ActionsInLens } from "#app/routes/parts/lens-view.tsx";
import { page, staff } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? approaches[data.approach].title : "Not found");

export const loader = page(async ({ lade, params }) => {
  const person = staff(lade);
  permit(may.read(person));
  const approach = params.approach ?? "";
  if (!isApproach(approach)) throw new NotFound();
  const found = await approachPage(lade.db, undefined, approach, lade.now);
  const shown = found.actions.flatMap(({ measures }) => measures.flatMap(({ observations }) => observations));
  return { ...found, remarks: await remarksBeside(lade.db, person, shown), mayRemark: may.remark(person).allowed };
});

export default function ApproachPage() {
  const { plan, approach, actions, remarks, reporters, mayRemark } = useLoaderData<typeof loader>();
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "The Partnership", to: paths.partnership() }, { text: "Prevention apart", to: paths.partnershipApproaches() }, { text: approaches[approach].title }]} />
      <PageHeader label={plan.title} title={approaches[approach].title} lead={approaches[approach].says} />
      <h2>Actions and their figures</h2>
      <ActionsInLens actions={actions} remarks={remarks} reporters={reporters} mayRemark={mayRemark} />
      {actions.length === 0 ? <p>No action has been read so.</p> : null}
    </Wide>
  );
}
