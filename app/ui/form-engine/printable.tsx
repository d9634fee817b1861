/** All questions of a form on one page, to read, print or write notes on before beginning. */
import { exclusiveOf } from "#app/domain/forms/kinds.ts";
import { conditionInWords, type CodeLists, type FormDefinition, type Limits, type Option, type Question } from "#app/domain/forms/model.ts";
import { words } from "#app/domain/forms/words.ts";
import { formatPence } from "#app/domain/kernel/money.ts";

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
  const options = optionsOf(question, lists);
  return (
    <div className="app-printable">
      <h3>{number}. {question.title}{question.optional ? ` ${words.optional}` : ""}</h3>
      {question.when ? <p><strong>{words.answerIf(conditionInWords(definition, question.when))}</strong></p> : null}
      {question.hint ? <p>{question.hint}</p> : null}
      {question.kind === "declaration" ? <p>{question.statement}</p> : null}
      {options.length > 0 ? <ul>{options.map((option) => <li key={option.value}>{option.text}{option.hint ? `. ${option.hint}` : ""}</li>)}</ul> : null}
      <p className="ds_hint-text">{howToAnswer(question, withinLimits(question, definition, limits))}</p>
    </div>
  );
}

function optionsOf(question: Question, lists: CodeLists): readonly Option[] {
  const own = "options" in question ? question.options : [];
  const listed = "list" in question ? (lists[question.list]?.items.map((item) => ({ value: item.code, text: item.title })) ?? []) : [];
  return [...own, ...listed, ...exclusiveOf(question)];
}

function withinLimits(question: Question, definition: FormDefinition, { min_amount_pence: least, max_amount_pence: most }: Limits): string {
  if (!definition.checks?.some((check) => check.kind === "within-limits" && check.amount === question.id)) return "";
  if (least != null && most != null) return ` From ${formatPence(least)} to ${formatPence(most)}.`;
  return most != null ? ` Up to ${formatPence(most)}.` : least != null ? ` ${formatPence(least)} or more.` : "";
}

function howToAnswer(question: Question, limits: string): string {
  switch (question.kind) {
    case "short-text":
    case "long-text":
      return `Your own words. ${words.upTo(question.limit)}.`;
    case "number":
      return "A whole number.";
    case "money":
      return `An amount in pounds.${limits}`;
    case "date":
      return "A day, a month and a year.";
    case "choice":
    case "code":
      return "Choose one.";
    case "choices":
    case "codes":
      return "Choose all that fit.";
    case "yes-no":
      return "Yes or no.";
    case "people-by-code":
      return "A whole number for each.";
    case "budget":
      return `Rows of what you will pay for and what it costs, up to ${question.maxRows}.`;
    case "declaration":
      return "A box to tick.";
  }
}
