/** One reader of a round on paper: what they declared, their pack, the sheet they return, and entering it. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { readOthersScores } from "#app/domain/assessment/interests.server.ts";
import { sheetStates } from "#app/domain/assessment/model.ts";
import { may } from "#app/domain/assessment/policy.ts";
import { getReader, packParts } from "#app/domain/assessment/reading-pack.server.ts";
import { declareOnPaper, readPaperAnswers } from "#app/domain/assessment/reading-paper.server.ts";
import { discardScoreFile, enterScoreFile, listEnteredFiles, planScoreFile, stageScoreFile } from "#app/domain/assessment/score-file.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { Invalid, NotFound } from "#app/domain/kernel/errors.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, ErrorSummary, Form, Hidden, Radios, TextField } from "#app/ui/forms.tsx";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Details, Inset, Notice, SyntheticMark, Warning } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { formFields, text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useOvertaken, useRefused, type Refused } from "#app/web/refused.ts";
import { FileField } from "../parts/documents.tsx";
import { ScorePlanView } from "../parts/score-plan.tsx";
import { potTrail } from "../parts/pot-trail.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Reading: ${data.reader.name}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const { pot, reader, rows } = await getReader(lade, params.pot ?? "", params.person ?? "");
  permit(may.changePanel(person, pot));
  const self = person.id === reader.id;
  const plan = self ? undefined : await planScoreFile(lade, pot.id, reader.id);
  if (plan) await readOthersScores(lade.db, person.id, plan.sheets.map(({ application_id }) => application_id));
  return {
    pot: { id: pot.id, name: `${pot.round_title}, ${pot.area_name}`, area: pot.area_name, synthetic: pot.synthetic, anonymous: pot.anonymous_reading },
    reader, self,
    rows: rows.map(({ sheet_version: _version, weighted_percent: _percent, viewer_owes: _owes, ...row }) => ({ ...row, entered_at: row.entered_at ? formatInstant(row.entered_at) : null })),
    parts: packParts(rows, reader.owes_round),
    plan: plan ?? null,
    earlier: (await listEnteredFiles(lade.db, pot.id, reader.id)).map((one) => ({ ...one, entered_at: one.entered_at ? formatInstant(one.entered_at) : "" })),
    done: url.searchParams.get("done"),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  const person = staff(lade);
  const { pot, reader, rows } = await getReader(lade, params.pot ?? "", params.person ?? "");
  permit(may.changePanel(person, pot));
  const back = (done?: string) => redirect(paths.potReader(pot.id, reader.id, { done }));
  switch (text(form, "intent")) {
    case "declare":
      await declareOnPaper(lade, pot.id, reader.id, readPaperAnswers(rows.filter(({ has_interest }) => has_interest === null).map(({ application_id }) => application_id), formFields(form)));
      return back("declared");
    case "check": {
      const file = form.get("file");
      if (!(file instanceof File) || file.name === "") throw new Invalid({ file: "Choose the score sheet that was returned" });
      await stageScoreFile(lade, pot.id, reader.id, { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
      return redirect(`${paths.potReader(pot.id, reader.id)}#sheet`);
    }
    case "enter":
      await enterScoreFile(lade, pot.id, reader.id, { upload_id: text(form, "upload"), sha256: text(form, "sha256") });
      return back("entered");
    case "discard":
      await discardScoreFile(lade, pot.id, reader.id);
      return back("discarded");
    default:
      throw new NotFound();
  }
}, { keepTyped: true });

type Data = ReturnType<typeof useLoaderData<typeof loader>>;

const doneWords: Record<string, string> = {
  declared: "What they declared is recorded, with your name.",
  entered: "The scores are in, with your name and the time.",
  discarded: "The file is gone. Nothing of it was entered.",
};

export default function ReaderPage() {
  const data = useLoaderData<typeof loader>();
  const { pot, reader, rows, plan, self } = data;
  const refused = useRefused();
  const overtaken = useOvertaken();
  const of = (intent: string): Refused | undefined => (refused?.values.intent?.[0] === intent ? refused : undefined);
  const undeclared = rows.filter(({ has_interest }) => has_interest === null);
  return (
    <Wide>
      <Breadcrumbs trail={potTrail({ id: pot.id, area_name: pot.area }, { text: "Reading", to: paths.potReading(pot.id) }, { text: reader.name })} />
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title={`Reading: ${reader.name}`} label={pot.name} lead="What they read on paper, and the scores they send back.">{pot.synthetic ? <p><SyntheticMark /></p> : null}</PageHeader>
      {overtaken ? <Notice kind="warning" title="Nothing is saved">{overtaken}.</Notice> : null}
      {data.done && doneWords[data.done] && !refused ? <Notice kind="success" title={doneWords[data.done]} /> : null}
      {plan ? <ScorePlanView plan={plan} refused={of("enter")} /> : null}
      <Rows data={data} />
      <PackPart data={data} />
      {self ? <Inset>This is you. You declare and score from <a href={paths.panel()}>your assessments</a>.</Inset> : null}
      {!self && reader.owes_round ? <Warning>Before anything opens, {reader.name} declares for the round. <a href={paths.panelMemberDeclaration(pot.id, reader.id)}>Record a declaration made on paper</a></Warning> : null}
      {!self && !reader.owes_round && undeclared.length > 0 ? <PaperDeclaration rows={undeclared} refused={of("declare")} /> : null}
      {self ? null : <SendSheet potId={pot.id} readerId={reader.id} refused={of("check")} primary={plan === null} />}
      {data.earlier.length > 0 ? (
        <Table
          caption="Sheets that were entered" dense
          columns={[{ key: "file", heading: "File" }, { key: "when", heading: "Entered" }, { key: "sheets", heading: "Applications", numeric: true }]}
          rows={data.earlier.map((one) => ({ file: <span className="app-as-typed">{one.file_name}</span>, when: `${one.entered_at}, ${one.person_name}`, sheets: one.sheets }))}
        />
      ) : null}
    </Wide>
  );
}

function Rows({ data: { rows } }: { data: Data }) {
  return (
    <Table
      caption="What they were asked to read" dense empty="Nothing that you can see. What is closed to them or to you is not here."
      columns={[{ key: "title", heading: "Application" }, { key: "group", heading: "Group" }, { key: "interest", heading: "Declared" }, { key: "scores", heading: "Scores" }]}
      rows={rows.map((row) => ({
        title: <><a href={paths.manageApplication(row.application_id)}>{row.title}</a> ({row.reference})</>, group: row.organisation_name,
        interest: row.has_interest === false ? "No interest" : "Not yet",
        scores: row.sheet_status === null ? "None yet" : <>{sheetStates[row.sheet_status]}{row.entered_by_name ? <><br /><span className="ds_hint-text">{`Entered by ${row.entered_by_name}, ${row.entered_at ?? ""}`}</span></> : null}</>,
      }))}
    />
  );
}

function PackPart({ data: { pot, reader, parts, self } }: { data: Data }) {
  const pack = (part: number) => (self ? paths.ownReadingPack(pot.id, part) : paths.readingPack(pot.id, reader.id, part));
  return (
    <section aria-labelledby="pack">
      <h2 id="pack">The pack and the score sheet</h2>
      <p>{pot.anonymous ? "Without names, as this round is read. " : ""}In them are the applications that {self ? "you" : reader.name} declared no interest in, and no others.</p>
      <ul>
        {Array.from({ length: parts }, (_, index) => <li key={index}><a href={pack(index + 1)}>{`Reading pack${parts > 1 ? `, part ${index + 1} of ${parts}` : ""} (PDF)`}</a></li>)}
        <li><a href={self ? paths.ownScoreFile(pot.id) : paths.scoreFile(pot.id, reader.id)}>Score sheet to fill in (Excel)</a></li>
      </ul>
    </section>
  );
}

function PaperDeclaration({ rows, refused }: { rows: Data["rows"]; refused: Refused | undefined }) {
  return (
    <section aria-labelledby="declare">
      <h2 id="declare">What they declared on paper</h2>
      <p>Type in what they signed or told you. An interest closes the application to them and is not taken back.</p>
      <Details summary={rows.length === 1 ? "1 application without a declaration" : `${rows.length} applications without a declaration`} open={refused !== undefined}>
        <Form refused={refused}>
          <Hidden name="intent" value="declare" />
          {rows.map((row) => (
            <div key={row.application_id}>
              <Radios
                name={`declared-${row.application_id}`} legend={`${row.title}, ${row.organisation_name} (${row.reference})`} small
                options={[{ value: "none", text: "No interest" }, { value: "interest", text: "An interest" }]}
              />
              <TextField name={`why-${row.application_id}`} label={<>If there is one: what is it?<span className="visually-hidden"> {row.reference}</span></>} optional />
            </div>
          ))}
          <ButtonGroup><Button secondary>Record what they declared</Button></ButtonGroup>
        </Form>
      </Details>
    </section>
  );
}

function SendSheet({ potId, readerId, refused, primary }: { potId: string; readerId: string; refused: Refused | undefined; primary: boolean }) {
  return (
    <section aria-labelledby="send">
      <h2 id="send">{primary ? "Enter a returned sheet" : "Send another sheet instead"}</h2>
      <Form action={paths.potReader(potId, readerId)} refused={refused} multipart>
        <Hidden name="intent" value="check" />
        <FileField name="file" label="Score sheet" accept=".xlsx,.csv" hint="The Excel workbook that was made here, filled in, or its first sheet as CSV. You see what is in it before anything is entered." />
        <ButtonGroup><Button secondary={!primary}>Check the sheet</Button></ButtonGroup>
      </Form>
    </section>
  );
}
