/** One plan version: its actions under all its schemes, where they came from, and bringing it into force. */
import { useLoaderData } from "@remix-run/react";
import { redirect, type MetaFunction } from "@remix-run/node";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Button, ButtonGroup, ErrorSummary, Form } from "#app/ui/forms.tsx";
import { Inset, Notice, Warning } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { may as mayFigures } from "#app/domain/figures/policy.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { formatDay } from "#app/domain/kernel/time.ts";
import { defaultPlan } from "#app/domain/strategy/model.ts";
import { may } from "#app/domain/strategy/policy.ts";
import { byReference, schemeCodes, schemes } from "#app/domain/strategy/status.ts";
import { issuePlan, listActions, listCrosswalk, listPlans } from "#app/domain/strategy/versions.server.ts";
import { paths } from "#app/paths.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? data.plan.title : "Not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  permit(mayFigures.readNational(person));
  const plan = (await listPlans(lade.db, { drafts: true })).find(({ code }) => code === params.plan);
  if (!plan) throw new NotFound();
  const actions = await listActions(lade.db, plan.id);
  const issue = may.issuePlan(person, plan);
  return {
    plan,
    groups: schemeCodes.map((scheme) => ({ scheme, actions: actions.filter((action) => action.scheme === scheme).sort((a, b) => byReference(a.ref, b.ref)) })).filter((group) => group.actions.length > 0),
    links: await listCrosswalk(lade.db, plan.id),
    mayPrepare: may.preparePlan(person).allowed,
    mayIssue: issue.allowed && plan.state === "draft",
    done: url.searchParams.get("done"),
    added: url.searchParams.get("added"),
  };
});

export const action = verb(async ({ lade, params }) => {
  permit(may.issuePlan(staff(lade), { prepared_by: null }));
  const code = params.plan ?? "";
  await issuePlan(lade, code);
  return redirect(`${paths.plan(code)}?done=issued`);
});

const doneWords: Record<string, string> = {
  created: "The draft is there. Bring its actions in.",
  issued: "The plan is in force. Its pages are public now, and the old actions say what became of them.",
  linked: "The crosswalk is kept.",
  worded: "The wording is kept.",
};

export default function Plan() {
  const { plan, groups, links, mayPrepare, mayIssue, done, added } = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "National", to: paths.national() }, { text: "Plans", to: paths.plans() }, { text: plan.title }]} />
      <ErrorSummary errors={refused?.errors} />
      <PageHeader
        label={`Version ${plan.version}`}
        title={plan.title}
        state={plan.state === "draft" ? { text: "Draft", colour: "grey" } : { text: "In force", colour: "green" }}
        lead={`Holds from ${formatDay(plan.valid_from)}${plan.valid_to ? ` to ${formatDay(plan.valid_to)}` : ""}.${plan.follows_title ? ` It follows the ${plan.follows_title}.` : ""}`}
      />
      {done && doneWords[done] ? <Notice kind="success" title="Done">{doneWords[done]}</Notice> : null}
      {done === "imported" ? <Notice kind="success" title="Done">{added === "0" ? "Everything in the rows was there already." : `${added} actions were brought in.`}</Notice> : null}
      {mayPrepare ? (
        <ButtonGroup>
          <Button to={paths.importActions(plan.code)}>Bring actions in</Button>
          {plan.follows_id ? <Button secondary to={paths.planCrosswalk(plan.code)}>Say where earlier actions went</Button> : null}
          <Button secondary to={paths.planWordings(plan.code)}>Wordings by document</Button>
        </ButtonGroup>
      ) : null}
      {groups.length === 0 ? <p className="app-empty">No action is known here yet.</p> : null}
      {groups.map(({ scheme, actions }) => (
        <Table
          key={scheme}
          caption={schemes[scheme].many}
          columns={[{ key: "ref", heading: "Ref" }, { key: "action", heading: "Action" }, { key: "under", heading: "Under" }, { key: "lead", heading: "Lead" }, { key: "was", heading: plan.follows_id ? "Came from" : "Became" }]}
          rows={actions.map((one) => ({
            ref: one.ref,
            action: plan.state === "in-force" && scheme === "strategic" ? <a href={paths.action(one.ref, { plan: plan.code === defaultPlan ? undefined : plan.code })}>{one.title}</a> : one.title,
            under: one.parent_ref ?? (one.priority === null ? "" : `Priority ${one.priority}`),
            lead: one.lead,
            was: links.filter((link) => (plan.follows_id ? link.to_action_id : link.from_action_id) === one.id).map((link) => `${plan.follows_id ? link.from_ref : link.to_ref} (from ${formatDay(link.dated_on)})`).join(", "),
          }))}
        />
      ))}
      {plan.state === "draft" ? (
        mayIssue ? (
          <>
            <Warning>Bringing the plan into force makes its pages public at once. The earlier plan’s pages and figures stay at their addresses.</Warning>
            <Form refused={refused}><Button>Bring this plan into force</Button></Form>
          </>
        ) : <Inset>{`A publisher who did not prepare this plan brings it into force${plan.preparer ? ` (${plan.preparer} prepared it)` : ""}.`}</Inset>
      ) : null}
    </Wide>
  );
}
