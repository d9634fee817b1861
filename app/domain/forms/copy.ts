/** Answers as a copy to keep: in the order and the words of the form they were given in. Made into plain text here, into PDF elsewhere. */
import { describeValue } from "./kinds.ts";
import { sectionsOnPath, type Answers, type CodeLists, type FormDefinition } from "./model.ts";
import { words as english, type Words } from "./words.ts";

export interface CopySection {
  title: string;
  answers: { question: string; lines: string[] }[];
}

/** Every question on the path with its answer in lines; what was left empty says so. */
export const copyOf = (definition: Pick<FormDefinition, "sections">, answers: Answers, lists: CodeLists, words: Words = english): CopySection[] =>
  sectionsOnPath(definition, answers).map((section) => ({
    title: section.title,
    answers: section.questions.map((question) => {
      const value = answers[question.id];
      const lines = value === undefined ? [question.optional ? words.leftEmpty : words.notAnswered] : describeValue(question, value, lists, words);
      return { question: question.title, lines: question.kind === "declaration" ? [question.statement, ...lines] : lines };
    }),
  }));

const underlined = (text: string, sign: string): string => `${text}\n${sign.repeat([...text].length)}`;

type Facts = readonly (readonly [name: string, fact: string])[];
const factLines = (facts: Facts): string => facts.map(([name, fact]) => `${name}: ${fact}`).join("\n");

/** The copy as plain text: paragraphs as they were typed, several things said as a list. Lines are never broken or cut. */
export function copyAsText(title: string, facts: Facts, sections: readonly (CopySection | { title: string; facts: Facts })[]): string {
  const answer = ({ question, lines }: CopySection["answers"][number]): string => [question, "", ...(lines.length > 1 ? lines.map((line) => `- ${line}`) : lines)].join("\n");
  return [
    underlined(title, "="),
    factLines(facts),
    ...sections.flatMap((section) => [underlined(section.title, "-"), ...("facts" in section ? [factLines(section.facts)] : section.answers.map(answer))]),
  ].join("\n\n").concat("\n");
}
