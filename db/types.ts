/**
 * Every table as TypeScript sees it, written by hand; a test compares it with the real columns.
 * Money is bigint pence and arrives as a number; a date is a "2026-11-21" string; an instant is a Date.
 */
import type { ColumnType, Generated } from "kysely";

/** A calendar day, "YYYY-MM-DD". */
export type Day = string;
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
/** JSONB: read as a value, written as its text (JSON.stringify), so that arrays are never taken for SQL arrays. */
export type Json = ColumnType<JsonValue, string, string>;

export interface AccountLinkTable {
  id: string;
  token_hash: string;
  purpose: "confirm-email" | "reset-password" | "join-organisation";
  email: string;
  person_id: string | null;
  organisation_id: string | null;
  role: string | null;
  created_at: Generated<Date>;
  expires_at: Date;
  used_at: Date | null;
}

export interface ActionTable {
  id: string;
  plan_id: string;
  scheme: "strategic" | "sub-action" | "workforce";
  ref: string;
  priority_id: string | null;
  title: string;
  official_wording: string | null;
  title_basis: "official-short-label" | "our-words" | "not-found";
  sort_order: number;
  note: Generated<string>;
}

export interface AimTable {
  id: string;
  number: number;
  title: string;
  description: Generated<string>;
}

export interface AimCrosswalkTable {
  aim_id: string;
  priority_id: string | null;
  outcome_id: string | null;
  note: Generated<string>;
}

export interface AmountBandTable {
  fund_id: string;
  code: string;
  title: string;
  from_pence: number;
  to_pence: number | null;
  position: number;
  basis: "published" | "our-own";
}

export interface ApplicationTable {
  id: string;
  reference: string;
  pot_id: string;
  organisation_id: string;
  form_version_id: string;
  status: Generated<"draft" | "submitted" | "in-assessment" | "decided" | "withdrawn">;
  created_by: string;
  created_at: Generated<Date>;
  title: string | null;
  asked_pence: number | null;
  reach: "general" | "open-with-a-focus" | "targeted" | null;
  project_standing: "new" | "existing" | null;
  project_type: string | null;
  received_at: Date | null;
  version: Generated<number>;
  synthetic: boolean;
}

export interface ApplicationAnswerTable {
  application_id: string;
  question_id: string;
  value: Json;
  version: Generated<number>;
  saved_at: Generated<Date>;
  saved_by: string;
}

export interface ApplicationAnswerHistoryTable {
  id: string;
  application_id: string;
  question_id: string;
  version: number;
  value: Json;
  saved_at: Date;
  saved_by: string;
  kept: "replaced" | "refused";
  kept_at: Generated<Date>;
}

export interface ApplicationCheckTable {
  application_id: string;
  check_code: string;
  outcome: "met" | "not-met" | "not-needed" | "to-do";
  note: Generated<string>;
  recorded_by: string;
  recorded_at: Generated<Date>;
}

export interface ApplicationTagTable {
  application_id: string;
  list_code: string;
  list_version: number;
  code: string;
}

export interface AreaTable {
  code: string;
  name: string;
  slug: string;
  short_name: string;
  kind: "council" | "nation";
  position: number;
  tile_column: number | null;
  tile_row: number | null;
}

export interface AreaBodyTable {
  area_code: string;
  body_id: string;
  valid_from: Day;
  valid_to: Day | null;
  note: Generated<string>;
}

export interface AssignmentTable {
  id: string;
  application_id: string;
  person_id: string;
  assigned_by: string;
  assigned_at: Generated<Date>;
  ended_at: Date | null;
  ended_reason: Generated<string>;
}

export interface AuditEventTable {
  id: string;
  subject_type: string;
  subject_id: string;
  sequence: number;
  at: Date;
  actor_kind: "person" | "system" | "visitor";
  actor_id: string | null;
  action: string;
  detail: Json;
  previous_hash: string;
  hash: string;
}

