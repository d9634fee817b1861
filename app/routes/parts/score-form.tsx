/** The sheet on which a reader scores: for each criterion its guidance, points or "I can't assess this", and the reason. */
import { cannotValue, criteriaLeft, formatPercent, type ScoreInput } from "#app/domain/assessment/model.ts";
import { paths } from "#app/paths.ts";
import { RefusedForm, type Refused } from "#app/ui/field.tsx";
import { Button, ButtonGroup, Checkbox, Form, Hidden, Radios, TextArea, TextField } from "#app/ui/forms.tsx";
import { Details, Inset } from "#app/ui/show.tsx";
import { PointsMeaning, type GuidedCriterion } from "./criterion-guidance.tsx";

interface SavedScore extends ScoreInput {
  cannot: boolean;
}
export interface ScoreFormProps {
  application: string;
  criteria: readonly GuidedCriterion[];
  own: { version: number; overall: string; scores: readonly SavedScore[] } | undefined;
  percent: number | undefined;
  refused: Refused | undefined;
  /** Somebody saved meanwhile: what is saved now is shown beside what was typed. */
  overtaken: boolean;
  /** The scores were sent already. */
  changes: boolean;
  /** Whose sheet it is: what one person typed never saves as another's. */
  person: string;
}

/** Up to here each number of points is a button; above it a number is typed. */
const mostButtons = 10;

export function ScoreForm({ application, criteria, own, percent, refused, overtaken, changes, person }: ScoreFormProps) {
  if (criteria.length === 0) return <Inset>This round has no criteria, so there is nothing to score yet.</Inset>;
  const left = criteriaLeft(criteria, own?.scores ?? []);
  return (
    <RefusedForm.Provider value={refused}>
      <form className="ds_form" method="post" noValidate data-autosave={changes ? undefined : paths.scores(application)}>
        <h2 id="your-scores">{changes ? "Change your scores" : "Your scores"}</h2>
        {changes ? null : <p className="app-saved" role="status" data-saved="">{left === 0 ? "Every criterion is scored." : `${left} of ${criteria.length} criteria ${left === 1 ? "is" : "are"} still to score.`}</p>}
        <input type="hidden" name="version" defaultValue={own?.version ?? 0} autoComplete="off" />
        <input type="hidden" name="page" defaultValue="" autoComplete="off" />
        <input type="hidden" name="turn" defaultValue="0" autoComplete="off" />
        <Hidden name="person" value={person} />
        <Fields criteria={criteria} own={own} overtaken={overtaken} />
        {changes ? <TextArea name="why" label="Why do you change them?" hint="For the chair, and kept with what you gave before" rows={2} optional /> : null}
        {percent === undefined ? null : <p>{`${changes ? "Your scores come" : "What is saved comes"} to ${formatPercent(percent)}.`}</p>}
        {changes ? (
          <ButtonGroup>
            <Button name="intent" value="change">Change my scores</Button>
            <a href={paths.assess(application)}>Leave them as they are</a>
          </ButtonGroup>
        ) : (
          <>
            <p>Once you send your scores you can read those of the other assessors. You can still change yours until the chair closes scoring; what you gave before is kept.</p>
            <ButtonGroup>
              <Button name="intent" value="send">Send my scores</Button>
              <Button name="intent" value="save" secondary>Save as a draft</Button>
            </ButtonGroup>
          </>
        )}
      </form>
    </RefusedForm.Provider>
  );
}

type FieldsProps = Pick<ScoreFormProps, "criteria" | "own" | "overtaken">;
function Fields({ criteria, own, overtaken }: FieldsProps) {
  return criteria.map((criterion) => {
    const saved = own?.scores.find(({ criterion_id }) => criterion_id === criterion.id);
    const reason = `reason-${criterion.id}`;
    return (
      <section key={criterion.id} aria-labelledby={`criterion-${criterion.id}`} className="app-criterion">
        <h3 id={`criterion-${criterion.id}`}>{criterion.title} <span className="app-criterion__weight">{`weight ${criterion.weight}`}</span></h3>
        {criterion.guidance ? <p className="app-as-typed">{criterion.guidance}</p> : null}
        {overtaken && saved ? <p className="ds_hint-text">{`Saved now: ${saved.cannot ? "can’t assess this" : (saved.points ?? "no points")}${saved.reason ? `, “${saved.reason}”` : ""}`}</p> : null}
        <Points criterion={criterion} saved={saved} />
        <TextArea name={reason} label={<>Reason<span className="visually-hidden">{` for ${criterion.title}`}</span></>} rows={3} value={saved?.reason} />
      </section>
    );
  }).concat([
    <TextArea key="overall" name="overall" label="Anything about the whole application" rows={3} optional value={own?.overall} />,
  ]);
}

interface PointsProps {
  criterion: GuidedCriterion;
  saved: SavedScore | undefined;
}
/** One group of buttons, the last of them "I can't assess this"; above ten points a box for the number and a box to tick. */
function Points({ criterion, saved }: PointsProps) {
  const name = `points-${criterion.id}`;
  const value = saved?.cannot ? cannotValue : saved?.points?.toString();
  const legend = <>{`Points, 0 to ${criterion.max_points}`}<span className="visually-hidden">{` for ${criterion.title}`}</span></>;
  if (criterion.max_points > mostButtons)
    return (
      <>
        <PointsMeaning criterion={criterion} />
        <TextField name={name} label={legend} inputMode="numeric" width={3} autoComplete="off" value={saved?.points} />
        <Checkbox name={`cannot-${criterion.id}`} value="yes" label="I can’t assess this" hint={notLow} checked={saved?.cannot} />
      </>
    );
  const described = new Map(criterion.points_guidance.map(({ points, text }) => [points, text]));
  const options = Array.from({ length: criterion.max_points + 1 }, (_, points) => ({ value: String(points), text: String(points), hint: described.get(points) }));
  return <Radios name={name} legend={legend} small inline={described.size === 0} options={[...options, { value: cannotValue, text: "I can’t assess this", hint: described.size > 0 ? notLow : undefined }]} value={value} />;
}
const notLow = "Not a low score: it counts neither for nor against. Say why in the reason.";

/** "I can't assess this application", for a sheet that is not given up. */
export function CannotAssess({ refused, sent }: { refused: Refused | undefined; sent: boolean }) {
  return (
    <Details summary="I can’t assess this application" open={refused !== undefined}>
      <Form refused={refused}>
        <Hidden name="intent" value="cannot" />
        <p>{`This is not a low score: your sheet counts in no mean, and somebody else is asked. ${sent ? "What you sent stays on the record." : "What you have written so far is kept."}`}</p>
        <TextArea name="cannot_reason" label="Why can’t you assess it?" hint="If you know the group or its people, declare an interest instead" rows={3} limit={3000} />
        <Button secondary>I can’t assess it</Button>
      </Form>
    </Details>
  );
}
