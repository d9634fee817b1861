/** Mistakes in a form's definition that would only show once somebody fills it in. */
import type { Condition, FormDefinition } from "./model.ts";

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
      if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(question.id)) faults.push(`${question.id} is not lower case with hyphens`);
      if (question.when) checkCondition(question.when, question.id);
      if (seen.has(question.id)) faults.push(`${question.id} is asked twice`);
      seen.add(question.id);
    }
  }
  for (const check of definition.checks ?? []) {
    for (const [part, id] of Object.entries(check)) {
      if (part !== "kind" && typeof id === "string" && !seen.has(id)) faults.push(`a check (${check.kind}) names ${id}, which is not asked`);
    }
  }
  return faults;
}
