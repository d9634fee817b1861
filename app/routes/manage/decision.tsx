/** One decision: what was asked and said, what the assessors found, and the form that decides. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { formatPercent } from "#app/domain/assessment/model.ts";
import { scoresOf } from "#app/domain/assessment/read.server.ts";
import { readApplication } from "#app/domain/assessment/reading.server.ts";
import { decide, takeBack } from "#app/domain/awards/decide.server.ts";
import { decidable } from "#app/domain/awards/ledger.server.ts";
import { decisionForm, manyTagFields, outcomes } from "#app/domain/awards/model.ts";
import { may } from "#app/domain/awards/policy.ts";
import { findDecision, getDecidable, remainingIn, tagsOfApplication } from "#app/domain/awards/read.server.ts";
import { holdsInArea, permit } from "#app/domain/kernel/actor.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { AnswersView } from "#app/ui/form-engine/answers.tsx";
import { Button, ErrorSummary, Form, Hidden, MoneyField, Radios, TextArea } from "#app/ui/forms.tsx";
import { Article, Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Details, Notice, SummaryList, SyntheticMark, Tag } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { parseForm, text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useOvertaken, useRefused } from "#app/web/refused.ts";
import { FilesPlace } from "../parts/files-place.tsx";
import { TagFields } from "../parts/tag-fields.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Decide: ${data.head.organisation_name}` : "Page not found");

export const loader = page(async ({ lade, params }) => {
  const person = staff(lade);
  const { db } = lade;
  const thing = await getDecidable(db, params.id ?? "");
  permit(may.decide(person, await decidable(db, person, thing)));
  const { head, pot, criteria, definition, lists, files, answers } = await readApplication(db, thing.application_id, person.id);
  return {
    head,
    pot: { id: pot.id, round_title: pot.round_title, area_name: pot.area_name, min_amount_pence: pot.min_amount_pence, remaining: remainingIn(pot) },
    criteria, definition, lists, files, answers,
    sheets: await scoresOf(db, thing.application_id, person),
    tags: await tagsOfApplication(db, thing.application_id),
    decision: (await findDecision(db, thing.application_id)) ?? null,
    administers: holdsInArea(person, thing, ["administrator"]),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  staff(lade);
  const id = params.id ?? "";
  const { pot_id } = await getDecidable(lade.db, id);
  const intent = text(form, "intent");
  if (intent === "take-back") {
    await takeBack(lade, id);
    return redirect(paths.potBoard(pot_id, { done: "taken-back" }));
  }
  if (intent !== "decide") throw new NotFound();
  const { remaining_pence } = await decide(lade, id, parseForm(decisionForm, form, { many: manyTagFields }));
  return redirect(paths.potBoard(pot_id, { done: "decided", left: remaining_pence }));
}, { keepTyped: true });

export default function DecideApplication() {
  const data = useLoaderData<typeof loader>();
  const { head, pot, decision } = data;
  const refused = useRefused();
  const overtaken = useOvertaken();
  return (
    <Wide>
      <Breadcrumbs
        trail={[
          { text: `${pot.round_title}, ${pot.area_name}`, to: paths.managePot(pot.id) },
          { text: "Decide", to: paths.potBoard(pot.id) },
          { text: head.reference },
        ]}
      />
      <ErrorSummary errors={refused?.errors} />
      <PageHeader
        title={`Decide: ${head.organisation_name}`} label={head.reference} lead={head.title}
        state={decision ? { text: decision.released_at ? "Decided, released" : "Decided, not released", colour: decision.released_at ? "green" : "yellow" } : { text: "To decide", colour: "blue" }}
      >
        {head.synthetic ? <p><SyntheticMark /></p> : null}
        {decision ? null : <p><a href="#decide">Go to your decision</a></p>}
      </PageHeader>
      {overtaken ? <Notice kind="warning" title="Nothing was decided">{overtaken}.</Notice> : null}
      <SummaryList
        rows={[
          { key: "Asks for", value: formatPence(head.asked_pence ?? 0) },
          { key: "Remains in the pot", value: formatPence(pot.remaining) },
          { key: "Received", value: head.received_at ? formatInstant(new Date(head.received_at)) : "Not recorded" },
        ]}
      />
      <Scores criteria={data.criteria} sheets={data.sheets} />
      <h2>What they wrote</h2>
      <Details summary="Read the whole application"><FilesPlace application={head.id} files={data.files}><AnswersView definition={data.definition} answers={data.answers} lists={data.lists} level={3} /></FilesPlace></Details>
      {data.administers ? <p><a href={paths.manageApplication(head.id)}>Checks, assessors and history</a></p> : null}
      {decision ? <Decided data={data} /> : <DecisionForm data={data} />}
    </Wide>
  );
}

type Data = ReturnType<typeof useLoaderData<typeof loader>>;

/** Criteria down, assessors across: each one's points with their reason, side by side. */
function Scores({ criteria, sheets }: Pick<Data, "criteria" | "sheets">) {
  const scoreOf = (sheet: Data["sheets"][number], criterion: string) => sheet.scores.find(({ criterion_id }) => criterion_id === criterion);
  return (
    <>
      <h2>Scores and reasons</h2>
      <Table
        caption="Each assessor’s points and reasons" captionHidden
        columns={[{ key: "criterion", heading: "Criterion" }, ...sheets.map((sheet) => ({ key: sheet.id, heading: sheet.name }))]}
        rows={sheets.length === 0 ? [] : [
          ...criteria.map((criterion) => ({
            criterion: `${criterion.title} (weight ${criterion.weight})`,
            ...Object.fromEntries(sheets.map((sheet) => {
              const score = scoreOf(sheet, criterion.id);
              return [sheet.id, <><strong>{`${score?.points ?? "–"} of ${criterion.max_points}`}</strong><p className="app-as-typed">{score?.reason}</p></>];
            })),
          })),
          { criterion: "Overall", ...Object.fromEntries(sheets.map((sheet) => [sheet.id, <p className="app-as-typed" key={sheet.id}>{sheet.overall || "Nothing added"}</p>])) },
        ]}
        total={{ criterion: "Weighted score", ...Object.fromEntries(sheets.map((sheet) => [sheet.id, sheet.weighted_percent === null ? "Not scored" : formatPercent(sheet.weighted_percent)])) }}
        empty="No scores can be read yet. Each assessor’s appear here once they are sent."
      />
    </>
  );
}

