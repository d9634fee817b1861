/** One round in one place: everything somebody needs to decide whether to apply, and the way in. */
import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { findPot, listCriteria } from "#app/domain/funds/read.server.ts";
import { listFormsOf } from "#app/domain/funds/round-forms.server.ts";
import { formsWithin } from "#app/domain/funds/round-forms.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup } from "#app/ui/forms.tsx";
import { Breadcrumbs, PageHeader, WithSidebar } from "#app/ui/layout.tsx";
import { Inset, SyntheticMark } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { page } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";
import { choicesFrom, FormChoices } from "../parts/form-size.tsx";
import { Paragraphs, PotFacts, potForPage } from "../parts/pot-facts.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? data.pot.name : "Page not found");

export const loader = page(async ({ lade, params }) => {
  const pot = await findPot(lade.db, params.round ?? "", params.area ?? "");
  if (!pot || pot.round_kind !== "live") throw new NotFound();
  const criteria = await listCriteria(lade.db, pot.id);
  const forms = formsWithin(await listFormsOf(lade.db, pot.round_id), pot);
  return { forms: choicesFrom(forms), easy: forms.some((form) => form.definition.easy), pot: potForPage(pot, lade.now), readers: pot.assessors_needed, criteria: criteria.map(({ id, title, guidance, weight }) => ({ id, title, guidance, weight })) };
});

export default function PotPage() {
  const { pot, forms, easy, readers, criteria } = useLoaderData<typeof loader>();
  const place = [pot.round.code, pot.area.slug] as const;
  return (
    <>
      <Breadcrumbs trail={[{ text: "Funds", to: paths.funds() }, { text: pot.fund.title, to: paths.fund(pot.fund.code) }, { text: pot.round.title, to: paths.round(pot.round.code) }, { text: pot.national ? "All of Scotland" : pot.area.name }]} />
      <PageHeader title={pot.name} label={pot.fund.title} state={pot.state} lead={lead(pot)}>
        {pot.synthetic ? <p><SyntheticMark /></p> : null}
      </PageHeader>
      <WithSidebar
        sidebar={
          <>
            <h2 className="ds_h3">Before you begin</h2>
            <ul>
              <li><a href={paths.eligibility(...place)}>Check whether you can apply</a> (two minutes, no account)</li>
              <li><a href={paths.questions(...place)}>Read all the questions</a></li>
              {easy ? <li><a href={paths.easyRead(...place)}>Easy Read</a></li> : null}
              {pot.closes ? <li><a href={paths.potDates(...place)}>Add the dates to your calendar</a></li> : null}
            </ul>
          </>
        }
      >
        {pot.open ? (
          <ButtonGroup>
            <Button to={paths.startApplication(...place)}>Apply</Button>
            <a href={paths.eligibility(...place)}>Check first whether you can apply</a>
          </ButtonGroup>
        ) : null}
        <PotFacts pot={pot} />
        {pot.guidance ? <><h2>{pot.national ? "About this round" : `About this round in ${pot.area.name}`}</h2><Paragraphs text={pot.guidance} /></> : null}
        <h2>Who can apply</h2>
        {pot.whoCanApply ? <Paragraphs text={pot.whoCanApply} /> : null}
        {pot.incomeCap ? <p>This round is for groups with an income of {pot.incomeCap} a year or less.</p> : null}
        {pot.unconstitutedMost ? <p>A group without a constitution can ask for up to {pot.unconstitutedMost}, if a constituted group agrees to hold the grant for it.</p> : null}
        {pot.notFunded ? <><h2>What it does not pay for</h2><Paragraphs text={pot.notFunded} /></> : null}
        {forms.length > 1 ? (
          <>
            <h2>A small grant, a short form</h2>
            <FormChoices forms={forms} questions={(code) => paths.questions(...place, { form: code })} />
          </>
        ) : null}
        <h2>How it is judged</h2>
        <p>{readers === 1 ? "Someone reads" : `${readers} people read`} each application and give{readers === 1 ? "s" : ""} points for each of these. The weight says how much each one counts.</p>
        <Table
          caption="What applications are scored on"
          captionHidden
          empty="This has not been announced yet."
          columns={[{ key: "title", heading: "What" }, { key: "guidance", heading: "What readers look for" }, { key: "weight", heading: "Weight", numeric: true }]}
          rows={criteria.map((criterion) => ({ title: criterion.title, guidance: criterion.guidance, weight: `${criterion.weight}%` }))}
        />
        <Inset>You can stop at any time and come back. Nothing is sent until you press “Send application”.</Inset>
      </WithSidebar>
    </>
  );
}

function lead(pot: { open: boolean; closes: string | null; closesIn: string | null; opens: string | null; state: { text: string } }): string {
  if (pot.open) return `Open until ${pot.closes}: it closes ${pot.closesIn}.`;
  if (pot.state.text === "Closed") return `Closed since ${pot.closes}.`;
  return pot.opens ? `Opens on ${pot.opens}. You can read the questions now.` : "The dates have not been announced yet. You can read the questions now.";
}
