/** What an application is: its states for staff and for applicants, its legal moves, and the facts that its answers give to lists and figures. */
import { exclusiveOf } from "../forms/kinds.ts";
import { questionsOnPath, readSection, type Answers, type CodeLists, type FormDefinition } from "../forms/model.ts";
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

/** Reads a section's page: only questions that stood on it, which are those whose version it carries. */
export function readPatches(definition: FormDefinition, sectionId: string, form: FormData, lists: CodeLists): { patches: Patch[]; errors: Record<string, string> } {
  const version = (id: string) => /^\d{1,9}$/.exec(String(form.get(versionField(id)) ?? ""))?.[0];
  const asked = definition.sections.find((one) => one.id === sectionId)?.questions.map((question) => question.id).filter((id) => version(id) !== undefined) ?? [];
  const { answers, errors } = readSection(definition, sectionId, form, lists, asked);
  return { patches: asked.map((id) => ({ question_id: id, base_version: Number(version(id)), value: answers[id] ?? null })), errors };
}

/** Two texts for one answer: the one that stands and the one that was written on an older version. */
export interface RefusedText {
  id: string;
  question_id: string;
  value: Answers[string] | null;
  kept_at: Date;
  saved_by_name: string;
}
