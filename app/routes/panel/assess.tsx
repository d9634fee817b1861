/** Reading and scoring: the answers at a measure for reading, beside them each criterion with its guidance, points and reason. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import type { ReactNode } from "react";
import { maskOf } from "#app/domain/assessment/anonymity.server.ts";
import { formatPercent, readSheet, weightedPercent } from "#app/domain/assessment/model.ts";
import { openModerationOf } from "#app/domain/assessment/moderation.server.ts";
import { may } from "#app/domain/assessment/policy.ts";
import { findOwnSheet, getApplicationHead, getStanding, scoresOf } from "#app/domain/assessment/read.server.ts";
import { readApplication } from "#app/domain/assessment/reading.server.ts";
import { historyOf } from "#app/domain/assessment/scores-history.server.ts";
import { cannotAssess, changeScores, resumeAssessing, saveScores, sendScores } from "#app/domain/assessment/scores.server.ts";
import { listCriteria } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { Invalid, NotAllowed } from "#app/domain/kernel/errors.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { AnswersView } from "#app/ui/form-engine/answers.tsx";
import { Button, ErrorSummary, Form, Hidden } from "#app/ui/forms.tsx";
import { BackLink, PageHeader, SideBySide } from "#app/ui/layout.tsx";
import scoresScript from "#app/ui/scores-script.js?url&no-inline";
import { Details, Inset, Notice, SummaryList, SyntheticMark } from "#app/ui/show.tsx";
import { formFields, text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useOvertaken, useRefused } from "#app/web/refused.ts";
import { ScoresPart } from "../parts/assessment.tsx";
import { CriterionGuidance } from "../parts/criterion-guidance.tsx";
import { FilesPlace } from "../parts/files-place.tsx";
import { CannotAssess, ScoreForm } from "../parts/score-form.tsx";
import { ScoreHistory } from "../parts/score-history.tsx";

export const handle = { module: scoresScript };
export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Score: ${data.head.organisation_name}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const id = params.id ?? "";
  const standing = await getStanding(lade.db, id, person.id);
  if (standing.assigned && (standing.has_interest === null || standing.owes_round) && may.declare(person, standing).allowed) throw redirect(paths.declareInterest(id));
  permit(may.read(person, standing));
  const { head, pot, criteria, definition, lists, files, answers, organisation, anonymous } = await readApplication(lade.db, id, person.id);
  const own = await findOwnSheet(lade.db, id, person.id);
  const moderation = await openModerationOf(lade.db, id);
  const inAssessment = head.status === "in-assessment";
  const mask = anonymous ? await maskOf(lade.db, id) : (words: string) => words;
  const others = (await scoresOf(lade.db, id, person)).filter(({ person_id }) => person_id !== person.id);
  return {
    ...{ head, criteria, definition, lists, files, answers, anonymous },
    person: person.id,
    group: { legal_form_title: organisation.legal_form_title, purpose: organisation.purpose, area_name: organisation.area_name },
    guidance: pot.guidance,
    own,
    percent: own ? weightedPercent(criteria, own.scores) : undefined,
    others,
    history: own ? await historyOf(lade.db, [own.id]) : [],
    moderation: moderation ? { why: mask(moderation.why) } : null,
    closedAt: pot.scoring_closed_at,
    closesAt: pot.scoring_closes_at,
    /** Whether a sheet can be saved and sent; whether one that was sent can change. */
    open: inAssessment && pot.scoring_closed_at === null,
    changeable: inAssessment && (pot.scoring_closed_at === null || moderation !== undefined),
    changing: url.searchParams.has("change"),
    done: url.searchParams.get("done"),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  const person = staff(lade);
  const id = params.id ?? "";
  permit(may.score(person, await getStanding(lade.db, id, person.id)));
  // What one person typed is never another's, who signed in meanwhile in the same browser; nor is it shown to them.
  if (form.has("person") && text(form, "person") !== person.id) throw new NotAllowed("Somebody else typed this and has signed out since, so it is not saved as yours. Open the page again");
  const intent = text(form, "intent");
  if (intent === "cannot") {
    await cannotAssess(lade, id, text(form, "cannot_reason"));
    return redirect(paths.assess(id, { done: "cannot" }));
  }
  if (intent === "resume") {
    await resumeAssessing(lade, id);
    return redirect(paths.assess(id, { done: "resumed" }));
  }
  const { pot_id } = await getApplicationHead(lade.db, id, person.id);
  const { sheet, errors } = readSheet(await listCriteria(lade.db, pot_id), formFields(form));
  if (Object.keys(errors).length > 0) throw new Invalid(errors);
  if (intent === "change") {
    await changeScores(lade, id, sheet, text(form, "why"));
    return redirect(paths.assess(id, { done: "changed" }));
  }
  if (intent !== "send") {
    await saveScores(lade, id, sheet);
    return redirect(paths.assess(id, { done: "saved" }));
  }
  await sendScores(lade, id, sheet);
  return redirect(`${paths.panel()}?done=sent`);
}, { keepTyped: true });

const doneWords: Record<string, { title: string; words: string }> = {
  saved: { title: "Your draft is saved", words: "Nobody else sees it until you send it." },
  changed: { title: "Your scores are changed", words: "What you gave before is kept with them." },
  cannot: { title: "We know that you can’t assess it", words: "Somebody else will be asked." },
  resumed: { title: "It is yours to score again", words: "What you had written is still here." },
};

