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
  purpose: "confirm-email" | "reset-password" | "join-organisation" | "sign-in" | "register" | "change-email";
  email: string;
  person_id: string | null;
  organisation_id: string | null;
  role: string | null;
  created_at: Generated<Date>;
  expires_at: Date;
  used_at: Date | null;
  next_path: Generated<string>;
  created_by: string | null;
}

export interface ActionTable {
  id: string;
  plan_id: string;
  scheme: "strategic" | "sub-action" | "workforce" | "workforce-action";
  ref: string;
  priority_id: string | null;
  title: string;
  official_wording: string | null;
  title_basis: "official-short-label" | "our-words" | "not-found";
  sort_order: number;
  note: Generated<string>;
  parent_id: string | null;
  lead: Generated<string>;
  timescale: Generated<string>;
}

export interface ActionCrosswalkTable {
  id: string;
  from_action_id: string;
  to_action_id: string;
  dated_on: Day;
  note: Generated<string>;
  recorded_by: string | null;
  recorded_at: Generated<Date>;
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

export interface AllocationChangeTable {
  id: string;
  round_id: string;
  pot_id: string | null;
  from_pence: number;
  to_pence: number;
  reason: string;
  changed_by: string;
  changed_at: Generated<Date>;
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
  reopened_at: Date | null;
  sign_off_wanted: Generated<boolean>;
  entered_by: string | null;
  entered_how: "paper" | "telephone" | null;
  arrived_at: Date | null;
  confirmed_by: string | null;
  confirmed_at: Date | null;
  sub_pot_id: string | null;
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

export interface ApplicationCommentTable {
  id: string;
  application_id: string;
  question_id: string;
  person_id: string;
  text: string;
  at: Generated<Date>;
  resolved_at: Date | null;
  resolved_by: string | null;
}

export interface ApplicationFileTable {
  stored_file_id: string;
  application_id: string;
  question_id: string;
  upload_key: string;
  name_given: string;
  sha256: string;
  added_by: string;
  added_at: Generated<Date>;
  removed_at: Date | null;
}

export interface ApplicationPresenceTable {
  application_id: string;
  person_id: string;
  section: Generated<string>;
  seen_at: Generated<Date>;
}

export interface ApplicationReminderOffTable {
  application_id: string;
  person_id: string;
  at: Generated<Date>;
}

export interface ApplicationSaveTable {
  application_id: string;
  key: string;
  person_id: string;
  content_hash: string;
  response: Json;
  saved_at: Generated<Date>;
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

export interface AreaReturnTable {
  id: string;
  pot_id: string;
  nil: boolean;
  statement: string;
  signatory_name: string;
  signed_by: string | null;
  signed_at: Generated<Date>;
  applications: number | null;
  awards: number;
  projects: number;
  organisations: number;
  amount_pence: number;
  ended_at: Date | null;
  ended_as: "taken-back" | "signed-again" | null;
  ended_by: string | null;
  ended_reason: Generated<string>;
  published_at: Date | null;
  synthetic: boolean;
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
  origin: Generated<"lade" | "elsewhere">;
  upload_id: string | null;
  elsewhere_reference: string | null;
  capital_pence: number | null;
  coverage: "part-of-area" | "whole-area" | "several-areas" | "scotland" | null;
  recipient_income_pence: number | null;
  tops_up_award_id: string | null;
  sub_pot_id: string | null;
  lapsed_at: Date | null;
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

export interface AwardMonthCountTable {
  /** The first day of the month. */
  month: Day;
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
  kind: "made" | "taken-back" | "released" | "accepted" | "not-taken-up" | "reduced" | "withdrawn" | "retagged" | "corrected";
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
  since: Date | null;
}

export interface AwardTagPastTable {
  award_id: string;
  list_code: string;
  list_version: number;
  code: string;
  since: Date | null;
  until: Date;
}

export interface AwardUploadTable {
  id: string;
  pot_id: string;
  uploaded_by: string;
  uploaded_at: Generated<Date>;
  file_name: string;
  encoding: "utf-8" | "utf-16" | "windows-1252" | "typed";
  content: string;
  sha256: string;
  loaded_at: Date | null;
  awards_new: number | null;
  awards_corrected: number | null;
  awards_unchanged: number | null;
  change_pence: number | null;
  synthetic: boolean;
}

export interface BoardAuthorTable {
  report_id: string;
  person_id: string;
}

export interface BoardFileTable {
  report_id: string;
  format: "json" | "html" | "pdf" | "ods";
  media_type: string;
  body: Buffer;
  sha256: string;
}

export interface BoardPublishedCountTable {
  report_id: string;
  part: "strategic" | "sub-action" | "workforce-action";
  position: number;
  status: "delivered" | "on-track" | "at-risk" | "off-track" | "missed-no-risk" | "missed-with-risk" | null;
  published_count: number;
  published_percent: number;
  held_count: number;
  held_base: number;
  note: Generated<string>;
}

export interface BoardReportTable {
  id: string;
  code: string;
  reference: Generated<string>;
  plan_id: string;
  title: string;
  data_on: Day;
  data_stated: Generated<string>;
  meeting_on: Day;
  state: Generated<"preparing" | "ready" | "issued">;
  origin: Generated<"made-here" | "brought-in">;
  source_id: string | null;
  note: Generated<string>;
  given_back_reason: Generated<string>;
  opened_by: string | null;
  opened_at: Generated<Date>;
  ready_by: string | null;
  ready_at: Date | null;
  issued_by: string | null;
  issued_at: Date | null;
  synthetic: boolean;
}

export interface BoardRiskTable {
  id: string;
  report_id: string;
  kind: "risk" | "issue";
  description: string;
  owner: string;
  response: string;
  recorded_by: string | null;
  recorded_at: Generated<Date>;
}

export interface BoardSplitTable {
  report_id: string;
  action_id: string;
  status: "delivered" | "on-track" | "at-risk" | "off-track" | "missed-no-risk" | "missed-with-risk";
  percent: number;
}

export interface BoardStatusTable {
  id: string;
  report_id: string;
  action_id: string;
  sequence: number;
  status: "delivered" | "on-track" | "at-risk" | "off-track" | "missed-no-risk" | "missed-with-risk";
  reason: Generated<string>;
  mitigation: Generated<string>;
  achievement: Generated<string>;
  signed_by: string | null;
  signed_at: Generated<Date>;
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
  minimum_points: number | null;
  question_ids: Generated<string[]>;
  ended_at: Date | null;
}

export interface CriterionGuidanceTable {
  criterion_id: string;
  points: number;
  text: string;
}

export interface CriteriaVersionTable {
  pot_id: string;
  version: number;
  criteria: Json;
  minimum_percent: number | null;
  reason: string;
  made_by: string | null;
  made_at: Generated<Date>;
  sheets_recomputed: Generated<number>;
  sheets_reopened: Generated<number>;
}

export interface CriteriaDraftTable {
  pot_id: string;
  person_id: string;
  base_version: number;
  criteria: Json;
  minimum_percent: number | null;
  made_at: Generated<Date>;
}

export interface ScoreUploadTable {
  id: string;
  pot_id: string;
  person_id: string;
  uploaded_by: string;
  uploaded_at: Generated<Date>;
  file_name: string;
  sha256: string;
  cells: Json;
  entered_at: Date | null;
  sheets: number | null;
  synthetic: boolean;
}

export interface ApplicationMessageTable {
  id: string;
  application_id: string;
  side: "group" | "fund";
  person_id: string;
  text: string;
  at: Generated<Date>;
}

export interface ApplicationMessageReadTable {
  application_id: string;
  side: "group" | "fund";
  read_until: Date;
}

export interface ChangeRequestTable {
  id: string;
  application_id: string;
  question_ids: string[];
  message: string;
  wanted_by: Day | null;
  asked_by: string;
  asked_at: Generated<Date>;
  before_number: number;
  after_number: number | null;
  answered_by: string | null;
  answered_at: Date | null;
  taken_back_at: Date | null;
}

export interface DeadlineExtensionTable {
  id: string;
  pot_id: string;
  application_id: string | null;
  until: Date;
  reason: string;
  kind: "discretion" | "our-outage";
  recorded_by: string;
  recorded_at: Generated<Date>;
}

export interface DecisionTable {
  id: string;
  application_id: string;
  outcome: "full" | "part" | "conditional" | "reserve" | "decline";
  amount_pence: number | null;
  reasons: Generated<string>;
  feedback: Generated<string>;
  decided_by: string;
  decided_at: Generated<Date>;
  taken_back_at: Date | null;
  taken_back_by: string | null;
  released_at: Date | null;
  released_by: string | null;
  conditions_to_meet: Generated<string>;
  conditions_met_at: Date | null;
  conditions_met_by: string | null;
  reserve_position: number | null;
  moved_up_at: Date | null;
  moved_up_by: string | null;
  needs_second: Generated<boolean>;
  needs_second_why: Generated<string>;
  confirmed_at: Date | null;
  confirmed_by: string | null;
  below_minimum_reason: Generated<string>;
  returned_reason: Generated<string>;
  meeting_id: string | null;
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

export interface InterestInOrganisationTable {
  id: string;
  pot_id: string;
  person_id: string;
  organisation_id: string;
  has_interest: boolean;
  explanation: Generated<string>;
  declared_at: Generated<Date>;
}

export interface InterestTable {
  id: string;
  application_id: string;
  person_id: string;
  has_interest: boolean;
  explanation: Generated<string>;
  declared_at: Generated<Date>;
  recorded_by: string | null;
}

export interface LetterTable {
  id: string;
  decision_id: string;
  application_id: string;
  pot_id: string;
  sorted_by: string;
  version: Generated<number>;
  words: string;
  reading_age: number | null;
  findings: ColumnType<JsonValue, string | undefined, string>;
  accepted: Generated<string[]>;
  blocked: boolean;
  drafted_at: Generated<Date>;
  drafted_by: string;
  edited_at: Date | null;
  edited_by: string | null;
  checked_at: Date | null;
  checked_by: string | null;
  sent_at: Date | null;
  sent_subject: string | null;
  sent_body: string | null;
  over: Generated<boolean>;
  synthetic: boolean;
}

export interface LetterVersionTable {
  letter_id: string;
  version: number;
  words: string;
  written_by: string;
  written_at: Generated<Date>;
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
  result_type: "output" | "outcome" | "population-metric" | null;
  population: Generated<string>;
  geography: Generated<string>;
  period_basis: Generated<string>;
  defined_by: string | null;
  defined_at: Date | null;
}

export interface MeasureActionTable {
  measure_id: string;
  action_id: string;
}

export interface MeasureOutcomeTable {
  measure_id: string;
  outcome_id: string;
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

/** The readers of one application talk about their scores. */
export interface ModerationTable {
  id: string;
  application_id: string;
  why: string;
  opened_by: string;
  opened_at: Generated<Date>;
  note: Generated<string>;
  version: Generated<number>;
  finished_by: string | null;
  finished_at: Date | null;
}

export interface ModerationSheetTable {
  moderation_id: string;
  sheet_id: string;
  version_before: number;
  version_after: number | null;
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
  /** What was counted, where it is known; `value` is what is printed. */
  exact_value: number | null;
  rounded_to: number | null;
  replaces_id: string | null;
  correction_reason: Generated<string>;
  source_released_on: Day | null;
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
  people_running: number | null;
  people_unrelated: number | null;
  safeguarding_policy: "agreed" | "being-written" | "none" | null;
  safeguarding_lead: Generated<string>;
  bank_account: "two-signatories" | "one-signatory" | "host" | "none" | null;
  published_facts_at: Date | null;
}

export interface OrganisationFactConfirmedTable {
  organisation_id: string;
  fact: "identity" | "contact" | "income" | "people" | "safeguarding" | "bank" | "documents";
  confirmed_at: Generated<Date>;
  confirmed_by: string | null;
}

export interface OutcomeTable {
  id: string;
  plan_id: string;
  number: number;
  title: string;
  official_wording: string | null;
}

export interface PanelMemberTable {
  id: string;
  pot_id: string;
  person_id: string;
  seat: "assessor" | "chair" | "lived-experience" | "adviser";
  role_held_id: string | null;
  invited_by: string | null;
  invited_at: Generated<Date>;
  ended_at: Date | null;
  ended_by: string | null;
}

export interface PasskeyTable {
  id: string;
  person_id: string;
  credential_id: string;
  public_key: string;
  counter: Generated<number>;
  transports: Generated<string>;
  synced: Generated<boolean>;
  name: string;
  created_at: Generated<Date>;
  last_used_at: Date | null;
}

export interface PasskeyChallengeTable {
  challenge_hash: string;
  purpose: "add" | "sign-in" | "prove";
  person_id: string | null;
  expires_at: Date;
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

export interface PersonConnectionTable {
  id: string;
  person_id: string;
  kind: "works" | "worked" | "helps" | "close";
  organisation_name: string;
  charity_number: string | null;
  added_at: Generated<Date>;
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
  series: Generated<string>;
  version: Generated<number>;
  state: Generated<"draft" | "in-force">;
  follows_id: string | null;
  prepared_by: string | null;
  issued_by: string | null;
  issued_at: Date | null;
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
  grace_minutes: Generated<number>;
  sign_off: Generated<"none" | "second-person">;
  second_person_above_pence: number | null;
  minimum_percent: number | null;
  anonymous_reading: Generated<boolean>;
  lived_experience_readers: Generated<number>;
  scoring_closes_at: Date | null;
  scoring_closed_at: Date | null;
  scoring_closed_by: string | null;
  board_version: Generated<number>;
  checks_version: Generated<number>;
  income_exceptions: Generated<boolean>;
  declaration_needed: Generated<boolean>;
  criteria_version: Generated<number>;
}

export interface CheckItemTable {
  code: string;
  position: number;
  title: string;
  asks: string;
}

export interface PotCheckTable {
  pot_id: string;
  code: string;
  position: number;
  title: string;
  asks: string;
}

export interface IncomeExceptionTable {
  application_id: string;
  agreed_by: string;
  agreed_on: Day;
  reason: string;
  recorded_by: string;
  recorded_at: Generated<Date>;
}

export interface FairWorkTable {
  application_id: string;
  workers: "none" | "some";
  wage: "paid" | "exception" | "not-paid" | null;
  voice: "yes" | "no" | null;
  evidence: Generated<"none" | "self-declaration" | "accreditation" | "payroll" | "accountant">;
  exception_by: Generated<string>;
  exception_reason: Generated<string>;
  recorded_by: string;
  recorded_at: Generated<Date>;
}

export interface SubsidyViewTable {
  application_id: string;
  economic: "yes" | "no";
  notice_on: Day | null;
  confirmed_on: Day | null;
  reason: string;
  recorded_by: string;
  recorded_at: Generated<Date>;
}

export interface PublicFundingTable {
  id: string;
  application_id: string;
  funder: string;
  given_on: Day;
  amount_pence: number;
  minimal_assistance: boolean;
  recorded_by: string;
  recorded_at: Generated<Date>;
  removed_by: string | null;
  removed_at: Date | null;
}

export interface AccountSeenTable {
  application_id: string;
  account_hash: string;
  recorded_by: string;
  recorded_at: Generated<Date>;
}

export interface ApplicationFlagTable {
  id: string;
  application_id: string;
  title: string;
  risk: "low" | "medium" | "high";
  words: string;
  owner_id: string;
  due_on: Day;
  version: Generated<number>;
  raised_by: string;
  raised_at: Generated<Date>;
  resolved_by: string | null;
  resolved_at: Date | null;
  resolution: Generated<string>;
}

export interface CharityRegisterFileTable {
  id: string;
  kind: "current" | "former";
  file_name: string;
  dated_on: Day;
  sha256: string;
  charities: number;
  loaded_by: string | null;
  loaded_at: Generated<Date>;
  replaced_at: Date | null;
  synthetic: boolean;
}

export interface CharityRegisterTable {
  charity_number: string;
  kind: "current" | "former";
  file_id: string;
  name: string;
  known_as: Generated<string>;
  status: Generated<string>;
  constitutional_form: Generated<string>;
  postcode: Generated<string>;
  location: Generated<string>;
  registered_on: Day | null;
  ceased_on: Day | null;
  income_pence: number | null;
  year_end: Day | null;
}

export interface PotYearTable {
  pot_id: string;
  financial_year: string;
  allocation_pence: number | null;
  committed_pence: Generated<number>;
}

export interface SubPotTable {
  id: string;
  pot_id: string;
  position: number;
  title: string;
  kind: "grant-size" | "locality";
  from_pence: number | null;
  to_pence: number | null;
  locality: Generated<string>;
  allocation_pence: number;
  committed_pence: Generated<number>;
}

export interface AwardYearTable {
  award_id: string;
  financial_year: string;
  amount_pence: number;
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
  changed_at: Generated<Date>;
  published_since: Generated<Day>;
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

export interface PublishedDifferenceTable {
  id: string;
  observation_id: string;
  source_id: string;
  source_ref: Generated<string>;
  published_value: number;
  note: string;
  recorded_by: string | null;
  recorded_at: Generated<Date>;
  synthetic: boolean;
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
  role: "owner" | "editor" | "viewer" | "helper" | "administrator" | "assessor" | "chair" | "finance" | "official" | "publisher" | "service-administrator" | "partner";
  organisation_id: string | null;
  fund_id: string | null;
  area_code: string | null;
  member_body_id: string | null;
  granted_at: Generated<Date>;
  granted_by: string | null;
  ended_at: Date | null;
}

export interface RoundDeclarationTable {
  pot_id: string;
  person_id: string;
  declared_at: Generated<Date>;
  organisations: number;
  recorded_by: string | null;
}

export interface DeclarationOrderTable {
  pot_id: string;
  person_id: string;
  seed: string;
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
  administration_pence: number | null;
  one_per_group: Generated<boolean>;
}

/** The shorter forms of a round, each up to an amount, included; above them all the round's own form holds. */
export interface RoundFormTable {
  round_id: string;
  up_to_pence: number;
  form_version_id: string;
}

export interface ScoreTable {
  sheet_id: string;
  criterion_id: string;
  points: number | null;
  reason: Generated<string>;
  cannot: Generated<boolean>;
}

/** A sheet as it stood after each sending and each change that followed. */
export interface ScoreHistoryTable {
  sheet_id: string;
  version: number;
  cause: "sent" | "changed" | "moderated" | "cannot" | "resumed" | "entered" | "criteria";
  why: Generated<string>;
  status: "draft" | "sent" | "cannot";
  overall: string;
  weighted_percent: number | null;
  scores: Json;
  kept_by: string;
  kept_at: Generated<Date>;
  moderation_id: string | null;
}

export interface ScoresReadTable {
  application_id: string;
  person_id: string;
  first_read_at: Generated<Date>;
}

export interface ScoreSheetTable {
  id: string;
  application_id: string;
  person_id: string;
  status: Generated<"draft" | "sent" | "cannot" | "void">;
  overall: Generated<string>;
  weighted_percent: number | null;
  version: Generated<number>;
  started_at: Generated<Date>;
  sent_at: Date | null;
  cannot_reason: Generated<string>;
  saved_page: string | null;
  saved_turn: number | null;
  criteria_version: Generated<number>;
  entered_by: string | null;
  entered_at: Date | null;
}

export interface ScoringEventTable {
  id: string;
  pot_id: string;
  event: "closed" | "reopened";
  reason: Generated<string>;
  person_id: string;
  at: Generated<Date>;
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
  shared_computer: Generated<boolean>;
  proved_by: Generated<"password" | "email-link" | "passkey">;
  proved_at: Generated<Date>;
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
  kind: "governing-document" | "accounts" | "partnership-letter" | "signed-form" | "answer";
  owner_type: string;
  owner_id: string;
  uploaded_by: string | null;
  uploaded_at: Generated<Date>;
  removed_at: Date | null;
  scan: Generated<"held" | "clean" | "infected" | "not-scanned">;
  scanned_at: Date | null;
  scan_tries: Generated<number>;
  finding: Generated<string>;
  bytes_removed_at: Date | null;
}

export interface ScenarioTable {
  id: string;
  pot_id: string;
  name: string;
  main: Generated<boolean>;
  line_percent: number | null;
  line_reference: Generated<string>;
  version: Generated<number>;
  shortlist_id: string | null;
  made_by: string;
  made_at: Generated<Date>;
  changed_by: string;
  changed_at: Generated<Date>;
  ended_at: Date | null;
}

export interface ScenarioLineTable {
  scenario_id: string;
  application_id: string;
  outcome: "full" | "part" | "conditional" | "reserve" | "decline" | "none";
  amount_pence: number | null;
}

export interface CoverageTargetTable {
  pot_id: string;
  list_code: "focus-group" | "priority-issue" | "family-group" | "place";
  code: string;
  at_least: number;
  set_by: string;
  set_at: Generated<Date>;
}

export interface MeetingTable {
  id: string;
  pot_id: string;
  quorum: number;
  opened_at: Generated<Date>;
  opened_by: string;
  closed_at: Date | null;
  closed_by: string | null;
  notes: Generated<string>;
  version: Generated<number>;
}

export interface MeetingAttendanceTable {
  id: string;
  meeting_id: string;
  person_id: string | null;
  name: string;
  role: Generated<string>;
  votes: Generated<boolean>;
  arrived_at: Generated<Date>;
  left_at: Date | null;
  recorded_by: string;
}

export interface MeetingLeaveTable {
  id: string;
  meeting_id: string;
  application_id: string;
  person_id: string;
  left_at: Generated<Date>;
  returned_at: Date | null;
  recorded_by: string;
}

export interface MeetingSnapshotTable {
  meeting_id: string;
  pot_id: string;
  taken_at: Date;
  body: string;
  sha256: string;
}

export interface ShortlistTable {
  id: string;
  pot_id: string;
  asked_by: string;
  asked_at: Generated<Date>;
  conditions: Json;
  answer: Json;
}

export interface SignOffTable {
  id: string;
  application_id: string;
  person_id: string;
  asked_by: string;
  asked_at: Generated<Date>;
  state: Generated<"asked" | "signed" | "sent-back" | "over">;
  changes: number | null;
  note: Generated<string>;
  answered_at: Date | null;
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
  number: Generated<number>;
  files: ColumnType<JsonValue, string | undefined, string>;
}

export interface SubmissionFileTable {
  submission_id: string;
  stored_file_id: string;
  question_id: string;
  sha256: string;
}

export interface SupersededAreaCodeTable {
  code: string;
  area_code: string;
}

export interface AwardCutTable {
  id: string;
  fund_id: string;
  data_at: Date;
  period_from: Day;
  period_to: Day;
  groups_known: boolean;
  note: Generated<string>;
  taken_by: string | null;
  taken_at: Generated<Date>;
  replaces_id: string | null;
  published_as: string | null;
  published_title: Generated<string>;
  published_at: Date | null;
  synthetic: boolean;
}

export interface AwardCutAreaTable {
  cut_id: string;
  area_code: string;
  reported: boolean;
}

export interface AwardCutAwardTable {
  cut_id: string;
  award_id: string;
  round_id: string;
  area_code: string;
  organisation_id: string;
  awarded_on: Day;
  amount_pence: number;
  synthetic: boolean;
}

export interface AwardCutPeopleTable {
  cut_id: string;
  award_id: string;
  return_id: string;
  area_code: string;
  list_code: string;
  list_version: number;
  code: string;
  people: number;
}

export interface AwardCutTagTable {
  cut_id: string;
  award_id: string;
  list_code: string;
  list_version: number;
  code: string;
}

export interface PublicationTable {
  id: string;
  code: string;
  title: string;
  summary: Generated<string>;
  state: Generated<"draft" | "awaiting-approval" | "embargoed" | "released" | "abandoned">;
  origin: Generated<"made-here" | "brought-in">;
  badge: Generated<"management-information">;
  period_from: Day;
  period_to: Day;
  data_on: Day;
  release_on: Day | null;
  release_at: Date | null;
  announced_at: Date | null;
  people_threshold: Generated<number>;
  completeness_label: Generated<string>;
  replaces_id: string | null;
  restatement_reason: Generated<string>;
  drafted_by: string | null;
  drafted_at: Generated<Date>;
  given_back_reason: Generated<string>;
  submitted_by: string | null;
  submitted_at: Date | null;
  approved_by: string | null;
  approved_at: Date | null;
  released_at: Date | null;
  version: Generated<number>;
  synthetic: boolean;
}

export interface PublicationAuthorTable {
  publication_id: string;
  person_id: string;
}

export interface PublicationCellTable {
  publication_id: string;
  key: string;
  value: number;
  suppressed: boolean;
}

export interface PublicationCutTable {
  publication_id: string;
  cut_id: string;
}

export interface PublicationDisclosureTable {
  id: string;
  publication_id: string;
  threshold: number;
  cells: number;
  primary_suppressed: number;
  secondary_suppressed: number;
  basis_sha256: string;
  suppressed: Json;
  assessment: string;
  decided_by: string | null;
  decided_at: Generated<Date>;
}

export interface PublicationFileTable {
  publication_id: string;
  format: "html" | "csv" | "json";
  media_type: string;
  body: string;
  sha256: string;
}

export interface PublicationFindingAnswerTable {
  publication_id: string;
  finding: string;
  message: string;
  answer: string;
  answered_by: string | null;
  answered_at: Generated<Date>;
}

export interface PublicationReaderTable {
  publication_id: string;
  person_id: string;
  post: string;
  added_by: string | null;
  added_at: Generated<Date>;
  removed_at: Date | null;
}

export interface PublicationReadingTable {
  id: string;
  publication_id: string;
  person_id: string;
  read_at: Generated<Date>;
}

export interface PublicationSlotTable {
  statement_id: string;
  name: string;
  source: string;
  query: Json;
  cut_id: string | null;
  observation_id: string | null;
  value: number | null;
  printed: string;
  rows_behind: number;
  rows_sha256: string;
}

export interface PublicationStatementTable {
  id: string;
  publication_id: string;
  position: number;
  heading: Generated<string>;
  template: string;
  number_style: "commas" | "plain";
  money_style: "full" | "millions";
  date_style: "day" | "month";
  year_style: "hyphen" | "slash" | "whole" | "dash";
  percent_style: "whole" | "one" | "two";
  printed: string;
  item_id: string | null;
  version: Generated<number>;
}

export interface PublicationTableFileTable {
  publication_id: string;
  name: string;
  table_number: number;
  media_type: string;
  body: Buffer;
  sha256: string;
}

export interface PublicationTableTable {
  id: string;
  publication_id: string;
  position: number;
  title: string;
  cut_id: string;
  measure: "awards" | "people";
  by_code: string;
  across_areas: boolean;
}

export interface ReleaseHoldTable {
  id: string;
  reason: string;
  started_by: string | null;
  started_at: Generated<Date>;
  ended_by: string | null;
  ended_at: Date | null;
}

export interface AwardPlaceTable {
  edition_id: string;
  award_id: string;
  data_zone_code: string;
}

export interface DataZoneTable {
  edition_id: string;
  code: string;
  area_code: string;
  decile: number;
}

export interface HealthBoardAreaTable {
  edition_id: string;
  area_code: string;
  board_code: string;
  board_name: string;
}

export interface LookupEditionTable {
  id: string;
  kind: "population" | "health-board" | "deprivation" | "award-places";
  edition: string;
  source: string;
  source_date: Day;
  line_count: number;
  sha256: string;
  loaded_at: Generated<Date>;
  loaded_by: string | null;
  synthetic: boolean;
}

export interface PopulationTable {
  edition_id: string;
  area_code: string;
  year: number;
  people: number;
}

export interface WordingTable {
  id: string;
  priority_id: string | null;
  outcome_id: string | null;
  label: string;
  document: string;
  wording: string;
  recorded_by: string | null;
  recorded_at: Generated<Date>;
}

export interface MemberBodyTable {
  id: string;
  name: string;
  organisation_id: string | null;
  source: Generated<string>;
  added_by: string | null;
  added_at: Generated<Date>;
  ended_at: Date | null;
  synthetic: boolean;
}

export interface MemberInterestTable {
  id: string;
  member_body_id: string;
  fund_id: string | null;
  statement: string;
  declared_by: string | null;
  declared_at: Generated<Date>;
  ended_by: string | null;
  ended_at: Date | null;
}

export interface ApproachTable {
  id: string;
  action_id: string | null;
  measure_id: string | null;
  sequence: number;
  approach: "prevention" | "early-help" | "crisis" | "treatment" | "across" | null;
  basis: "own-reading" | "source";
  source: Generated<string>;
  reason: string;
  set_by: string | null;
  set_at: Generated<Date>;
}

export interface PriorityFocusTable {
  priority_id: string;
  focus: "promote" | "prevent" | "provide";
}

export interface RemarkTable {
  id: string;
  kind: "annotation" | "dispute";
  member_body_id: string;
  observation_id: string | null;
  measure_id: string | null;
  financial_year: string | null;
  publication_id: string | null;
  part: string | null;
  figure_said: string;
  said: string;
  said_by: string | null;
  said_at: Generated<Date>;
  withdrawn_by: string | null;
  withdrawn_at: Date | null;
  withdrawn_reason: Generated<string>;
  synthetic: boolean;
}

export interface RemarkAnswerTable {
  id: string;
  remark_id: string;
  version: number;
  finding: "noted" | "stands" | "will-be-corrected" | "has-been-corrected";
  answer: string;
  answered_by: string;
  answered_at: Generated<Date>;
}

export interface RemarkReleaseTable {
  id: string;
  answer_id: string;
  answered_by: string;
  released_by: string;
  released_at: Generated<Date>;
}

export interface EasyReadTextTable {
  id: string;
  priority_id: string;
  version: number;
  title: string;
  sentences: string;
  checked_with: Generated<string>;
  checked_on: Day | null;
  written_by: string | null;
  written_at: Generated<Date>;
}

export interface ApplicationWorkTable {
  application_id: string;
  pot_id: string;
  status: "submitted" | "in-assessment" | "decided" | "withdrawn";
  received_at: Date;
  asked_pence: number;
  sub_pot_id: string | null;
  unconfirmed: boolean;
  change_asked: boolean;
  unread: number;
  checks: "to-do" | "problem" | "done";
  flags_open: number;
  flag_due: Day | null;
  needed: number;
  readers: number;
  to_declare: number;
  sheets_sent: number;
  mean_percent: number | null;
  moderating: boolean;
  outcome: string | null;
  to_confirm: boolean;
  released: boolean;
  to_meet: boolean;
  award_status: string | null;
  words: string;
  next_step: string;
}
export interface SavedViewTable {
  id: string;
  fund_id: string;
  area_code: string;
  owner_id: string;
  name: string;
  query: string;
  shared: boolean;
  saved_at: Generated<Date>;
}
export interface BulkActionTable {
  id: string;
  pot_id: string;
  kind: "assign" | "end-assignment" | "ask-checks" | "remind";
  person_id: string | null;
  asked_by: string;
  asked_at: Generated<Date>;
  finished_at: Date | null;
}
export interface BulkActionLineTable {
  action_id: string;
  application_id: string;
  position: number;
  outcome: string;
  done: boolean;
}

export interface DB {
  account_link: AccountLinkTable;
  account_seen: AccountSeenTable;
  action: ActionTable;
  action_crosswalk: ActionCrosswalkTable;
  aim: AimTable;
  aim_crosswalk: AimCrosswalkTable;
  allocation_change: AllocationChangeTable;
  amount_band: AmountBandTable;
  application: ApplicationTable;
  application_answer: ApplicationAnswerTable;
  application_answer_history: ApplicationAnswerHistoryTable;
  application_check: ApplicationCheckTable;
  application_comment: ApplicationCommentTable;
  application_file: ApplicationFileTable;
  application_flag: ApplicationFlagTable;
  application_message: ApplicationMessageTable;
  application_message_read: ApplicationMessageReadTable;
  application_presence: ApplicationPresenceTable;
  application_reminder_off: ApplicationReminderOffTable;
  application_save: ApplicationSaveTable;
  application_tag: ApplicationTagTable;
  approach: ApproachTable;
  area: AreaTable;
  area_body: AreaBodyTable;
  area_return: AreaReturnTable;
  assignment: AssignmentTable;
  audit_event: AuditEventTable;
  audit_head: AuditHeadTable;
  audit_register: AuditRegisterTable;
  award: AwardTable;
  award_year: AwardYearTable;
  award_count: AwardCountTable;
  award_cut: AwardCutTable;
  award_cut_area: AwardCutAreaTable;
  award_cut_award: AwardCutAwardTable;
  award_cut_people: AwardCutPeopleTable;
  award_cut_tag: AwardCutTagTable;
  award_event: AwardEventTable;
  award_month_count: AwardMonthCountTable;
  award_organisation_count: AwardOrganisationCountTable;
  award_place: AwardPlaceTable;
  award_tag: AwardTagTable;
  award_tag_past: AwardTagPastTable;
  award_upload: AwardUploadTable;
  board_author: BoardAuthorTable;
  board_file: BoardFileTable;
  board_published_count: BoardPublishedCountTable;
  board_report: BoardReportTable;
  board_risk: BoardRiskTable;
  board_split: BoardSplitTable;
  board_status: BoardStatusTable;
  body: BodyTable;
  change_request: ChangeRequestTable;
  charity_register: CharityRegisterTable;
  charity_register_file: CharityRegisterFileTable;
  check_item: CheckItemTable;
  code_item: CodeItemTable;
  code_item_variant: CodeItemVariantTable;
  code_list: CodeListTable;
  code_list_version: CodeListVersionTable;
  criterion: CriterionTable;
  criterion_guidance: CriterionGuidanceTable;
  criteria_version: CriteriaVersionTable;
  criteria_draft: CriteriaDraftTable;
  score_upload: ScoreUploadTable;
  data_zone: DataZoneTable;
  deadline_extension: DeadlineExtensionTable;
  decision: DecisionTable;
  easy_read_text: EasyReadTextTable;
  fair_work: FairWorkTable;
  form_version: FormVersionTable;
  fund: FundTable;
  fund_action: FundActionTable;
  fund_outcome: FundOutcomeTable;
  grant_return: GrantReturnTable;
  grant_return_history: GrantReturnHistoryTable;
  grant_return_people: GrantReturnPeopleTable;
  health_board_area: HealthBoardAreaTable;
  income_exception: IncomeExceptionTable;
  installation: InstallationTable;
  interest: InterestTable;
  interest_in_organisation: InterestInOrganisationTable;
  letter: LetterTable;
  letter_version: LetterVersionTable;
  lookup_edition: LookupEditionTable;
  measure: MeasureTable;
  measure_action: MeasureActionTable;
  measure_outcome: MeasureOutcomeTable;
  member_body: MemberBodyTable;
  member_interest: MemberInterestTable;
  message: MessageTable;
  moderation: ModerationTable;
  moderation_sheet: ModerationSheetTable;
  observation: ObservationTable;
  observation_action: ObservationActionTable;
  observation_plan: ObservationPlanTable;
  organisation: OrganisationTable;
  organisation_fact_confirmed: OrganisationFactConfirmedTable;
  outcome: OutcomeTable;
  panel_member: PanelMemberTable;
  passkey: PasskeyTable;
  passkey_challenge: PasskeyChallengeTable;
  person: PersonTable;
  person_connection: PersonConnectionTable;
  person_password: PersonPasswordTable;
  plan: PlanTable;
  population: PopulationTable;
  pot: PotTable;
  pot_check: PotCheckTable;
  pot_year: PotYearTable;
  sub_pot: SubPotTable;
  priority: PriorityTable;
  priority_focus: PriorityFocusTable;
  priority_outcome: PriorityOutcomeTable;
  publication: PublicationTable;
  publication_author: PublicationAuthorTable;
  publication_cell: PublicationCellTable;
  publication_cut: PublicationCutTable;
  publication_disclosure: PublicationDisclosureTable;
  publication_file: PublicationFileTable;
  publication_finding_answer: PublicationFindingAnswerTable;
  publication_reader: PublicationReaderTable;
  publication_reading: PublicationReadingTable;
  publication_slot: PublicationSlotTable;
  publication_statement: PublicationStatementTable;
  publication_table: PublicationTableTable;
  publication_table_file: PublicationTableFileTable;
  release_hold: ReleaseHoldTable;
  public_version: PublicVersionTable;
  public_funding: PublicFundingTable;
  published_allocation: PublishedAllocationTable;
  published_allocation_area: PublishedAllocationAreaTable;
  published_difference: PublishedDifferenceTable;
  published_total: PublishedTotalTable;
  rate_budget: RateBudgetTable;
  recovery_code: RecoveryCodeTable;
  remark: RemarkTable;
  remark_answer: RemarkAnswerTable;
  remark_release: RemarkReleaseTable;
  reported_item: ReportedItemTable;
  reported_item_action: ReportedItemActionTable;
  role_held: RoleHeldTable;
  round: RoundTable;
  round_declaration: RoundDeclarationTable;
  declaration_order: DeclarationOrderTable;
  round_form: RoundFormTable;
  score: ScoreTable;
  score_history: ScoreHistoryTable;
  score_sheet: ScoreSheetTable;
  scoring_event: ScoringEventTable;
  scores_read: ScoresReadTable;
  second_factor: SecondFactorTable;
  session: SessionTable;
  coverage_target: CoverageTargetTable;
  meeting: MeetingTable;
  meeting_attendance: MeetingAttendanceTable;
  meeting_leave: MeetingLeaveTable;
  meeting_snapshot: MeetingSnapshotTable;
  scenario: ScenarioTable;
  scenario_line: ScenarioLineTable;
  shortlist: ShortlistTable;
  sign_off: SignOffTable;
  source: SourceTable;
  stored_file: StoredFileTable;
  submission: SubmissionTable;
  submission_file: SubmissionFileTable;
  subsidy_view: SubsidyViewTable;
  superseded_area_code: SupersededAreaCodeTable;
  wording: WordingTable;
  application_work: ApplicationWorkTable;
  saved_view: SavedViewTable;
  bulk_action: BulkActionTable;
  bulk_action_line: BulkActionLineTable;
}
