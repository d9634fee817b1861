/** Reading and scoring: the answers at a measure for reading, beside them each criterion with its guidance, points and reason. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { formatPercent, readSheet, weightedPercent } from "#app/domain/assessment/model.ts";
import { may } from "#app/domain/assessment/policy.ts";
import { findOwnSheet, getApplicationHead, getStanding, scoresOf } from "#app/domain/assessment/read.server.ts";
import { readApplication } from "#app/domain/assessment/reading.server.ts";
import { saveScores, sendScores } from "#app/domain/assessment/scores.server.ts";
import { listCriteria } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { Invalid } from "#app/domain/kernel/errors.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { AnswersView } from "#app/ui/form-engine/answers.tsx";
import { ScoresPart } from "../parts/assessment.tsx";
import { FilesPlace } from "../parts/files-place.tsx";
import { Button, ButtonGroup, ErrorSummary, Fieldset, Form, Hidden, TextArea, TextField } from "#app/ui/forms.tsx";
import { BackLink, PageHeader, SideBySide } from "#app/ui/layout.tsx";
import { Inset, Notice, SummaryList, SyntheticMark } from "#app/ui/show.tsx";
import { formFields, text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useOvertaken, useRefused, type Refused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Score: ${data.head.organisation_name}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const id = params.id ?? "";
  const standing = await getStanding(lade.db, id, person.id);
  if (standing.assigned && standing.has_interest === null && may.declare(person, standing).allowed) throw redirect(paths.declareInterest(id));
  permit(may.read(person, standing));
  const { head, pot, criteria, definition, lists, files, answers, organisation } = await readApplication(lade.db, id, person.id);
  const own = await findOwnSheet(lade.db, id, person.id);
  return {
    ...{ head, criteria, definition, lists, files, answers },
    group: { legal_form_title: organisation.legal_form_title, purpose: organisation.purpose, area_name: organisation.area_name },
    guidance: pot.guidance,
    own,
    percent: own ? weightedPercent(criteria, own.scores) : undefined,
    others: (await scoresOf(lade.db, id, person)).filter(({ person_id }) => person_id !== person.id),
    saved: url.searchParams.get("done") === "saved",
  };
});

export const action = verb(async ({ lade, params, form }) => {
  const person = staff(lade);
  const id = params.id ?? "";
  permit(may.score(person, await getStanding(lade.db, id, person.id)));
  const { pot_id } = await getApplicationHead(lade.db, id, person.id);
  const { sheet, errors } = readSheet(await listCriteria(lade.db, pot_id), formFields(form));
  if (Object.keys(errors).length > 0) throw new Invalid(errors);
  const sends = text(form, "intent") === "send";
  await (sends ? sendScores : saveScores)(lade, id, sheet);
  return redirect(sends ? `${paths.panel()}?done=sent` : `${paths.assess(id)}?done=saved`);
}, { keepTyped: true });

export default function Assess() {
  const data = useLoaderData<typeof loader>();
  const { head, own, group } = data;
  const refused = useRefused();
  const overtaken = useOvertaken();
  const sent = own?.status === "sent";
  return (
    <>
      <BackLink to={paths.panel()}>Your assessments</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader
        title={`Score: ${head.organisation_name}`} label={`${head.round_title}, ${head.reference}`}
        state={sent ? { text: "Scores sent", colour: "green" } : head.status === "in-assessment" ? { text: "To score", colour: "blue" } : { text: "Closed for scores", colour: "grey" }}
        lead={head.title}
      >
        {head.synthetic ? <p><SyntheticMark /></p> : null}
      </PageHeader>
      {overtaken ? <Notice kind="warning" title="Nothing is saved yet">{overtaken}.</Notice> : null}
      {data.saved ? <Notice kind="success" title="Your draft is saved">Nobody else sees it until you send it.</Notice> : null}
      <SideBySide beside={sent || head.status !== "in-assessment" ? <Closed data={data} /> : <ScoreForm data={data} refused={refused} overtaken={overtaken !== undefined} />}>
        <SummaryList
          rows={[
            { key: "Asks for", value: head.asked_pence === null ? "Not stated" : formatPence(head.asked_pence) },
            { key: "Group", value: `${group.legal_form_title}, ${group.area_name}` },
            ...(group.purpose ? [{ key: "What the group is for", value: group.purpose }] : []),
          ]}
        />
        <FilesPlace application={head.id} files={data.files}><AnswersView definition={data.definition} answers={data.answers} lists={data.lists} /></FilesPlace>
      </SideBySide>
    </>
  );
}

type Data = ReturnType<typeof useLoaderData<typeof loader>>;

function ScoreForm({ data, refused, overtaken }: { data: Data; refused: Refused | undefined; overtaken: boolean }) {
  const { criteria, own, percent } = data;
  if (criteria.length === 0) return <Inset>This round has no criteria, so there is nothing to score yet.</Inset>;
  return (
    <Form refused={refused}>
      <h2>Your scores</h2>
      <Hidden name="version" value={own?.version ?? 0} />
      {criteria.map((criterion) => {
        const saved = own?.scores.find(({ criterion_id }) => criterion_id === criterion.id);
        return (
          <Fieldset key={criterion.id} name={`criterion-${criterion.id}`} legend={`${criterion.title} (weight ${criterion.weight})`} hint={criterion.guidance}>
            {overtaken && saved ? <p className="ds_hint-text">{`Saved now: ${saved.points ?? "no points"}${saved.reason ? `, “${saved.reason}”` : ""}`}</p> : null}
            <TextField name={`points-${criterion.id}`} label={`Points, 0 to ${criterion.max_points}`} inputMode="numeric" width={3} autoComplete="off" value={saved?.points} />
            <TextArea name={`reason-${criterion.id}`} label="Reason" rows={3} value={saved?.reason} />
          </Fieldset>
        );
      })}
      <TextArea name="overall" label="Anything about the whole application" rows={3} value={own?.overall} optional />
      {percent === undefined ? null : <p>{`Your draft comes to ${formatPercent(percent)}.`}</p>}
      <p>Once you send your scores they no longer change, and you can read those of the other assessors.</p>
      <ButtonGroup>
        <Button name="intent" value="send">Send my scores</Button>
        <Button name="intent" value="save" secondary>Save as a draft</Button>
      </ButtonGroup>
      <p><a href={paths.declareInterest(data.head.id)}>I have an interest after all</a></p>
    </Form>
  );
}

function Closed({ data }: { data: Data }) {
  const { own, head } = data;
  const ownSheets = own?.status === "sent" ? [{ ...own, name: "You" }] : [];
  return (
    <>
      {own?.status === "sent" && own.sent_at ? <p>{`You sent your scores ${formatInstant(new Date(own.sent_at))}.`}</p> : <Inset>This application is no longer being assessed, so it takes no more scores.</Inset>}
      <ScoresPart criteria={data.criteria} sheets={[...ownSheets, ...data.others]} heading="Scores" empty="No scores can be read." />
      {head.status === "in-assessment" ? <p><a href={paths.declareInterest(head.id)}>I have an interest after all</a></p> : null}
    </>
  );
}
