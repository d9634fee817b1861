/** A section of a form as a page's form: rendered whole on the server, made livelier by a script where the page sends one. */
import type { ReactNode } from "react";
import { conditionInWords, questionsOnPage, type Answers, type AnswerValue, type CodeLists, type FormDefinition, type Question, type Section } from "#app/domain/forms/model.ts";
import { words } from "#app/domain/forms/words.ts";
import { AnswerView } from "./answers.tsx";
import { useEnhancedSection } from "./enhance.tsx";
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
  /** Rows of costs on the page at least. */
  rows?: number;
  /** The buttons, the first of them the one that the Enter key presses. */
  children: ReactNode;
}

const none: Record<string, string> = {};
const noBefore: readonly string[] = [];

export function SectionForm({ definition, section, answers, lists, errors = none, before = noBefore, versions, others = [], rows, children }: SectionFormProps) {
  const live = useEnhancedSection({ section, lists, answers, before, errors });
  const onPage = questionsOnPage(section, answers, before);
  return (
    <form className="ds_form" method="post" noValidate ref={live.form} {...live.handlers}>
      <button className="app-form-default" type="submit" name="intent" value="save" tabIndex={-1} aria-hidden="true">Save</button>
      {onPage.map((question) => (
        <div key={question.id} hidden={live.onPath ? !live.onPath.has(question.id) : false}>
          {versions ? <input type="hidden" name={`version.${question.id}`} value={versions[question.id] ?? 0} /> : null}
          {question.when && !live.onPath && dependsOnPage(section, question, answers, before) ? <p className="app-question-when">{words.answerIf(conditionInWords(definition, question.when))}</p> : null}
          {others.filter((other) => other.question_id === question.id).map((other) => (
            <TwoTexts key={other.id} other={other} question={question} saved={answers[question.id]} lists={lists} />
          ))}
          <QuestionField question={question} value={answers[question.id]} lists={lists} errors={live.errors} checks={definition.checks} rows={rows} />
        </div>
      ))}
      {children}
      <p className="app-saving" role="status">{live.saving ? words.saving : ""}</p>
    </form>
  );
}

/** Whether the question stands here only in case an answer on this page brings it onto the path. */
const dependsOnPage = (section: Section, question: Question, answers: Answers, before: readonly string[]): boolean =>
  !questionsOnPage({ ...section, questions: [question] }, answers, before).some((one) => one.id === question.id);

function TwoTexts({ other, question, saved, lists }: { other: OtherText; question: Question; saved: AnswerValue | undefined; lists: CodeLists }) {
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
