/** Before anyone reads an application: have they an interest in it? */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { declare } from "#app/domain/assessment/change.server.ts";
import { declarationSchema } from "#app/domain/assessment/model.ts";
import { may } from "#app/domain/assessment/policy.ts";
import { getApplicationHead, getStanding } from "#app/domain/assessment/read.server.ts";
import { holdsInArea, permit } from "#app/domain/kernel/actor.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, ErrorSummary, Form, Radios, TextArea } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { SummaryList, Warning } from "#app/ui/show.tsx";
import { parseForm } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Your interest: ${data.organisation_name}` : "Page not found");

export const loader = page(async ({ lade, params }) => {
  const person = staff(lade);
  const id = params.id ?? "";
  const standing = await getStanding(lade.db, id, person.id);
  permit(may.declare(person, standing));
  const assesses = standing.assigned && holdsInArea(person, standing, ["assessor", "chair"]);
  // The round comes first: before it nothing of an application is shown, not even whose it is.
  if (assesses && standing.owes_round) throw redirect(paths.declareRound((await getApplicationHead(lade.db, id, person.id)).pot_id));
  const { reference, title: project, organisation_name, round_title, area_name } = await getApplicationHead(lade.db, id, person.id);
  return { reference, project, organisation_name, round_title, area_name, declared: standing.has_interest, back: assesses ? paths.panel() : paths.manageApplication(id) };
});

export const action = verb(async ({ lade, params, form }) => {
  const person = staff(lade);
  const id = params.id ?? "";
  const input = parseForm(declarationSchema, form);
  const before = await getStanding(lade.db, id, person.id);
  await declare(lade, id, input);
  const assesses = before.assigned && holdsInArea(person, before, ["assessor", "chair"]);
  if (input.has_interest) return redirect(assesses ? `${paths.panel()}?done=interest` : `${paths.desk()}?done=interest`);
  return redirect(assesses ? paths.assess(id) : `${paths.manageApplication(id)}?done=declared`);
});

export default function DeclarationPage() {
  const data = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <Article>
      <BackLink to={data.back}>{data.back === paths.panel() ? "Your assessments" : "The application"}</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title={`Do you have an interest in ${data.organisation_name}’s application?`} label={data.reference} />
      <SummaryList
        rows={[
          { key: "Group", value: data.organisation_name },
          { key: "Project", value: data.project },
          { key: "Round", value: `${data.round_title}, ${data.area_name}` },
        ]}
      />
      <p>You have an interest if you, someone close to you or an organisation you belong to could gain or lose by this decision: as a member, worker, volunteer, trustee, supplier, rival applicant, friend or relative.</p>
      {data.declared === false ? <p>You declared that you have no interest. If that has changed, say so here.</p> : null}
      <Warning>An interest can’t be taken back here. The application closes to you, and scores you gave it are set aside.</Warning>
      <Form refused={refused}>
        <Radios
          name="has_interest" legend="Your interest"
          value={data.declared === false ? "no" : undefined}
          options={[
            { value: "no", text: "I have no interest in this application" },
            { value: "yes", text: "I have an interest, or it could look as if I had one" },
          ]}
        />
        <TextArea name="explanation" label="If you have one: what is it?" hint="A few words, for the record. Only this fund’s administrators read them." rows={3} limit={1000} />
        <ButtonGroup>
          <Button>Record my answer</Button>
        </ButtonGroup>
      </Form>
    </Article>
  );
}