export interface AuditHeadTable {
  subject_type: string;
  subject_id: string;
  register_sequence: number;
  count: number;
  last_hash: string;
  register_previous: string;
  register_hash: string;
  seal: string;
}

export interface AuditRegisterTable {
  only_row: Generated<boolean>;
  count: number;
  last_hash: string;
  seal: string;
}

export interface AwardTable {
  id: string;
  reference: string;
  fund_id: string;
  round_id: string;
  pot_id: string;
  area_code: string;
  organisation_id: string;
  application_id: string | null;
  decision_id: string | null;
  title: string;
  description: Generated<string>;
  asked_pence: number | null;
  amount_pence: number;
  status: "decided" | "released" | "accepted" | "not-taken-up" | "withdrawn" | "taken-back";
  reach: "general" | "open-with-a-focus" | "targeted" | null;
  project_standing: "new" | "existing" | null;
  starts_on: Day | null;
  ends_on: Day | null;
  awarded_on: Day;
  recorded_at: Generated<Date>;
  released_at: Date | null;
  accept_by: Day | null;
  accepted_at: Date | null;
  accepted_by: string | null;
  signatory_name: Generated<string>;
  signatory_role: Generated<string>;
  withdrawn_at: Date | null;
  withdrawn_reason: Generated<string>;
  conditions: Generated<string>;
  counted: Generated<boolean>;
  version: Generated<number>;
  synthetic: boolean;
}

export interface AwardCountTable {
  day: Day;
  round_id: string;
  fund_id: string;
  area_code: string;
  list_code: string;
  list_version: number;
  code: string;
  awards: number;
  amount_pence: number;
}

export interface AwardEventTable {
  id: string;
  award_id: string;
  kind: "made" | "taken-back" | "released" | "accepted" | "not-taken-up" | "reduced" | "withdrawn" | "retagged";
  change_pence: Generated<number>;
  awarded_on: Day;
  recorded_at: Generated<Date>;
  reason: Generated<string>;
  person_id: string | null;
  synthetic: boolean;
}

export interface AwardOrganisationCountTable {
  round_id: string;
  organisation_id: string;
  area_code: string;
  awards: number;
}

export interface AwardTagTable {
  award_id: string;
  list_code: string;
  list_version: number;
  code: string;
}

export interface BodyTable {
  id: string;
  name: string;
  kind: "third-sector-interface" | "national";
  name_status: "sourced" | "unconfirmed";
  note: Generated<string>;
}

export interface CodeItemTable {
  list_code: string;
  version: number;
  code: string;
  title: string;
  position: number;
  confirmed: boolean;
  note: Generated<string>;
}

export interface CodeItemVariantTable {
  list_code: string;
  version: number;
  code: string;
  label: string;
  used_in: string;
}

export interface CodeListTable {
  code: string;
  title: string;
  choice: "one" | "many";
  description: Generated<string>;
}

export interface CodeListVersionTable {
  list_code: string;
  version: number;
  valid_from: Day;
  valid_to: Day | null;
  title: string;
  note: Generated<string>;
}

export interface CriterionTable {
  id: string;
  pot_id: string;
  position: number;
  title: string;
  guidance: Generated<string>;
  weight: number;
  max_points: Generated<number>;
}

export interface DecisionTable {
  id: string;
  application_id: string;
  outcome: "full" | "part" | "decline";
  amount_pence: number | null;
  reasons: Generated<string>;
  feedback: Generated<string>;
  decided_by: string;
  decided_at: Generated<Date>;
  taken_back_at: Date | null;
  taken_back_by: string | null;
  released_at: Date | null;
  released_by: string | null;
}

export interface FormVersionTable {
  id: string;
  form_code: string;
  version: number;
  title: string;
  definition: Json;
  published_at: Generated<Date>;
}

