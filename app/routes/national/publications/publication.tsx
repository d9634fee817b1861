/** A publication as those see it who make it: what is to be done, what it says, and where it stands. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Button, ButtonGroup, ErrorSummary, Form, Hidden } from "#app/ui/forms.tsx";
import { Article, Breadcrumbs, PageHeader } from "#app/ui/layout.tsx";
import { Details, Notice, SummaryList, TaskList, Warning } from "#app/ui/show.tsx";
import { permit } from "#app/domain/kernel/actor.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { formatDay } from "#app/domain/kernel/time.ts";
import { findings, standing } from "#app/domain/publications/checks.server.ts";
import { composeContent } from "#app/domain/publications/content.server.ts";
import { retakeCuts } from "#app/domain/publications/draft.server.ts";
import { publicationStates } from "#app/domain/publications/model.ts";
import { may } from "#app/domain/publications/policy.ts";
import { getPublication } from "#app/domain/publications/read.server.ts";
import { sourceChoices } from "#app/domain/publications/slots.server.ts";
import { removeStatement } from "#app/domain/publications/statements.server.ts";
import { abandonPublication, releaseDue, submitPublication } from "#app/domain/publications/release.server.ts";
import { remarksOnPublication } from "#app/domain/partnership/read.server.ts";
import { paths } from "#app/paths.ts";
import { PublicationContent } from "#app/routes/parts/publication-content.tsx";
import { RemarkLinks } from "#app/routes/parts/remarks-view.tsx";
import { text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? data.publication.title : "Not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  permit(may.read(person));
  await releaseDue(lade);
  const publication = await getPublication(lade.db, person, params.id ?? "");
  const draft = publication.state === "draft";
  return {
    publication,
    content: await composeContent(lade.db, publication.id),
    left: draft ? standing(await findings(lade.db, publication.id)).length : 0,
    people: publication.tables.some((table) => table.measure === "people"),
    may: { edit: may.edit(person, publication).allowed, restate: may.restate(person).allowed && publication.state === "released" && publication.restated === null },
    remarks: Object.values(await remarksOnPublication(lade.db, person, publication.code)).flat(),
    words: Object.fromEntries((await sourceChoices(lade.db, publication.cuts)).map(({ value, text: said }) => [value, said])) as Record<string, string>,
    done: url.searchParams.get("done"),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  permit(may.draft(staff(lade)));
  const id = params.id ?? "";
  const intent = text(form, "intent");
  if (intent === "submit") await submitPublication(lade, id);
  else if (intent === "abandon") await abandonPublication(lade, id);
  else if (intent === "retake") await retakeCuts(lade, id);
  else if (intent === "remove") await removeStatement(lade, id, text(form, "statement"));
  else throw new NotFound();
  return redirect(paths.nationalPublication(id, { done: intent }));
});

/** The first words of a sentence. */
const beginning = (text: string): string => (text.length <= 80 ? text : `${text.slice(0, 80).replace(/\s+\S*$/, "")} …`);
const rowsInWords = (rows: number): string => (rows === 1 ? "1 row" : `${rows.toLocaleString("en-GB")} rows`);

const done: Record<string, string> = {
  drafted: "The draft is begun and its cuts are taken. Write a statement or add a table next.",
  changed: "Saved.",
  submit: "A publisher who has not written in it can approve it now.",
  abandon: "It is abandoned. Nothing of it was public.",
  retake: "The cuts are taken anew, and every statement has been asked again.",
  remove: "The statement is gone.",
  statement: "The statement is saved.",
  "given-back": "It is a draft again.",
  approved: "It is under embargo and will be released at 9.30am on its day.",
};