function DecisionForm({ data }: { data: Data }) {
  const { head, pot, lists, tags } = data;
  const ask = head.asked_pence ?? 0;
  const afterwards = pot.remaining - ask;
  return (
    <Article>
      <Form refused={useRefused()}>
        <h2 id="decide">Your decision</h2>
        <Hidden name="intent" value="decide" />
        <Radios
          legend="What do you decide?" name="outcome"
          options={[
            { value: "full", text: `Award in full, ${formatPence(ask)}`, hint: afterwards >= 0 ? `${formatPence(afterwards)} then remains` : `The pot holds ${formatPence(pot.remaining)}, so this doesn't fit` },
            { value: "part", text: "Award in part", hint: `Up to ${formatPence(Math.max(0, Math.min(ask, pot.remaining)))}${pot.min_amount_pence ? `, at least ${formatPence(Math.min(pot.min_amount_pence, ask))}` : ""}` },
            { value: "decline", text: "Decline", hint: "The group reads your feedback" },
          ]}
        />
        <MoneyField name="amount_pence" label="Amount in pounds, for an award in part" />
        <TextArea name="reasons" label="Reasons for the record" hint="Only staff read this" limit={5000} rows={5} />
        <TextArea name="feedback" label="Feedback for the group" hint="They read this word for word, after release. Name no assessor and no other group" limit={5000} rows={6} />
        <TextArea name="conditions" label="Conditions of the offer" optional limit={2000} rows={3} />
        <h3>Confirm the tags</h3>
        <p>They are what the group chose. For an award, change what does not fit: figures count what stands here.</p>
        <TagFields lists={lists} tags={tags} />
        <Button>Record this decision</Button>
      </Form>
    </Article>
  );
}

function Decided({ data }: { data: Data }) {
  const decision = data.decision!;
  return (
    <>
      <h2>The decision</h2>
      <SummaryList
        rows={[
          { key: "Decision", value: <Tag colour={outcomes[decision.outcome].colour}>{outcomes[decision.outcome].staff}</Tag> },
          ...(decision.amount_pence === null ? [] : [{ key: "Amount", value: formatPence(decision.amount_pence) }]),
          { key: "By", value: `${decision.decided_by_name}, ${formatInstant(new Date(decision.decided_at))}` },
          { key: "Reasons, for staff", value: <p className="app-as-typed">{decision.reasons}</p> },
          { key: "Feedback, for the group", value: <p className="app-as-typed">{decision.feedback || "None"}</p> },
          ...(decision.conditions ? [{ key: "Conditions", value: <p className="app-as-typed">{decision.conditions}</p> }] : []),
          { key: "Released", value: decision.released_at ? formatInstant(new Date(decision.released_at)) : "Not yet: the group knows nothing of it" },
        ]}
      />
      {decision.award_id ? <p><a href={paths.manageAward(decision.award_id)}>{`Award ${decision.award_reference}`}</a></p> : null}
      {decision.released_at ? null : (
        <Form>
          <Hidden name="intent" value="take-back" />
          <p>Taking it back frees the money and puts the application back in assessment. Nobody outside is told.</p>
          <Button secondary>Take this decision back</Button>
        </Form>
      )}
    </>
  );
}
