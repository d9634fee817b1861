/** One question of a form as fields: each kind in the components every other form uses. */
import { exclusiveOf } from "#app/domain/forms/kinds.ts";
import type { AnswerValue, Check, CodeLists, Option, PeopleByCodeQuestion, Question } from "#app/domain/forms/model.ts";
import { words } from "#app/domain/forms/words.ts";
import { Message, Optional, RefusedForm, useField } from "../field.tsx";
import { Checkbox, Checkboxes, DateField, Fieldset, MoneyField, Radios, TextField } from "../forms.tsx";
import { Budget } from "./budget.tsx";
import { costRows, errorsOf, fieldValues } from "./fields.ts";
import { LongText } from "./long-text.tsx";

export interface QuestionFieldProps {
  question: Question;
  value: AnswerValue | undefined;
  lists: CodeLists;
  /** Messages by field; those of other questions are ignored. */
  errors: Readonly<Record<string, string>>;
  checks?: readonly Check[];
  /** Rows of costs on the page at least. */
  rows?: number;
}

/** What was typed is given to the fields as the values of a form that came back, so that text which is no date or amount stands there again. */
export function QuestionField({ question, value, lists, errors, checks = [], rows = 3 }: QuestionFieldProps) {
  return (
    <RefusedForm.Provider value={{ errors: errorsOf(question, errors), values: fieldValues(question, value) }}>
      {question.kind === "budget" ? (
        <Budget question={question} rows={costRows(question, value)} atLeast={Math.max(rows, costRows(question, value).length + 1)} against={checks.flatMap((check) => (check.kind === "adds-up" && check.budget === question.id ? [check.to] : []))[0]} />
      ) : (
        <Fields question={question} lists={lists} />
      )}
    </RefusedForm.Provider>
  );
}

function Fields({ question, lists }: { question: Exclude<Question, { kind: "budget" }>; lists: CodeLists }) {
  const { id: name, title, hint } = question;
  const legend = <>{title}<Optional when={question.optional} /></>;
  switch (question.kind) {
    case "short-text":
      return <TextField name={name} label={title} hint={hint} optional={question.optional} autoComplete="off" />;
    case "long-text":
      return <LongText question={question} />;
    case "number":
      return <TextField name={name} label={title} hint={hint} optional={question.optional} inputMode="numeric" autoComplete="off" width={5} />;
    case "money":
      return <MoneyField name={name} label={title} hint={hint} optional={question.optional} />;
    case "date":
      return <DateField name={name} legend={legend} hint={hint} />;
    case "yes-no":
      return <Radios name={name} legend={legend} hint={hint} inline options={[{ value: "yes", text: words.yes }, { value: "no", text: words.no }]} />;
    case "choice":
      return <Radios name={name} legend={legend} hint={hint} options={question.options} />;
    case "code":
      return <Radios name={name} legend={legend} hint={hint} options={codeOptions(question.list, lists)} />;
    case "choices":
    case "codes": {
      const alone = exclusiveOf(question);
      const options = question.kind === "codes" ? codeOptions(question.list, lists) : question.options;
      return <Checkboxes name={name} legend={legend} hint={hint} options={[...options, ...alone]} exclusive={alone.map((option) => option.value)} />;
    }
    case "people-by-code":
      return <People question={question} lists={lists} />;
    case "declaration":
      return (
        <Fieldset name={name} id={`${name}-group`} legend={title} hint={hint} error="">
          <p>{question.statement}</p>
          <Checkbox name={name} label="I agree" value="agreed" />
        </Fieldset>
      );
  }
}

const codeOptions = (list: string, lists: CodeLists): Option[] => lists[list]?.items.map((item) => ({ value: item.code, text: item.title })) ?? [];

function People({ question, lists }: { question: PeopleByCodeQuestion; lists: CodeLists }) {
  const items = lists[question.list]?.items ?? [];
  return (
    <Fieldset name={question.id} id={`${question.id}-group`} legend={<>{question.title}<Optional when={question.optional} /></>} hint={question.hint}>
      <div className="app-people-boxes" id={question.id} tabIndex={-1}>
        {items.map((item) => <PeopleField key={item.code} name={`${question.id}.${item.code}`} label={item.title} />)}
      </div>
    </Fieldset>
  );
}
function PeopleField({ name, label }: { name: string; label: string }) {
  const { refused, id, error } = useField({ name });
  return (
    <div className={`app-people${error ? " ds_question--error" : ""}`}>
      <label className="app-people__label" htmlFor={id}>{label}</label>
      <div>
        <Message id={id}>{error}</Message>
        <input
          className={`ds_input ds_input--fixed-5${error ? " ds_input--error" : ""}`} id={id} name={name} inputMode="numeric" autoComplete="off"
          defaultValue={refused?.values[name]?.[0] ?? ""} aria-invalid={error ? true : undefined} aria-describedby={error ? `${id}-error` : undefined}
        />
      </div>
    </div>
  );
}
