/** What a return is: its states, the questions whose answers become columns, and where its numbers don't agree. */
import type { Answers } from "../forms/model.ts";
import { formatPence } from "../kernel/money.ts";
import { formatDay } from "../kernel/time.ts";

export type ReturnStatus = "due" | "sent";
export const returnStates = {
  due: { staff: "Not received", applicant: "To send", colour: "blue" },
  sent: { staff: "Received", applicant: "Sent", colour: "green" },
} as const satisfies Record<ReturnStatus, { staff: string; applicant: string; colour: string }>;

/** How a return stands today, in words for staff. */
export function returnStanding(status: ReturnStatus, dueOn: string, today: string): { text: string; colour: "green" | "blue" | "red" } {
  if (status === "sent") return { text: "Received", colour: "green" };
  return dueOn < today ? { text: `Overdue since ${formatDay(dueOn)}`, colour: "red" } : { text: `Due ${formatDay(dueOn)}`, colour: "blue" };
}

/** Questions of every return form whose answers are counted. A new form keeps these names. */
export const counted = { people_total: "people-total", spent_pence: "spent", people: "people-by-group", all_spent: "all-spent" } as const;
/** The list that people are counted by. */
export const peopleList = "focus-group";
/** The box that a group ticks when it spent more than it was awarded. */
export const overspendField = "spent-more";

export interface ReturnFigures {
  people_total: number;
  spent_pence: number;
  /** People by code of the list; only the codes that were filled in. */
  people: Record<string, number>;
}

/** The numbers of a return whose answers are complete. */
export function figuresOf(answers: Answers): ReturnFigures {
  const people = answers[counted.people];
  return {
    people_total: Number(answers[counted.people_total]),
    spent_pence: Number(answers[counted.spent_pence]),
    people: typeof people === "object" && people !== null && !Array.isArray(people) ? (people as Record<string, number>) : {},
  };
}

/**
 * Where the numbers of a complete return don't agree, by question.
 * @param explained the group has said that the rest was its own money
 */
export function disagreements(answers: Answers, awardPence: number, explained: boolean): Record<string, string> {
  const { spent_pence, people_total, people } = figuresOf(answers);
  const allSpent = answers[counted.all_spent];
  const most = Math.max(0, ...Object.values(people));
  return {
    ...(spent_pence > awardPence && !explained && {
      [overspendField]: `You spent ${formatPence(spent_pence)} and the grant was ${formatPence(awardPence)}. Tick the box if the rest was other money, or change the amount`,
    }),
    ...(allSpent === true && spent_pence < awardPence && {
      [counted.all_spent]: `You say that the whole grant is spent, and ${formatPence(spent_pence)} of ${formatPence(awardPence)}. Change one of them`,
    }),
    ...(allSpent === false && spent_pence >= awardPence && {
      [counted.all_spent]: `You say that some of the grant is left, and that ${formatPence(spent_pence)} of ${formatPence(awardPence)} is spent. Change one of them`,
    }),
    ...(most > people_total && {
      [counted.people]: `One group has ${most.toLocaleString("en-GB")} people, and ${people_total.toLocaleString("en-GB")} took part in all. Change one of them`,
    }),
  };
}
