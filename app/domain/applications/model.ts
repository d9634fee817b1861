/** What an application is: its states for staff and for applicants, its legal moves, and the facts that its answers give to lists and figures. */
import { exclusiveOf } from "../forms/kinds.ts";
import { questionsOnPath, readSection, type Answers, type CodeLists, type FormDefinition, type Question } from "../forms/model.ts";
import { WrongState } from "../kernel/errors.ts";

export type ApplicationStatus = "draft" | "submitted" | "in-assessment" | "decided" | "withdrawn";
export type ApplicationEvent = "submit" | "assign" | "decide" | "reopen" | "withdraw";

interface State {
  staff: string;
  applicant: string;
  colour: "grey" | "blue" | "darkblue" | "purple" | "pink";
  on: Partial<Record<ApplicationEvent, ApplicationStatus>>;
}
/** PostgreSQL holds the same moves in `application_moves_legally`. */
export const applicationStates: Record<ApplicationStatus, State> = {
  draft: { staff: "Draft", applicant: "Not sent yet", colour: "grey", on: { submit: "submitted", withdraw: "withdrawn" } },
  submitted: { staff: "Received", applicant: "Sent", colour: "blue", on: { assign: "in-assessment", decide: "decided", withdraw: "withdrawn" } },
  "in-assessment": { staff: "In assessment", applicant: "Being considered", colour: "darkblue", on: { decide: "decided", withdraw: "withdrawn" } },
  // Words and colour are those of an application in assessment: nobody outside may tell from them that there is a decision.
  decided: { staff: "Decided", applicant: "Being considered", colour: "darkblue", on: { reopen: "in-assessment" } },
  withdrawn: { staff: "Withdrawn", applicant: "Withdrawn", colour: "pink", on: {} },
};

/** The state after an event. Throws WrongState in words. */
export function next(status: ApplicationStatus, event: ApplicationEvent): ApplicationStatus {
  const to = applicationStates[status].on[event];
  if (!to) throw new WrongState(wrongState[status]);
  return to;
}
const wrongState: Record<ApplicationStatus, string> = {
  draft: "This application has not been sent yet",
  submitted: "This application has been sent",
  "in-assessment": "This application is being considered",
  decided: "This application has been decided",
  withdrawn: "This application was withdrawn",
};

/** The clock that decides, and the times it is held against. `now`: when the request began to arrive, by the database. */
export interface Deadline {
  now: Date;
  /** The closing that the applicant is told: the pot's own or a later one that was recorded. Null where none is announced. */
  closes_at: Date | null;
  /** What arrives before this counts: the closing and the round's grace. */
  last_moment: Date | null;
}
export const isPast = ({ now, last_moment }: Pick<Deadline, "now" | "last_moment">): boolean => last_moment !== null && now >= last_moment;

/** Whether answers can still change: a draft's always; of a sent application only while it is reopened and its deadline has not come. */
export const isWritable = (application: { status: ApplicationStatus; reopened_at: Date | null }, deadline: Pick<Deadline, "now" | "last_moment">): boolean =>
  application.status === "draft" || (application.status === "submitted" && application.reopened_at !== null && !isPast(deadline));

export interface SignOff {
  id: string;
  person_id: string;
  person_name: string;
  asked_by: string;
  asked_by_name: string;
  asked_at: Date;
  state: "asked" | "signed" | "sent-back" | "over";
  changes: number | null;
  note: string;
  answered_at: Date | null;
}
/** Whether a signature is wanted before sending: by the fund, or by the group for this application. What the fund enters was signed on paper, and the group confirms it. */
export const signOffWanted = (pot: { sign_off: string }, application: { sign_off_wanted: boolean; entered_by: string | null; received_at: Date | null }): boolean =>
  (application.entered_by === null || application.received_at !== null) && (pot.sign_off === "second-person" || application.sign_off_wanted);

/** How a signature stands: `void` where an answer was changed after it was given. */
export function signOffState(latest: Pick<SignOff, "state" | "changes"> | undefined, changes: number): "none" | "asked" | "signed" | "void" | "sent-back" {
  if (!latest || latest.state === "over") return "none";
  if (latest.state === "signed") return latest.changes === changes ? "signed" : "void";
  return latest.state;
}

