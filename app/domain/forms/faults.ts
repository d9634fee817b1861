/** Mistakes in a form's definition that would only show once somebody fills it in. */
import type { Condition, FormDefinition, Option, Question, Translation } from "./definition.ts";
import { exclusiveOf } from "./kinds.ts";
import { languageCodes } from "./languages.ts";

const name = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** What is wrong, a sentence each; empty when nothing is. */
export function definitionFaults(definition: FormDefinition): string[] {
  const seen = new Set<string>();
  const faults: string[] = [];
  const checkCondition = (condition: Condition, of: string): void => {
    if ("any" in condition) return condition.any.forEach((one) => checkCondition(one, of));
    if ("all" in condition) return condition.all.forEach((one) => checkCondition(one, of));
    if (!seen.has(condition.question)) faults.push(`${of} depends on ${condition.question}, which does not come before it`);
  };
  for (const section of definition.sections) {
    for (const question of section.questions) {
      if (!name.test(question.id)) faults.push(`${question.id} is not lower case with hyphens`);
      if (question.when) checkCondition(question.when, question.id);
      if (seen.has(question.id)) faults.push(`${question.id} is asked twice`);
      seen.add(question.id);
      faults.push(...columnFaults(question));
    }
  }
  for (const check of definition.checks ?? []) {
    for (const [part, id] of Object.entries(check)) {
      if (part !== "kind" && typeof id === "string" && !seen.has(id)) faults.push(`a check (${check.kind}) names ${id}, which is not asked`);
    }
  }
  const easy = definition.easy;
  if (easy) for (const id of seen) if (!easy.questions[id]) faults.push(`${id} has no words in Easy Read`);
  for (const language of languageCodes) {
    const translation = language === "en" ? undefined : definition.languages?.[language];
    if (translation) faults.push(...translationFaults(definition, translation).map((fault) => `${fault} (${language})`));
  }
  return faults;
}

function columnFaults(question: Question): string[] {
  if (question.kind !== "rows") return [];
  const ids = question.columns.map((column) => column.id);
  const faults = ids.filter((id) => !name.test(id)).map((id) => `the column ${id} of ${question.id} is not lower case with hyphens`);
  if (ids.length === 0) faults.push(`${question.id} has no columns`);
  if (new Set(ids).size !== ids.length) faults.push(`${question.id} has a column twice`);
  const total = question.columns.find((column) => column.id === question.total);
  if (question.total && total?.kind !== "money" && total?.kind !== "number") faults.push(`${question.id} adds up ${question.total}, which is no number`);
  return faults;
}

/** Whoever reads in another language reads all of it: no sentence of a question is left behind. */
function translationFaults(definition: FormDefinition, translation: Translation): string[] {
  const faults: string[] = [];
  const need = (there: boolean, what: string): void => {
    if (!there) faults.push(`${what} is not translated`);
  };
  need(!definition.intro || Boolean(translation.intro), "the introduction");
  for (const section of definition.sections) {
    const own = translation.sections[section.id];
    need(Boolean(own) && (!section.intro || Boolean(own?.intro)), `the part ${section.id}`);
    for (const question of section.questions) {
      const said = translation.questions[question.id];
      need(Boolean(said), question.id);
      if (!said) continue;
      for (const part of ["short", "hint", "statement", "unit", "one", "many", "accept"] as const) need(!(part in question) || !question[part as keyof Question] || Boolean(said[part]), `${question.id}: ${part}`);
      const options: readonly Option[] = ["options" in question ? question.options : [], exclusiveOf(question)].flat();
      for (const option of options) need(Boolean(said.options?.[option.value]) && (!option.hint || Boolean(said.options?.[option.value]?.hint)), `${question.id}: ${option.value}`);
      if (question.kind === "rows") for (const column of question.columns) need(Boolean(said.columns?.[column.id]), `${question.id}: the column ${column.id}`);
    }
  }
  return faults;
}
