/** The risks and issues of a report to the Leadership Board. */
import { useLoaderData } from "@remix-run/react";
import { redirect, type MetaFunction } from "@remix-run/node";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Button, ErrorSummary, Form, Hidden, Radios, TextArea, TextField } from "#app/ui/forms.tsx";
import { Notice, SummaryCard } from "#app/ui/show.tsx";
import { permit } from "#app/domain/kernel/actor.ts";
import { addRisk, removeRisk } from "#app/domain/publications/board/change.server.ts";
import { riskKinds, riskSchema } from "#app/domain/publications/board/model.ts";
import { may } from "#app/domain/publications/board/policy.ts";
import { getReport, listRisks } from "#app/domain/publications/board/read.server.ts";
import { paths } from "#app/paths.ts";
import { parseForm, text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Risks and issues: ${data.report.title}` : "Not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  permit(may.read(person));
  const report = await getReport(lade.db, params.report ?? "");
  return { report: { code: report.code, title: report.title }, risks: await listRisks(lade.db, report.id), mayWrite: may.prepare(person).allowed && report.state === "preparing", done: url.searchParams.get("done") };
});

export const action = verb(async ({ lade, params, form }) => {
  permit(may.prepare(staff(lade)));
  const report = params.report ?? "";
  const gone = text(form, "remove");
  if (gone !== "") await removeRisk(lade, report, gone);
  else await addRisk(lade, report, parseForm(riskSchema, form));
  return redirect(`${paths.boardRisks(report)}?done=${gone === "" ? "added" : "removed"}`);
});

export default function Risks() {
  const { report, risks, mayWrite, done } = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <Article>
      <BackLink to={paths.boardReport(report.code)}>{report.title}</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader label={report.title} title="Risks and issues" />
      {done ? <Notice kind="success" title="Done">{done === "added" ? "It is in the report." : "It is out of the report."}</Notice> : null}
      {risks.length === 0 ? <p className="app-empty">None is entered in this report.</p> : null}
      {risks.map((risk) => (
        <SummaryCard key={risk.id} level={2} title={risk.kind === "risk" ? "Risk" : "Issue"} rows={[{ key: "What", value: risk.description }, { key: "Owner", value: risk.owner }, { key: "Response", value: risk.response }]}>
          {mayWrite ? <Form><Hidden name="remove" value={risk.id} /><Button small secondary>Take it out<span className="visually-hidden">: {risk.description}</span></Button></Form> : null}
        </SummaryCard>
      ))}
      {mayWrite ? (
        <Form refused={refused}>
          <h2>Enter another</h2>
          <Radios name="kind" legend="Which is it?" options={Object.entries(riskKinds).map(([value, words]) => ({ value, text: words }))} />
          <TextArea name="description" label="What may go wrong, or has" rows={3} limit={1000} />
          <TextField name="owner" label="Owner" hint="A body or a post, not a person’s name" />
          <TextArea name="response" label="Response" hint="What is being done" rows={3} limit={1000} />
          <Button>Enter it</Button>
        </Form>
      ) : null}
    </Article>
  );
}
