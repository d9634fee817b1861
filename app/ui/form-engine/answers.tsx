/** Answers to read: check-your-answers, the receipt, the assessor's and the administrator's view, all from the same definition. */
import type { ReactNode } from "react";
import { describeValue, isUnread } from "#app/domain/forms/kinds.ts";
import { budgetTotal, sectionsOnPath, shortTitle, type Answers, type AnswerValue, type BudgetRow, type CodeLists, type FormDefinition, type Question, type Section } from "#app/domain/forms/model.ts";
import { words } from "#app/domain/forms/words.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { SummaryList } from "../show.tsx";
import { Table } from "../table.tsx";

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
  return (
    <>
      {sectionsOnPath(definition, answers).map((section) => (
        <section key={section.id} aria-labelledby={`answers-${section.id}`}>
          <Heading id={`answers-${section.id}`}>{section.title}</Heading>
          <SummaryList
            rows={section.questions.map((question) => ({
              key: shortTitle(question),
              value: <><AnswerView question={question} value={answers[question.id]} lists={lists} />{beneath?.(question)}</>,
              action: change ? { to: change(section, question), text: answers[question.id] === undefined ? "Answer" : "Change", what: shortTitle(question) } : null,
            }))}
          />
        </section>
      ))}
    </>
  );
}

/** One answer: paragraphs as they were typed, lists as lists, costs as a table with their total. */
export function AnswerView({ question, value, lists }: { question: Question; value: AnswerValue | undefined; lists: CodeLists }) {
  if (value === undefined) return <span className="app-empty">{question.optional ? "Left empty" : words.notAnswered}</span>;
  if (question.kind === "budget" && !isUnread(value)) return <Costs question={question} rows={value as readonly BudgetRow[]} />;
  const lines = describeValue(question, value, lists);
  if (question.kind === "declaration") return <><p>{question.statement}</p><p>{lines[0]}</p></>;
  if (lines.length <= 1) return <span className="app-as-typed">{lines[0] ?? words.notAnswered}</span>;
  return <ul>{lines.map((line) => <li key={line}>{line}</li>)}</ul>;
}
const Costs = ({ question, rows }: { question: Question; rows: readonly BudgetRow[] }) => (
  <Table
    caption={shortTitle(question)}
    captionHidden
    columns={[{ key: "item", heading: "Cost" }, { key: "amount", heading: "Amount", numeric: true }]}
    rows={rows.map((row) => ({ item: row.item, amount: formatPence(row.amount) }))}
    total={{ item: words.total, amount: formatPence(budgetTotal(rows)) }}
  />
);