export default function Publication() {
  const { publication, content, left, people, remarks, words, may: can, done: what } = useLoaderData<typeof loader>();
  const refused = useRefused();
  const { id } = publication;
  const state = publicationStates[publication.state];
  return (
    <Article>
      <Breadcrumbs trail={[{ text: "National", to: paths.national() }, { text: "Publications", to: paths.nationalPublications() }, { text: publication.title }]} />
      <ErrorSummary errors={refused?.errors} />
      <PageHeader label="Publication" title={publication.title} state={state} />
      {what && done[what] ? <Notice kind="success" title="Done">{done[what]}</Notice> : null}
      {publication.given_back_reason && publication.state === "draft" ? <Notice kind="warning" title="It was given back"><p className="app-prose">{publication.given_back_reason}</p></Notice> : null}
      {publication.replaces_id ? <Notice kind="info" title="A restatement"><p>It is to replace “{publication.old_title}”.</p><p className="app-prose">{publication.restatement_reason}</p></Notice> : null}
      {publication.restated ? <p>Restated by <a href={paths.nationalPublication(publication.restated.id)}>{publication.restated.title}</a>.</p> : null}
      {can.edit ? (
        <>
          <TaskList
            groups={[{
              tasks: [
                { text: "What it is about", to: paths.editPublication(id), status: { text: "Open", colour: "grey" }, hint: `Data date ${formatDay(publication.data_on)}${publication.release_on ? `, release on ${formatDay(publication.release_on)}` : ", no day of release yet"}` },
                { text: "Write a statement", to: paths.publicationStatement(id), status: { text: `${publication.statements.length} written`, colour: publication.statements.length > 0 ? "green" : "grey" } },
                { text: "Tables", to: paths.publicationTables(id), status: { text: `${publication.tables.length} added`, colour: publication.tables.length > 0 ? "green" : "grey" } },
                ...(people ? [{ text: "Disclosure", to: paths.publicationDisclosure(id), status: { text: "Counts people", colour: "yellow" as const } }] : []),
                { text: "Checks", to: paths.publicationChecks(id), status: left === 0 ? { text: "Settled", colour: "green" } : { text: `${left} to settle`, colour: "yellow" } },
              ],
            }]}
          />
          <Form><ButtonGroup><Button name="intent" value="submit">Hand to a publisher</Button></ButtonGroup></Form>
        </>
      ) : (
        <SummaryList
          rows={[
            { key: "Drafted by", value: publication.drafted_by_name ?? "Brought in from before" },
            { key: "Approved by", value: publication.approved_by_name ?? "nobody yet" },
            { key: "Release", value: publication.release_on ? `9.30am on ${formatDay(publication.release_on)}` : "no day yet" },
            { key: "Checks", value: <a href={paths.publicationChecks(id)}>What the checks found</a> },
            ...(people ? [{ key: "Disclosure", value: <a href={paths.publicationDisclosure(id)}>What is suppressed, and why that is enough</a> }] : []),
            ...(publication.state === "awaiting-approval" || publication.state === "embargoed" ? [{ key: "Approval", value: <a href={paths.publicationApproval(id)}>Approval, embargo and who reads before release</a> }] : []),
            ...(publication.state === "released" ? [{ key: "Public page", value: <a href={paths.publication(publication.code)}>{publication.title}</a> }] : []),
          ]}
        />
      )}
      {can.restate ? <Button secondary to={paths.restatePublication(id)}>Correct it by a restatement</Button> : null}
      {remarks.length > 0 ? <section aria-labelledby="remarks"><h2 id="remarks">Remarks of the Partnership</h2><RemarkLinks remarks={remarks} to={paths.nationalRemark} /></section> : null}
      <h2>What it says</h2>
      <PublicationContent content={content} />
      <h2>Where each number comes from</h2>
      {publication.statements.length === 0 ? <p>No statement yet.</p> : publication.statements.map((statement) => (
        <Details key={statement.id} summary={statement.heading || beginning(statement.printed)}>
          <SummaryList
            rows={statement.slots.map((slot) => ({
              key: `{${slot.name}}`,
              value: <>{slot.rows_behind > 0 ? <a href={paths.publicationRows(id, statement.id, slot.name)}>{slot.printed}</a> : slot.printed}: {words[slot.source] ?? slot.source}{slot.rows_behind > 0 ? `, ${rowsInWords(slot.rows_behind)} behind it` : ""}</>,
            }))}
          />
          {can.edit ? (
            <Form>
              <Hidden name="statement" value={statement.id} />
              <ButtonGroup><Button small secondary to={paths.publicationStatement(id, { statement: statement.id })}>Change it</Button><Button small plain name="intent" value="remove">Remove it</Button></ButtonGroup>
            </Form>
          ) : null}
        </Details>
      ))}
      {can.edit ? (
        <Details summary="Take the cuts again, or give it up">
          <Warning>Taking the cuts again asks every statement anew: numbers can change.</Warning>
          <Form><ButtonGroup><Button small secondary name="intent" value="retake">Take the cuts again</Button><Button small plain name="intent" value="abandon">Abandon this draft</Button></ButtonGroup></Form>
        </Details>
      ) : null}
    </Article>
  );
}