export interface FundTable {
  id: string;
  code: string;
  title: string;
  short_title: string;
  summary: string;
  shape: "areas" | "national";
  who_can_apply: Generated<string>;
  not_funded: Generated<string>;
  position: number;
}

export interface FundActionTable {
  fund_id: string;
  action_id: string;
  note: Generated<string>;
}

export interface FundOutcomeTable {
  fund_id: string;
  outcome_id: string;
  note: Generated<string>;
}

export interface GrantReturnTable {
  id: string;
  award_id: string;
  form_version_id: string;
  kind: Generated<"end-of-project">;
  due_on: Day;
  status: Generated<"due" | "sent">;
  answers: ColumnType<JsonValue, string | undefined, string>;
  version: Generated<number>;
  people_total: number | null;
  spent_pence: number | null;
  started_at: Date | null;
  sent_at: Date | null;
  sent_by: string | null;
  synthetic: boolean;
}

export interface GrantReturnHistoryTable {
  id: string;
  return_id: string;
  section: string;
  version: number;
  answers: Json;
  saved_by: string;
  kept: "replaced" | "refused";
  kept_at: Generated<Date>;
  settled_at: Date | null;
}

export interface GrantReturnPeopleTable {
  return_id: string;
  list_code: string;
  list_version: number;
  code: string;
  people: number;
}

export interface InstallationTable {
  only_row: Generated<boolean>;
  mode: "demonstration" | "production";
  created_at: Generated<Date>;
}

export interface InterestTable {
  id: string;
  application_id: string;
  person_id: string;
  has_interest: boolean;
  explanation: Generated<string>;
  declared_at: Generated<Date>;
}

export interface MeasureTable {
  id: string;
  code: string;
  title: string;
  unit: string;
  kind: string;
  definition: Generated<string>;
  fund_id: string | null;
  computed_from: "award-counts" | "returns" | null;
  computed_code: string | null;
  position: Generated<number>;
}

export interface MeasureActionTable {
  measure_id: string;
  action_id: string;
}

export interface MessageTable {
  id: string;
  to_email: string;
  to_person_id: string | null;
  template: string;
  subject: string;
  body: string;
  dedupe_key: string;
  created_at: Generated<Date>;
  sent_at: Date | null;
  attempts: Generated<number>;
  last_error: string | null;
}

export interface ObservationTable {
  id: string;
  measure_id: string;
  item_id: string | null;
  source_id: string;
  source_ref: Generated<string>;
  value: number | null;
  value_to: number | null;
  qualifier: string | null;
  comparator: "eq" | "gt" | "ge" | "lt" | "le" | "approx" | "range" | null;
  period_from: Day | null;
  period_to: Day | null;
  period_stated: string | null;
  basis: string;
  as_at: Day | null;
  evidence_class: "A" | "B" | "C" | "D" | "E" | "F" | "G";
  note: Generated<string>;
  recorded_by: string | null;
  recorded_at: Generated<Date>;
  synthetic: boolean;
}

export interface ObservationActionTable {
  observation_id: string;
  action_id: string;
}

export interface ObservationPlanTable {
  observation_id: string;
  plan_id: string;
}

export interface OrganisationTable {
  id: string;
  name: string;
  legal_form: string;
  legal_form_list: Generated<string>;
  legal_form_version: Generated<number>;
  charity_number: string | null;
  company_number: string | null;
  area_code: string;
  address: Generated<string>;
  postcode: Generated<string>;
  telephone: Generated<string>;
  website: Generated<string>;
  purpose: Generated<string>;
  annual_income_pence: number | null;
  founded_year: number | null;
  host_name: Generated<string>;
  host_charity_number: string | null;
  host_contact_name: Generated<string>;
  host_contact_email: Generated<string>;
  synthetic: boolean;
  version: Generated<number>;
  created_at: Generated<Date>;
}

export interface OutcomeTable {
  id: string;
  plan_id: string;
  number: number;
  title: string;
  official_wording: string | null;
}

