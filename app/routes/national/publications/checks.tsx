/** What the checks of quality find, and the answers that are printed with the figures. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Button, ErrorSummary, Form, Hidden, TextArea } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Notice, SummaryCard, Tag } from "#app/ui/show.tsx";
import { permit } from "#app/domain/kernel/actor.ts";
import { answerFinding, findings } from "#app/domain/publications/checks.server.ts";
import { answerSchema } from "#app/domain/publications/model.ts";
import { may } from "#app/domain/publications/policy.ts";
import { getPublication } from "#app/domain/publications/read.server.ts";
import { paths } from "#app/paths.ts";
import { formFields, parse } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Checks: ${data.title}` : "Not found");

export const loader = page(async ({ lade, params }) => {
  const person = staff(lade);
  const publication = await getPublication(lade.db, person, params.id ?? "");
  const checked = publication.state !== "released" && publication.state !== "abandoned";
  return { id: publication.id, title: publication.title, found: checked ? await findings(lade.db, publication.id) : [], checked, mayAnswer: may.edit(person, publication).allowed };
});

export const action = verb(async ({ lade, params, form }) => {
  permit(may.draft(staff(lade)));
  await answerFinding(lade, params.id ?? "", parse(answerSchema, { finding: "", answer: "", ...formFields(form) }));
  return redirect(paths.publicationChecks(params.id ?? ""));
});

export default function Checks() {
  const { id, title: name, found, checked, mayAnswer } = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <Article>
      <BackLink to={paths.nationalPublication(id)}>{name}</BackLink>
      <ErrorSummary errors={refused?.errors} ids={{ answer: `answer-${found.findIndex((one) => one.code === refused?.values.finding?.[0])}` }} />
      <PageHeader title={`Checks: ${name}`} lead="What stops it has to be put right. The rest wants an answer, which is printed with the figures." />
      {!checked ? <p>It was checked before its release. What was found and answered is printed in it.</p> : found.length === 0 ? <Notice kind="success" title="Nothing was found">Every area had reported, nothing repeats, all that should add up does.</Notice> : null}
      {found.map((finding, index) => (
        <SummaryCard key={finding.code} title={<Tag colour={finding.level === "stops" ? "red" : finding.answer === null ? "yellow" : "green"}>{finding.level === "stops" ? "Stops the release" : finding.answer === null ? "Wants an answer" : "Answered"}</Tag>} level={2}>
          <p>{finding.message}</p>
          {finding.answer !== null ? <p className="app-prose">Answer: {finding.answer}</p> : null}
          {finding.level === "answer" && mayAnswer ? (
            <Form refused={refused?.values.finding?.[0] === finding.code ? refused : undefined}>
              <Hidden name="finding" value={finding.code} />
              <TextArea name="answer" id={`answer-${index}`} label={<>{finding.answer === null ? "Answer" : "Another answer"}<span className="visually-hidden">: {finding.message}</span></>} rows={2} limit={1000} />
              <Button small secondary>Keep the answer</Button>
            </Form>
          ) : null}
        </SummaryCard>
      ))}
    </Article>
  );
}