/** What lists and figures need of an application, written to typed columns when it is sent. Pence. */
export interface Facts {
  title: string | null;
  asked_pence: number | null;
  reach: "general" | "open-with-a-focus" | "targeted" | null;
  project_standing: "new" | "existing" | null;
  project_type: string | null;
  tags: { list_code: string; list_version: number; code: string }[];
}

const oneOf = <T extends string>(value: unknown, allowed: readonly T[]): T | null => (allowed.includes(value as T) ? (value as T) : null);

/** Reads the facts from answers that are ready to send: questions have the same id in every form that asks them. */
export function factsFrom(definition: FormDefinition, answers: Answers, lists: CodeLists): Facts {
  const { title, asked } = answers;
  const type = answers["project-type"];
  return {
    title: typeof title === "string" ? title.trim() : null,
    asked_pence: typeof asked === "number" ? asked : null,
    reach: oneOf(answers["reach"], ["general", "open-with-a-focus", "targeted"]),
    project_standing: oneOf(answers["project-standing"], ["new", "existing"]),
    project_type: typeof type === "string" ? type : null,
    tags: tagsFrom(definition, answers, lists),
  };
}

/** Each code once, also where two questions choose from the same list. */
function tagsFrom(definition: FormDefinition, answers: Answers, lists: CodeLists): Facts["tags"] {
  const tags = new Map<string, Facts["tags"][number]>();
  for (const question of questionsOnPath(definition, answers)) {
    const list = question.kind === "code" || question.kind === "codes" ? lists[question.list] : undefined;
    const alone = exclusiveOf(question).map((option) => option.value);
    for (const code of [answers[question.id] ?? []].flat() as string[])
      if (list && !alone.includes(code)) tags.set(`${list.code}/${code}`, { list_code: list.code, list_version: list.version, code });
  }
  return [...tags.values()];
}

/** What the group was when it applied: kept with the submission, whatever the group becomes. */
export interface OrganisationFacts {
  id: string;
  name: string;
  legal_form: string;
  legal_form_title: string;
  charity_number: string | null;
  company_number: string | null;
  area_code: string;
  area_name: string;
  address: string;
  postcode: string;
  telephone: string;
  website: string;
  purpose: string;
  annual_income_pence: number | null;
  founded_year: number | null;
  host_name: string;
  host_charity_number: string | null;
  host_contact_name: string;
  host_contact_email: string;
}

/** One answer as it came from a page: the version it was written on, and the new value (null: emptied). */
export interface Patch {
  question_id: string;
  base_version: number;
  value: Answers[string] | null;
}

/** The hidden field that says on which version of an answer a page was written. */
export const versionField = (questionId: string): string => `version.${questionId}`;

const versionIn = (form: FormData, questionId: string): string | undefined => /^\d{1,9}$/.exec(String(form.get(versionField(questionId)) ?? ""))?.[0];

/** The questions of a section that stood on the page, which are those whose version it carries. Files are added at an address of their own, which writes their answer. */
export const askedOn = (definition: Pick<FormDefinition, "sections">, sectionId: string, form: FormData): readonly Question[] =>
  definition.sections.find((one) => one.id === sectionId)?.questions.filter((question) => question.kind !== "files" && versionIn(form, question.id) !== undefined) ?? [];

/** Reads a section's page, or some questions of it. */
export function readPatches(definition: FormDefinition, sectionId: string, form: FormData, lists: CodeLists): { patches: Patch[]; errors: Record<string, string> } {
  const asked = askedOn(definition, sectionId, form).map((question) => question.id);
  const { answers, errors } = readSection(definition, sectionId, form, lists, asked);
  return { patches: asked.map((id) => ({ question_id: id, base_version: Number(versionIn(form, id)), value: answers[id] ?? null })), errors };
}

/** Two texts for one answer: the one that stands and the one that was written on an older version. */
export interface RefusedText {
  id: string;
  question_id: string;
  value: Answers[string] | null;
  kept_at: Date;
  saved_by_name: string;
}