export interface PersonTable {
  id: string;
  email: string;
  name: string;
  email_confirmed_at: Date | null;
  disabled_at: Date | null;
  synthetic: boolean;
  created_at: Generated<Date>;
}

export interface PersonPasswordTable {
  person_id: string;
  hash: string;
  changed_at: Generated<Date>;
}

export interface PlanTable {
  id: string;
  code: string;
  title: string;
  published_on: Day | null;
  valid_from: Day;
  valid_to: Day | null;
  note: Generated<string>;
}

export interface PotTable {
  id: string;
  round_id: string;
  area_code: string;
  body_id: string | null;
  allocation_pence: number;
  committed_pence: Generated<number>;
  opens_at: Date | null;
  closes_at: Date | null;
  decisions_by: Day | null;
  min_amount_pence: number | null;
  max_amount_pence: number | null;
  income_cap_pence: number | null;
  unconstituted_max_pence: number | null;
  assessors_needed: Generated<number>;
  guidance: Generated<string>;
  contact_email: Generated<string>;
  note: Generated<string>;
  version: Generated<number>;
  synthetic: boolean;
}

export interface PriorityTable {
  id: string;
  plan_id: string;
  number: number;
  title: string;
  official_wording: string | null;
  wording_status: "sourced" | "unconfirmed";
  note: Generated<string>;
}

export interface PriorityOutcomeTable {
  priority_id: string;
  outcome_id: string;
}

export interface PublicVersionTable {
  only_row: Generated<boolean>;
  version: number;
}

export interface PublishedAllocationTable {
  id: string;
  round_id: string;
  source_id: string;
  label: string;
  amount_pence: number;
  note: Generated<string>;
}

export interface PublishedAllocationAreaTable {
  allocation_id: string;
  area_code: string;
}

export interface PublishedTotalTable {
  id: string;
  round_id: string;
  source_id: string;
  published_on: Day | null;
  published_text: Generated<string>;
  superseded_by: string | null;
  applications: number | null;
  awards: number | null;
  organisations: number | null;
  projects: number | null;
  amount_pence: number | null;
  note: Generated<string>;
}

export interface RateBudgetTable {
  key: string;
  points: Generated<number>;
  expire: number | null;
}

export interface RecoveryCodeTable {
  id: string;
  person_id: string;
  code_hash: string;
  used_at: Date | null;
}

export interface ReportedItemTable {
  id: string;
  plan_id: string;
  source_id: string;
  line: number;
  programme: string;
  summary: string;
  milestone: Generated<string>;
}

export interface ReportedItemActionTable {
  item_id: string;
  action_id: string;
  inherited: Generated<boolean>;
}

export interface RoleHeldTable {
  id: string;
  person_id: string;
  role: "owner" | "editor" | "viewer" | "administrator" | "assessor" | "chair" | "finance" | "official" | "publisher" | "service-administrator";
  organisation_id: string | null;
  fund_id: string | null;
  area_code: string | null;
  granted_at: Generated<Date>;
  granted_by: string | null;
  ended_at: Date | null;
}

export interface RoundTable {
  id: string;
  fund_id: string;
  code: string;
  title: string;
  financial_year: string;
  year_number: number | null;
  kind: "history" | "live";
  budget_pence: number | null;
  form_version_id: string | null;
  return_form_version_id: string | null;
  lists: ColumnType<JsonValue, string | undefined, string>;
  synthetic: boolean;
  note: Generated<string>;
}

export interface ScoreTable {
  sheet_id: string;
  criterion_id: string;
  points: number | null;
  reason: Generated<string>;
}

export interface ScoreSheetTable {
  id: string;
  application_id: string;
  person_id: string;
  status: Generated<"draft" | "sent" | "void">;
  overall: Generated<string>;
  weighted_percent: number | null;
  version: Generated<number>;
  started_at: Generated<Date>;
  sent_at: Date | null;
}

