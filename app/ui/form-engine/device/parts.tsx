/** What a page that saves by itself shows: the state beside each answer and of the page, two texts to choose from, who is there, signing in again. */
import { useState, type ReactNode } from "react";
import type { AnswerValue, CodeLists, Question, Section } from "#app/domain/forms/model.ts";
import { paths } from "#app/paths.ts";
import { Button, TextField } from "../../forms.tsx";
import { AnswerView } from "../answers.tsx";
import { signInId, twoTextsId, valueOf, type Kept } from "./use-device.ts";
import type { AnswerState, Conflict, View } from "./view.ts";
import { besideAnswer, deviceWords as words, isPressing, ofThePage } from "./words.ts";

interface FootProps {
  title: string;
  state: AnswerState | undefined;
  view: Pick<View<unknown>, "trouble" | "keeps">;
  /** The answer's history and comments. */
  to?: string;
}
/** One line under each answer: its room is there before there is something to say. */
export const AnswerFoot = ({ title, state, view, to }: FootProps) => (
  <p className="app-answer-foot">
    <span className="app-answer-foot__state">{besideAnswer(state, view)}</span>
    {to ? <a href={to}>{words.history}<span className="visually-hidden">{words.andComments(title)}</span></a> : null}
  </p>
);

/** The page's one live region. */
export function SavingLine({ kept, saving }: { kept: Kept | undefined; saving: ReactNode }) {
  const view = kept?.view;
  const pressing = view !== undefined && isPressing(view);
  return (
    <div className={`app-saving${pressing ? " app-saving--pressing" : ""}`}>
      <p role="status">{saving || (view ? ofThePage(view) : "")}</p>
      {view?.trouble === "signed-out" ? <p><a href={`#${signInId}`}>{words.signInAgain}</a></p> : null}
      {view?.trouble === "late" && view.receipt ? <p><a href={view.receipt}>{words.receipt}</a></p> : null}
    </div>
  );
}

export function Here({ view, section, parts }: { view: View<unknown>; section: Section; parts: Readonly<Record<string, string>> }) {
  const where = (part: string) => (part === section.id ? words.inThisPart : parts[part] ? words.inPart(parts[part]) : "");
  return <p className="app-here">{view.here.length > 0 ? `${words.here} ${view.here.map(({ name, section: part }) => (where(part) ? `${name} (${where(part)})` : name)).join(", ")}` : ""}</p>;
}

interface ChoiceProps {
  conflict: Conflict<AnswerValue>;
  question: Question;
  section: Section;
  lists: CodeLists;
  choose: Kept["choose"];
}
export function ChooseText({ conflict, question, section, lists, choose }: ChoiceProps) {
  const { standing, mine, typed, inField } = conflict;
  const own = typed ? valueOf(section, lists, question.id, typed) : mine.value;
  return (
    <div className="app-two-texts" id={twoTextsId(question.id)} tabIndex={-1} role="group" aria-label={`${words.both}: ${question.title}`}>
      <h2 className="ds_h3">{words.both}</h2>
      <p>{words.bothLead}</p>
      <div className="app-two-texts__both">
        <div>
          <h3 className="ds_h4">{standing.by && standing.at ? words.theirs(standing.by, standing.at) : words.theirsUnknown}</h3>
          <AnswerView question={question} value={standing.value ?? undefined} lists={lists} />
          <button className="ds_button ds_button--secondary ds_button--small" type="button" onClick={() => choose(question.id, "theirs")}>{words.useTheirs}</button>
        </div>
        <div>
          <h3 className="ds_h4">{inField ? words.mine : words.leftBehind}</h3>
          <AnswerView question={question} value={own ?? undefined} lists={lists} />
          <button className="ds_button ds_button--secondary ds_button--small" type="button" onClick={() => choose(question.id, "mine")}>{words.useMine}</button>
        </div>
      </div>
    </div>
  );
}

/** What came too late to be part of the application, to be copied. */
export function LeftOver({ view, section, lists }: { view: View<AnswerValue>; section: Section; lists: CodeLists }) {
  if (view.leftOver.length === 0) return null;
  return (
    <div className="app-two-texts">
      <h2 className="ds_h3">{words.copy}</h2>
      <p>{words.copyLead}</p>
      {view.leftOver.map(({ question: id, fields }, index) => {
        const question = section.questions.find((one) => one.id === id);
        return question ? (
          <div key={index}>
            <h3 className="ds_h4">{question.title}</h3>
            <AnswerView question={question} value={valueOf(section, lists, id, fields) ?? undefined} lists={lists} />
          </div>
        ) : null;
      })}
    </div>
  );
}

/** Its fields belong to a form of their own, which stands outside the section's: `SignInForm`. */
export function SignInAgain({ signIn }: Pick<Kept, "signIn">) {
  const [said, setSaid] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (form: HTMLFormElement | null) => {
    if (!form || busy) return;
    const typed = new FormData(form);
    setBusy(true);
    const answer = await signIn(String(typed.get("email")), String(typed.get("password")));
    setBusy(false);
    setSaid(answer === "in" ? "" : { wrong: words.wrong, "too-often": words.tooOften, away: words.unreachable, more: words.more, other: words.other }[answer]);
  };
  const stop = (event: { stopPropagation(): void }) => event.stopPropagation();
  return (
    <div className="app-sign-in-again" id={signInId} tabIndex={-1} role="group" aria-label={words.signInAgain} onBlur={stop} onChange={stop}>
      <p>{words.signInHere}</p>
      <TextField name="email" id={`${signInId}-email`} label={words.email} type="email" autoComplete="username" inputProps={{ form: signInFormId }} />
      <TextField name="password" id={`${signInId}-password`} label={words.password} type="password" autoComplete="current-password" inputProps={{ form: signInFormId }} error={said || undefined} />
      <p className="visually-hidden" role="alert">{said}</p>
      <button
        className="ds_button" type="submit" form={signInFormId}
        onClick={(event) => {
          event.preventDefault();
          void submit(event.currentTarget.form);
        }}
      >
        {busy ? words.signingIn : words.signIn}
      </button>
      <p><a href={paths.signIn()} target="_blank" rel="noopener">{words.otherWay}</a></p>
      <p className="ds_hint-text">{words.otherWayHint}</p>
    </div>
  );
}
const signInFormId = "sign-in-again-form";
/** Stands outside the section's form: a form holds no other. */
export const SignInForm = () => <form id={signInFormId} method="post" action={paths.signIn()} />;

/** What the group answered to an earlier fund: shown with its source, taken over only where somebody presses. */
export interface EarlierAnswer {
  value: AnswerValue;
  fund: string;
  /** In words. */
  on: string;
}
export function OfferEarlier({ question, earlier, lists }: { question: Question; earlier: EarlierAnswer; lists: CodeLists }) {
  return (
    <details className="ds_details">
      <summary className="ds_details__summary">{words.earlier(earlier.fund, earlier.on)}<span className="visually-hidden">: {question.title}</span></summary>
      <div className="ds_details__text">
        <AnswerView question={question} value={earlier.value} lists={lists} />
        <p className="ds_hint-text">{words.useEarlierHint}</p>
        <Button secondary name="intent" value={`reuse:${question.id}`}>{words.useEarlier}</Button>
      </div>
    </details>
  );
}
