/** What is done and what is left of an application, as its page lists it, and which of it comes next. */
import type { Answers, Problem, Section } from "#app/domain/forms/model.ts";
import { paths } from "#app/paths.ts";
import type { TagColour } from "#app/ui/show.tsx";

export interface Step {
  text: string;
  to: string;
  hint?: string;
  status: { text: string; colour: TagColour };
}
export type SignOffShown = "none" | "asked" | "signed" | "void" | "sent-back";

const done = { text: "Done", colour: "green" } as const;
const counted = (count: number, one: string, many: string): string => (count === 1 ? `1 ${one}` : `${count} ${many}`);

/** @param comments how many comments of each question are not settled */
export function sectionTasks(id: string, sections: readonly Section[], answers: Answers, problems: readonly Problem[], comments: Readonly<Record<string, number>>): Step[] {
  return sections.map((section) => {
    const left = problems.filter((problem) => problem.section === section.id).length;
    const begun = section.questions.some((question) => answers[question.id] !== undefined);
    const open = section.questions.reduce((sum, question) => sum + (comments[question.id] ?? 0), 0);
    const hints = [...(left > 0 && begun ? [counted(left, "thing left", "things left")] : []), ...(open > 0 ? [counted(open, "comment to settle", "comments to settle")] : [])];
    return {
      text: section.title,
      to: paths.applicationSection(id, section.id),
      status: left === 0 ? done : begun ? { text: "In progress", colour: "blue" } : { text: "Not started", colour: "grey" },
      ...(hints.length > 0 ? { hint: hints.join(", ") } : {}),
    };
  });
}

const signOffTags: Record<SignOffShown, Step["status"]> = {
  none: { text: "To do", colour: "grey" },
  asked: { text: "Waiting for them", colour: "blue" },
  signed: { text: "Signed", colour: "green" },
  void: { text: "Changed since", colour: "orange" },
  "sent-back": { text: "Came back", colour: "orange" },
};

/** @param signOff null where no signature is wanted */
export function sendTasks(id: string, { left, closed, signOff }: { left: number; closed: boolean; signOff: SignOffShown | null }): Step[] {
  const ready = left === 0 && !closed && (signOff === null || signOff === "signed");
  return [
    ...(signOff === null ? [] : [{ text: "A second person reads and signs it", to: paths.applicationSignOff(id), status: signOffTags[signOff] }]),
    { text: "Check your answers and send", to: paths.checkApplication(id), status: ready ? { text: "Ready", colour: "blue" as const } : { text: "Not yet", colour: "grey" as const }, ...(ready ? {} : { hint: "You can look at your answers at any time" }) },
  ];
}

/** The one thing to do now. */
export function nextStep(id: string, sections: readonly Step[], signOff: SignOffShown | null): { text: string; to: string } {
  const unfinished = sections.find((one) => one.status.text !== done.text);
  if (unfinished) return { text: `Go on with “${unfinished.text}”`, to: unfinished.to };
  if (signOff === null || signOff === "signed") return { text: "Check your answers and send", to: paths.checkApplication(id) };
  return { text: signOff === "asked" ? "See who is asked to sign" : "Ask a second person to sign", to: paths.applicationSignOff(id) };
}