export interface SecondFactorTable {
  person_id: string;
  secret_sealed: string;
  confirmed_at: Date | null;
  last_step: Generated<number>;
}

export interface SessionTable {
  id: string;
  person_id: string;
  created_at: Generated<Date>;
  expires_at: Date;
  ends_at: Date;
  second_factor_at: Date | null;
  device: Generated<string>;
}

export interface SourceTable {
  id: string;
  code: string;
  title: string;
  publisher: Generated<string>;
  reference: Generated<string>;
  published_on: Day | null;
  published_text: Generated<string>;
  licence: Generated<string>;
  note: Generated<string>;
}

export interface StoredFileTable {
  id: string;
  storage_key: string;
  sha256: string;
  bytes: number;
  media_type: string;
  name: string;
  kind: "governing-document" | "accounts" | "partnership-letter";
  owner_type: string;
  owner_id: string;
  uploaded_by: string | null;
  uploaded_at: Generated<Date>;
  removed_at: Date | null;
}

export interface SubmissionTable {
  id: string;
  application_id: string;
  form_version_id: string;
  answers: Json;
  organisation: Json;
  sha256: string;
  received_at: Date;
  submitted_by: string;
}

export interface SupersededAreaCodeTable {
  code: string;
  area_code: string;
}

export interface DB {
  account_link: AccountLinkTable;
  action: ActionTable;
  aim: AimTable;
  aim_crosswalk: AimCrosswalkTable;
  amount_band: AmountBandTable;
  application: ApplicationTable;
  application_answer: ApplicationAnswerTable;
  application_answer_history: ApplicationAnswerHistoryTable;
  application_check: ApplicationCheckTable;
  application_tag: ApplicationTagTable;
  area: AreaTable;
  area_body: AreaBodyTable;
  assignment: AssignmentTable;
  audit_event: AuditEventTable;
  audit_head: AuditHeadTable;
  audit_register: AuditRegisterTable;
  award: AwardTable;
  award_count: AwardCountTable;
  award_event: AwardEventTable;
  award_organisation_count: AwardOrganisationCountTable;
  award_tag: AwardTagTable;
  body: BodyTable;
  code_item: CodeItemTable;
  code_item_variant: CodeItemVariantTable;
  code_list: CodeListTable;
  code_list_version: CodeListVersionTable;
  criterion: CriterionTable;
  decision: DecisionTable;
  form_version: FormVersionTable;
  fund: FundTable;
  fund_action: FundActionTable;
  fund_outcome: FundOutcomeTable;
  grant_return: GrantReturnTable;
  grant_return_history: GrantReturnHistoryTable;
  grant_return_people: GrantReturnPeopleTable;
  installation: InstallationTable;
  interest: InterestTable;
  measure: MeasureTable;
  measure_action: MeasureActionTable;
  message: MessageTable;
  observation: ObservationTable;
  observation_action: ObservationActionTable;
  observation_plan: ObservationPlanTable;
  organisation: OrganisationTable;
  outcome: OutcomeTable;
  person: PersonTable;
  person_password: PersonPasswordTable;
  plan: PlanTable;
  pot: PotTable;
  priority: PriorityTable;
  priority_outcome: PriorityOutcomeTable;
  public_version: PublicVersionTable;
  published_allocation: PublishedAllocationTable;
  published_allocation_area: PublishedAllocationAreaTable;
  published_total: PublishedTotalTable;
  rate_budget: RateBudgetTable;
  recovery_code: RecoveryCodeTable;
  reported_item: ReportedItemTable;
  reported_item_action: ReportedItemActionTable;
  role_held: RoleHeldTable;
  round: RoundTable;
  score: ScoreTable;
  score_sheet: ScoreSheetTable;
  second_factor: SecondFactorTable;
  session: SessionTable;
  source: SourceTable;
  stored_file: StoredFileTable;
  submission: SubmissionTable;
  superseded_area_code: SupersededAreaCodeTable;
}
