/** Disclosure control: what is suppressed in the counts of people, and the decision about it. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Button, ErrorSummary, Form, TextArea } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Notice, SummaryList, Warning } from "#app/ui/show.tsx";
import { permit } from "#app/domain/kernel/actor.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { controlOf, decideDisclosure, lastDecision } from "#app/domain/publications/disclosure.server.ts";
import { assessmentSchema } from "#app/domain/publications/model.ts";
import { may } from "#app/domain/publications/policy.ts";
import { getPublication } from "#app/domain/publications/read.server.ts";
import { paths } from "#app/paths.ts";
import { formFields, parse } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Disclosure: ${data.title}` : "Not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const publication = await getPublication(lade.db, person, params.id ?? "");
  const draft = publication.state === "draft";
  const control = draft ? await controlOf(lade.db, publication) : undefined;
  const decision = await lastDecision(lade.db, publication.id);
  return {
    id: publication.id,
    title: publication.title,
    draft,
    mayDecide: may.edit(person, publication).allowed,
    control: control ? { threshold: control.threshold, cells: control.cells.length, primary: control.primary.size, secondary: control.secondary.size, unprotected: control.unprotected.length } : null,
    decision: decision ? { ...decision, stands: !draft || decision.basis_sha256 === control?.basis_sha256 } : null,
    done: url.searchParams.get("done"),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  permit(may.draft(staff(lade)));
  await decideDisclosure(lade, params.id ?? "", parse(assessmentSchema, { assessment: "", ...formFields(form) }));
  return redirect(paths.publicationDisclosure(params.id ?? "", { done: "decided" }));
});

export default function Disclosure() {
  const { id, title: name, draft, mayDecide, control, decision, done } = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <Article>
      <BackLink to={paths.nationalPublication(id)}>{name}</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title={`Disclosure: ${name}`} lead="Small counts of people are not shown, nor what would give them away: in its rows and columns, in each of its files, and beside everything published before." />
      {done === "decided" ? <Notice kind="success" title="The decision is recorded">It holds as long as the tables stay as they are.</Notice> : null}
      {draft && !control ? <p>No table here counts people. Counts of awards to named organisations are public and are not suppressed.</p> : null}
      {control ? (
        <SummaryList
          rows={[
            { key: "Counts of people", value: control.cells },
            { key: `Fewer than ${control.threshold}`, value: `${control.primary} suppressed` },
            { key: "To keep those from being worked out", value: `${control.secondary} more suppressed` },
          ]}
        />
      ) : null}
      {control && control.unprotected > 0 ? <Warning>{control.unprotected} small counts could be worked out from what is public already. Leave a table out, or count by fewer groups.</Warning> : null}
      {decision ? (
        <>
          <h2>{decision.stands ? "The decision" : "An earlier decision, about other tables"}</h2>
          <SummaryList
            rows={[
              { key: "Decided", value: `${formatInstant(new Date(decision.decided_at))}${decision.decided_by_name ? `, by ${decision.decided_by_name}` : ""}` },
              { key: "Suppressed", value: `${decision.primary_suppressed} small counts and ${decision.secondary_suppressed} more, of ${decision.cells}` },
              { key: "What was weighed", value: <span className="app-prose">{decision.assessment}</span> },
            ]}
          />
        </>
      ) : null}
      {mayDecide && control && control.unprotected === 0 && !decision?.stands ? (
        <Form refused={refused}>
          <TextArea name="assessment" label="What was weighed" hint="Who could be recognised, by whom, and from what else that is known" rows={5} limit={4000} />
          <Button>Record the decision</Button>
        </Form>
      ) : null}
    </Article>
  );
}
