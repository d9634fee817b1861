/** All questions of a form on one page, to read, print or write notes on before beginning. */
import { exclusiveOf } from "#app/domain/forms/kinds.ts";
import { conditionInWords, type CodeLists, type FormDefinition, type Limits, type Option, type Question } from "#app/domain/forms/model.ts";
import { rowsOf } from "#app/domain/forms/rows.ts";
import type { Words } from "#app/domain/forms/words.ts";
import { useWords } from "./place.ts";

export function PrintableQuestions({ definition, lists, limits = {} }: { definition: FormDefinition; lists: CodeLists; limits?: Limits }) {
  let number = 0;
  return (
    <>
      {definition.sections.map((section) => (
        <section key={section.id} aria-labelledby={`questions-${section.id}`}>
          <h2 id={`questions-${section.id}`}>{section.title}</h2>
          {section.intro ? <p>{section.intro}</p> : null}
          {section.questions.map((question) => (
            <PrintableQuestion key={question.id} number={(number += 1)} question={question} definition={definition} lists={lists} limits={limits} />
          ))}
        </section>
      ))}
    </>
  );
}

interface PrintableQuestionProps {
  number: number;
  question: Question;
  definition: FormDefinition;
  lists: CodeLists;
  limits: Limits;
}
function PrintableQuestion({ number, question, definition, lists, limits }: PrintableQuestionProps) {
  const words = useWords();
  const options = optionsOf(question, lists);
  return (
    <div className="app-printable">
      <h3>{number}. {question.title}{question.optional ? ` ${words.optional}` : ""}</h3>
      {question.when ? <p><strong>{words.answerIf(conditionInWords(definition, question.when, words))}</strong></p> : null}
      {question.hint ? <p>{question.hint}</p> : null}
      {question.kind === "declaration" ? <p>{question.statement}</p> : null}
      {options.length > 0 ? <ul>{options.map((option) => <li key={option.value}>{option.text}{option.hint ? `. ${option.hint}` : ""}</li>)}</ul> : null}
      <p className="ds_hint-text">{[howToAnswer(question, words), ...withinLimits(question, definition, limits, words)].join(" ")}</p>
      <Columns question={question} />
    </div>
  );
}

function Columns({ question }: { question: Question }) {
  const words = useWords();
  const rows = rowsOf(question, words);
  if (!rows) return null;
  return <ul>{rows.columns.map((column) => <li key={column.id}>{column.title}{column.optional ? ` ${words.optional}` : ""}{column.kind === "choice" ? `: ${column.options.map((option) => option.text).join("; ")}` : ""}</li>)}</ul>;
}

/** What can be chosen, in the order in which it stands on the page. */
export function optionsOf(question: Question, lists: CodeLists): readonly Option[] {
  const own = "options" in question ? question.options : [];
  const listed = "list" in question ? (lists[question.list]?.items.map((item) => ({ value: item.code, text: item.title })) ?? []) : [];
  return [...own, ...listed, ...exclusiveOf(question)];
}

function withinLimits(question: Question, definition: FormDefinition, { min_amount_pence: least, max_amount_pence: place, form_max_pence: form }: Limits, words: Words): string[] {
  if (!definition.checks?.some((check) => check.kind === "within-limits" && check.amount === question.id)) return [];
  const most = place != null && form != null ? Math.min(place, form) : (form ?? place);
  if (least != null && most != null) return [words.howTo.between(least, most)];
  return most != null ? [words.howTo.atMost(most)] : least != null ? [words.howTo.atLeast(least)] : [];
}

export function howToAnswer(question: Question, words: Words): string {
  switch (question.kind) {
    case "short-text":
    case "long-text":
      return `${words.howTo.text} ${question.words === undefined ? words.upTo(question.limit, "characters") : words.upTo(question.words, "words")}.`;
    case "number":
    case "money":
    case "date":
    case "yes-no":
    case "declaration":
      return words.howTo[question.kind];
    case "choice":
    case "code":
      return words.howTo.one;
    case "choices":
    case "codes":
      return words.howTo.several;
    case "people-by-code":
      return words.howTo.people;
    case "address":
      return question.areas ? `${words.howTo.address} ${words.howTo.areas}` : words.howTo.address;
    case "rows":
    case "budget":
      return words.howTo.rows(question.maxRows);
    case "files":
      return `${words.howTo.files(question.maxFiles)} ${question.accept}`;
  }
}
