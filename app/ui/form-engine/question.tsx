/** One question of a form as fields: each kind in the components every other form uses. */
import { exclusiveOf } from "#app/domain/forms/kinds.ts";
import type { AnswerValue, Check, CodeLists, FilesQuestion, Option, PeopleByCodeQuestion, Question } from "#app/domain/forms/model.ts";
import { rowsOf } from "#app/domain/forms/rows.ts";
import { Message, Optional, RefusedForm, useField } from "../field.tsx";
import { Checkbox, Checkboxes, DateField, Fieldset, MoneyField, Radios, TextField } from "../forms.tsx";
import { AddressField } from "./address.tsx";
import { CountedText } from "./counted-text.tsx";
import { errorsOf, fieldValues, typedRows } from "./fields.ts";
import { FilesField } from "./files.tsx";
import { useFormPlace, useWords } from "./place.ts";
import { RowsField } from "./rows.tsx";

export interface QuestionFieldProps {
  question: Question;
  value: AnswerValue | undefined;
  lists: CodeLists;
  /** Messages by field; those of other questions are ignored. */
  errors: Readonly<Record<string, string>>;
  checks?: readonly Check[];
  /** Rows on the page at least, where the question has rows. */
  rows?: number;
}

/** What was typed is given to the fields as the values of a form that came back, so that text which is no date or amount stands there again. */
export function QuestionField({ question, value, lists, errors, checks = [], rows: wanted }: QuestionFieldProps) {
  const rows = rowsOf(question, useWords());
  const typed = typedRows(question, value);
  // Short rows are few fields: three of them invite. Of long ones a first is enough.
  const atLeast = wanted ?? (rows && rows.columns.length > 2 ? 1 : 3);
  return (
    <RefusedForm.Provider value={{ errors: errorsOf(question, errors), values: fieldValues(question, value) }}>
      {rows ? (
        <RowsField question={question} rows={rows} typed={typed} atLeast={Math.max(atLeast, typed.length + 1)} against={checks.flatMap((check) => (check.kind === "adds-up" && check.budget === question.id ? [check.to] : []))[0]} />
      ) : (
        <Fields question={question} lists={lists} />
      )}
    </RefusedForm.Provider>
  );
}

function Fields({ question, lists }: { question: Question; lists: CodeLists }) {
  const words = useWords();
  const { id: name, title, hint } = question;
  const legend = <>{title}<Optional when={question.optional} /></>;
  switch (question.kind) {
    case "short-text":
    case "long-text":
      return <CountedText question={question} />;
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
    case "address":
      return <AddressField question={question} />;
    case "rows":
    case "budget":
      // Rows are drawn by whoever knows how many there are.
      return null;
    case "files":
      return <Files question={question} />;
    case "declaration":
      return (
        <Fieldset name={name} id={`${name}-group`} legend={title} hint={hint} error="">
          <p>{question.statement}</p>
          <Checkbox name={name} label={words.agree} value="agreed" />
        </Fieldset>
      );
  }
}

const codeOptions = (list: string, lists: CodeLists): Option[] => lists[list]?.items.map((item) => ({ value: item.code, text: item.title })) ?? [];

/** Files are added and taken off elsewhere; the form carries the ids of those that the answer holds. */
function Files({ question }: { question: FilesQuestion }) {
  const { applicationId, files = [] } = useFormPlace();
  const { refused } = useField({ name: question.id });
  const held = refused?.values[question.id] ?? [];
  return (
    <>
      {held.map((id) => <input key={id} type="hidden" name={question.id} value={id} />)}
      <FilesField question={question} applicationId={applicationId} files={files.filter((file) => held.includes(file.id))} />
    </>
  );
}

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