export default function Assess() {
  const data = useLoaderData<typeof loader>();
  const { head, group, criteria } = data;
  const refused = useRefused();
  const overtaken = useOvertaken();
  const done = data.done && doneWords[data.done];
  return (
    <>
      <BackLink to={paths.panel()}>Your assessments</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title={`Score: ${head.organisation_name}`} label={`${head.round_title}, ${head.reference}`} state={stateOf(data)} lead={head.title}>
        {head.synthetic ? <p><SyntheticMark /></p> : null}
        <p className="app-to-scores"><a href="#scoring">Go to your scores</a></p>
      </PageHeader>
      {overtaken ? <Notice kind="warning" title="Nothing is saved yet">{overtaken}.</Notice> : null}
      {done ? <Notice kind="success" title={done.title}>{done.words}</Notice> : null}
      {data.moderation ? <Notice kind="info" title="The readers talk about their scores">{data.moderation.why}</Notice> : null}
      <SideBySide beside={<div id="scoring"><Beside data={data} refused={refused} overtaken={overtaken !== undefined} /></div>}>
        <SummaryList
          rows={[
            { key: "Asks for", value: head.asked_pence === null ? "Not stated" : formatPence(head.asked_pence) },
            { key: "Group", value: `${group.legal_form_title}, ${group.area_name}` },
            ...(group.purpose ? [{ key: "What the group is for", value: group.purpose }] : []),
          ]}
        />
        <FilesPlace application={head.id} files={data.files} closed={data.anonymous}>
          <AnswersView
            definition={data.definition} answers={data.answers} lists={data.lists}
            beneath={(question) => <CriterionGuidance criteria={criteria} question={question.id} scoreAt={(criterion) => `#criterion-${criterion}`} />}
          />
        </FilesPlace>
      </SideBySide>
    </>
  );
}

type Data = ReturnType<typeof useLoaderData<typeof loader>>;

function stateOf({ own, head, open }: Data) {
  if (own?.status === "sent") return { text: "Scores sent", colour: "green" as const };
  if (own?.status === "cannot") return { text: "You can’t assess it", colour: "orange" as const };
  if (head.status !== "in-assessment") return { text: "Closed for scores", colour: "grey" as const };
  return open ? { text: "To score", colour: "blue" as const } : { text: "Scoring is closed", colour: "grey" as const };
}

function Beside({ data, refused, overtaken }: { data: Data; refused: ReturnType<typeof useRefused>; overtaken: boolean }) {
  const { own, open, changeable, head } = data;
  const sent = own?.status === "sent";
  const cannotRefused = refused?.values.intent?.[0] === "cannot" ? refused : undefined;
  const interest = head.status === "in-assessment" ? <p><a href={paths.declareInterest(head.id)}>I have an interest after all</a></p> : null;
  if (own?.status === "cannot")
    return (
      <>
        <Inset>You said that you can’t assess this: <span className="app-as-typed">{own.cannot_reason}</span></Inset>
        {open ? <Form><Hidden name="intent" value="resume" /><Button secondary>I can assess it after all</Button></Form> : null}
        {interest}
      </>
    );
  if ((!sent && open) || (sent && changeable && data.changing))
    return (
      <>
        {data.closesAt ? <p>{`Scores are wanted by ${formatInstant(new Date(data.closesAt))}.`}</p> : null}
        <ScoreForm
          application={head.id} criteria={data.criteria} own={own} percent={data.percent} person={data.person}
          refused={cannotRefused ? undefined : refused} overtaken={overtaken} changes={sent}
        />
        {open || sent ? <CannotAssess refused={cannotRefused} sent={sent} /> : null}
        {interest}
      </>
    );
  return <Settled data={data} sent={sent} interest={interest} />;
}

function Settled({ data, sent, interest }: { data: Data; sent: boolean; interest: ReactNode }) {
  const { own, criteria, history, changeable, closedAt, head } = data;
  return (
    <>
      {sent && own?.sent_at ? <p>{own.entered_by_name && own.entered_at ? `${own.entered_by_name} entered these scores for you ${formatInstant(new Date(own.entered_at))}, from the sheet that you returned. If they are not yours, tell the chair.` : `You sent your scores ${formatInstant(new Date(own.sent_at))}.`}</p> : null}
      {sent && changeable ? <p><a href={paths.assess(head.id, { change: "yes" })}>Change your scores</a></p> : null}
      {changeable ? null : <Inset>{head.status !== "in-assessment" ? "This application is no longer being assessed, so it takes no more scores." : `The chair closed scoring ${closedAt ? formatInstant(new Date(closedAt)) : ""}, so scores no longer change.`}</Inset>}
      <ScoresPart criteria={criteria} sheets={[...(own && sent ? [{ ...own, name: "You" }] : []), ...data.others]} heading="Scores" empty="No scores can be read." />
      {history.length > 1 ? <Details summary="What you gave before"><ScoreHistory criteria={criteria} kept={history} /></Details> : null}
      {own?.weighted_percent && data.others.length > 0 ? <p className="ds_hint-text">{`Yours is ${formatPercent(own.weighted_percent)}. A criterion that a reader can’t assess counts neither for nor against.`}</p> : null}
      {interest}
    </>
  );
}
