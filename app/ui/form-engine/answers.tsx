/** Answers to read: check-your-answers, the receipt, the assessor's and the administrator's view, all from the same definition. */
import type { ReactNode } from "react";
import { describeValue, fileText, isUnread } from "#app/domain/forms/kinds.ts";
import { sectionsOnPath, shortTitle, type Answers, type AnswerValue, type CodeLists, type FormDefinition, type Question, type RowValue, type Section } from "#app/domain/forms/model.ts";
import { cellText, rowsOf, totalText, type Rows } from "#app/domain/forms/rows.ts";
import { SummaryList } from "../show.tsx";
import { Table } from "../table.tsx";
import { useFormPlace, useWords } from "./place.ts";

interface AnswersViewProps {
  definition: Pick<FormDefinition, "sections">;
  answers: Answers;
  lists: CodeLists;
  /** Where an answer can be changed; no link without it. */
  change?: (section: Section, question: Question) => string;
  /** Beneath an answer: what is still to do. */
  beneath?: (question: Question) => ReactNode;
  level?: 2 | 3;
}
export function AnswersView({ definition, answers, lists, change, beneath, level = 2 }: AnswersViewProps) {
  const Heading = `h${level}` as const;
  const words = useWords();
  return (
    <>
      {sectionsOnPath(definition, answers).map((section) => (
        <section key={section.id} aria-labelledby={`answers-${section.id}`}>
          <Heading id={`answers-${section.id}`}>{section.title}</Heading>
          <SummaryList
            rows={section.questions.map((question) => ({
              key: shortTitle(question),
              value: <><AnswerView question={question} value={answers[question.id]} lists={lists} />{beneath?.(question)}</>,
              action: change ? { to: change(section, question), text: answers[question.id] === undefined ? words.answer : words.change, what: shortTitle(question) } : null,
            }))}
          />
        </section>
      ))}
    </>
  );
}

/** One answer: paragraphs as they were typed, lists as lists, rows as a table with their total. */
export function AnswerView({ question, value, lists }: { question: Question; value: AnswerValue | undefined; lists: CodeLists }) {
  const words = useWords();
  if (value === undefined) return <span className="app-empty">{question.optional ? words.leftEmpty : words.notAnswered}</span>;
  const rows = rowsOf(question, words);
  if (rows && !isUnread(value)) return <RowsTable caption={shortTitle(question)} rows={rows} value={value as readonly RowValue[]} />;
  if (question.kind === "files" && !isUnread(value)) return <FileList ids={value as readonly string[]} lists={lists} />;
  const lines = describeValue(question, value, lists, words);
  if (question.kind === "declaration") return <><p>{question.statement}</p><p>{lines[0]}</p></>;
  if (question.kind === "address") return <span className="app-as-typed">{lines.join("\n")}</span>;
  if (lines.length <= 1) return <span className="app-as-typed">{lines[0] ?? words.notAnswered}</span>;
  return <ul>{lines.map((line) => <li key={line}>{line}</li>)}</ul>;
}

function RowsTable({ caption, rows, value }: { caption: string; rows: Rows; value: readonly RowValue[] }) {
  const words = useWords();
  const total = totalText(rows, value, words);
  const [first] = rows.columns;
  return (
    <Table
      caption={caption}
      captionHidden
      columns={rows.columns.map((column) => ({ key: column.id, heading: column.title, numeric: column.kind === "number" || column.kind === "money" }))}
      rows={value.map((row) => Object.fromEntries(rows.columns.map((column) => [column.id, <span className="app-as-typed" key={column.id}>{cellText(column, row[column.id], words)}</span>])))}
      total={total === undefined || first === undefined || first.id === rows.total ? undefined : { [first.id]: words.total, [rows.total!]: total }}
    />
  );
}

function FileList({ ids, lists }: { ids: readonly string[]; lists: CodeLists }) {
  const { words, fileLink, files = [] } = useFormPlace();
  return (
    <ul>
      {ids.map((id, place) => {
        const file = files.find((one) => one.id === id);
        const name = file?.name ?? fileText(id, place, lists, words);
        return <li key={id} className="app-as-typed">{fileLink && !file?.closed ? <a href={fileLink(id)}>{name}</a> : name}{file?.note ? ` (${file.note})` : ""}</li>;
      })}
    </ul>
  );
}
