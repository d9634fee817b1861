/** A section of a form as a page's form: rendered whole on the server, made livelier by a script where the page sends one. */
import type { ReactNode } from "react";
import { conditionInWords, questionsOnPage, shortTitle, type Answers, type AnswerValue, type CodeLists, type FormDefinition, type Question, type Section } from "#app/domain/forms/model.ts";
import { AnswerView } from "./answers.tsx";
import { AnswerFoot, ChooseText, Here, LeftOver, OfferEarlier, SavingLine, SignInAgain, SignInForm, type EarlierAnswer } from "./device/parts.tsx";
import { atFirst } from "./device/view.ts";
import { useEnhancedSection } from "./enhance.tsx";
import { useWords } from "./place.ts";
import { QuestionField } from "./question.tsx";

/** A text that was written while somebody else saved another for the same answer. */
export interface OtherText {
  id: string;
  question_id: string;
  value: AnswerValue | null;
  by: string;
  /** In words. */
  at: string;
}
/** What an application has around its answers: they save by themselves, have a history, and may have been given before. */
export interface Drafting {
  application: string;
  /** Titles of all sections, by id. */
  parts: Readonly<Record<string, string>>;
  earlier: Readonly<Record<string, EarlierAnswer>>;
  /** Where the history and the comments of an answer are. */
  historyOf: (question: string) => string;
}
interface SectionFormProps {
  definition: Pick<FormDefinition, "sections" | "checks">;
  section: Section;
  /** The saved answers of the form, of this section and of those its conditions look at. */
  answers: Answers;
  lists: CodeLists;
  errors?: Record<string, string>;
  /** Questions of earlier sections that are on the path. */
  before?: readonly string[];
  /** Hidden fields that say on which version each answer was written. */
  versions?: Readonly<Record<string, number>>;
  others?: readonly OtherText[];
  drafting?: Drafting;
  /** Rows of costs on the page at least. */
  rows?: number;
  /** The buttons, the first of them the one that the Enter key presses. */
  children: ReactNode;
}

const none: Record<string, string> = {};
const noBefore: readonly string[] = [];

export function SectionForm({ definition, section, answers, lists, errors = none, before = noBefore, versions, others = [], drafting, rows, children }: SectionFormProps) {
  const words = useWords();
  const live = useEnhancedSection({ section, lists, answers, before, errors, application: drafting?.application, versions });
  const onPage = questionsOnPage(section, answers, before);
  const view = live.kept?.view ?? atFirst;
  const signIn = live.kept?.signInAt === undefined ? null : <SignInAgain signIn={live.kept.signIn} />;
  return (
    <>
      <form className="ds_form" method="post" noValidate ref={live.form} {...live.handlers}>
        <button className="app-form-default" type="submit" name="intent" value="save" tabIndex={-1} aria-hidden="true">Save</button>
        {drafting ? <Here view={view} section={section} parts={drafting.parts} /> : null}
        {onPage.map((question) => {
          const { id } = question;
          const now = live.kept?.replaced[id];
          const value = now ? (now.value ?? undefined) : answers[id];
          const conflict = view.conflicts[id];
          const earlier = drafting?.earlier[id];
          return (
            <div key={id} data-question={id} hidden={live.onPath ? !live.onPath.has(id) : false}>
              {versions ? <input type="hidden" name={`version.${id}`} defaultValue={versions[id] ?? 0} /> : null}
              {question.when && !live.onPath && dependsOnPage(section, question, answers, before) ? <p className="app-question-when">{words.answerIf(conditionInWords(definition, question.when))}</p> : null}
              {others.filter((other) => other.question_id === id).map((other) => (
                <TwoTexts key={other.id} other={other} question={question} saved={answers[id]} lists={lists} />
              ))}
              <QuestionField key={now?.generation ?? 0} question={question} value={value} lists={lists} errors={live.errors} checks={definition.checks} rows={rows} />
              {drafting ? <AnswerFoot title={shortTitle(question)} state={view.answers[id]} view={view} to={drafting.historyOf(id)} /> : null}
              {conflict ? <ChooseText conflict={conflict} question={question} section={section} lists={lists} choose={live.kept!.choose} /> : null}
              {earlier ? <OfferEarlier question={question} earlier={earlier} lists={lists} /> : null}
              {live.kept?.signInAt === id ? signIn : null}
            </div>
          );
        })}
        <LeftOver view={view} section={section} lists={lists} />
        {live.kept?.signInAt === "" ? signIn : null}
        {children}
        <SavingLine kept={live.kept} saving={live.saving ? words.saving : ""} />
      </form>
      {signIn ? <SignInForm /> : null}
    </>
  );
}

/** Whether the question stands here only in case an answer on this page brings it onto the path. */
const dependsOnPage = (section: Section, question: Question, answers: Answers, before: readonly string[]): boolean =>
  !questionsOnPage({ ...section, questions: [question] }, answers, before).some((one) => one.id === question.id);

function TwoTexts({ other, question, saved, lists }: { other: OtherText; question: Question; saved: AnswerValue | undefined; lists: CodeLists }) {
  const words = useWords();
  return (
    <div className="app-two-texts">
      <h2 className="ds_h3">{question.title}</h2>
      <p>{words.theirs}</p>
      <h3 className="ds_h4">Saved now</h3>
      <AnswerView question={question} value={saved} lists={lists} />
      <h3 className="ds_h4">{words.otherText(other.by, other.at)}</h3>
      <AnswerView question={question} value={other.value ?? undefined} lists={lists} />
      <div className="ds_button-group">
        <button className="ds_button ds_button--secondary ds_button--small" type="submit" name="intent" value={`use:${other.id}`}>{words.useOther}</button>
        <button className="ds_button ds_button--secondary ds_button--small" type="submit" name="intent" value={`keep:${other.id}`}>{words.keepSaved}</button>
      </div>
    </div>
  );
}
