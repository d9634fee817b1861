/**
 * The additional checks that 360Giving's Data Quality Tool makes beyond the schema, written anew from their description, and the ones it
 * leaves out. Each finding names the check and the grant.
 */
import type { Grant, Organisation, Package } from "./standard.ts";

type Found = (grant: Grant) => boolean;
const orgs = (grant: Grant): Organisation[] => [...(grant.recipientOrganization ?? []), ...grant.fundingOrganization];
const recipients = (grant: Grant): Organisation[] => grant.recipientOrganization ?? [];
const day = (text: string | undefined): Date | undefined => (text && /^\d{4}-\d{2}-\d{2}/.test(text) ? new Date(text.slice(0, 10)) : undefined);
const years = (date: Date | undefined, from: Date): number => (date ? (date.getTime() - from.getTime()) / 31_557_600_000 : 0);

/** The lists of org-id.guide that can stand here; the register has some eight hundred, of which these are the ones for Great Britain that we could use. */
const knownPrefixes = /^(360G|GB-(SC|COH|CHC|NIC|LAS|GOR|GOV|SCOTEDU|MPR|NHS|REV|UKPRN|CASC|EDU|SHPE|PLA|LAE|LANI))-/i;

function strings(value: unknown, path: string): [path: string, text: string][] {
  if (typeof value === "string") return [[path, value]];
  if (Array.isArray(value)) return value.flatMap((one) => strings(one, path));
  if (typeof value === "object" && value !== null) return Object.entries(value).flatMap(([name, one]) => strings(one, `${path}/${name}`));
  return [];
}
const datesOf = (grant: Grant): string[] => [grant.awardDate, ...[...(grant.plannedDates ?? []), ...(grant.actualDates ?? [])].flatMap((event) => [event.startDate, event.endDate].filter((one) => one !== undefined))];
const isImpossible = (text: string): boolean => {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(text);
  return match !== null && new Date(`${match[0]}T12:00:00Z`).toISOString?.().slice(0, 10) !== match[0];
};
const backwards = (events: Grant["plannedDates"]): boolean => (events ?? []).some((event) => event.startDate && event.endDate && event.endDate < event.startDate);

const checks = (now: Date): Record<string, Found> => ({
  // Accuracy
  ZeroAmountTest: (grant) => grant.amountAwarded === 0,
  FundingOrgUnrecognisedPrefix: (grant) => grant.fundingOrganization.some((org) => !knownPrefixes.test(org.id)),
  RecipientOrgUnrecognisedPrefix: (grant) => recipients(grant).some((org) => !knownPrefixes.test(org.id)),
  RecipientOrgCharityNumber: (grant) => recipients(grant).some((org) => org.charityNumber !== undefined && !/^\d{6,7}$/.test(org.charityNumber.replace(/^[a-z]{2}/i, ""))),
  RecipientOrgCompanyNumber: (grant) => recipients(grant).some((org) => org.companyNumber !== undefined && !/^\w{8}$/.test(org.companyNumber)),
  OrganizationIdLooksInvalid: (grant) => orgs(grant).some(({ id }) => (/^GB-CHC-/i.test(id) && !/^GB-CHC-\d{6,7}$/i.test(id)) || (/^GB-COH-/i.test(id) && !/^GB-COH-\w{8}$/i.test(id))),
  OrganizationIdUnexpectedChars: (grant) => orgs(grant).some(({ id }) => /[\r\n]/.test(id)),
  GrantIdUnexpectedChars: (grant) => /[\r\n]/.test(grant.id),
  MoreThanOneFundingOrg: (grant) => grant.fundingOrganization.length > 1,
  LooksLikeEmail: (grant) => strings(grant, "").some(([path, text]) => !/email/i.test(path) && /[\w.-]+@[\w.-]+\.[\w.-]+/.test(text)),
  ImpossibleDates: (grant) => datesOf(grant).some(isImpossible),
  PlannedStartDateBeforeEndDate: (grant) => backwards(grant.plannedDates),
  ActualStartDateBeforeEndDate: (grant) => backwards(grant.actualDates),
  FarFuturePlannedDates: (grant) => (grant.plannedDates ?? []).some((event) => [event.startDate, event.endDate].some((date) => years(day(date), now) > 12)),
  FarFutureActualDates: (grant) => (grant.actualDates ?? []).some((event) => [event.startDate, event.endDate].some((date) => years(day(date), now) > 5)),
  FarPastDates: (grant) => datesOf(grant).some((date) => years(day(date), now) < -25),
  PostDatedAwardDates: (grant) => (day(grant.awardDate)?.getTime() ?? 0) > now.getTime(),
  RecipientIndDEI: (grant) => grant.recipientIndividual !== undefined && "project" in grant,
  GeoCodePostcode: (grant) => (grant.beneficiaryLocation ?? []).some((place) => /^\s*[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\s*$/i.test(place.geoCode ?? "")),
  // Usefulness
  RecipientOrg360GPrefix: (grant) => recipients(grant).some((org) => /^360G/i.test(org.id)),
  FundingOrg360GPrefix: (grant) => grant.fundingOrganization.some((org) => /^360G/i.test(org.id)),
  NoRecipientOrgCompanyCharityNumber: (grant) => recipients(grant).some((org) => !org.charityNumber && !org.companyNumber),
  IncompleteRecipientOrg: (grant) => recipients(grant).some((org) => !org.postalCode && !org.location?.some((place) => place.geoCode)),
  NoGrantProgramme: (grant) => !grant.grantProgramme?.length,
  NoBeneficiaryLocation: (grant) => !grant.beneficiaryLocation?.length,
  TitleDescriptionSame: (grant) => grant.title === grant.description,
  TitleLength: (grant) => grant.title.length > 140,
  NoLastModified: (grant) => !grant.dateModified,
  NoDataSource: (grant) => !grant.dataSource,
  RecipientIndWithoutToIndividualsDetails: (grant) => grant.recipientIndividual !== undefined && grant.toIndividualsDetails === undefined,
  PlannedDurationNotPresent: (grant) => !(grant.plannedDates ?? []).some((event) => event.duration !== undefined || (event.startDate && event.endDate)),
  BeneficiaryLocationNameButNoCode: (grant) => (grant.beneficiaryLocation ?? []).some((place) => place.name && !place.geoCode),
  BeneficiaryButNotRecipientGeoData: (grant) => hasPlace(grant.beneficiaryLocation) && !recipients(grant).some((org) => org.postalCode || hasPlace(org.location)),
  RecipientGeoDataButNoBeneficiary: (grant) => !hasPlace(grant.beneficiaryLocation) && recipients(grant).some((org) => org.postalCode || hasPlace(org.location)),
  // What the tool leaves out
  GrantIdWithoutPrefix: (grant) => !/^360G-lade-LG-[0-9A-Z]{4}-[0-9A-Z]{4}$/.test(grant.id),
  NegativeAmount: (grant) => Object.entries(grant).some(([name, value]) => name.startsWith("amount") && (value as number) < 0),
  ScottishCharityId: (grant) => recipients(grant).some(({ id }) => /^gb-sc-/i.test(id) && !/^GB-SC-SC\d{6}$/.test(id)),
  EmptyText: (grant) => strings(grant, "").some(([, text]) => text.trim() === ""),
  IndividualDeiDetails: (grant) => grant.recipientIndividual !== undefined && grant.deiDetails !== undefined,
  GeoCodeType: (grant) => [...(grant.beneficiaryLocation ?? []), ...recipients(grant).flatMap((org) => org.location ?? [])].some((place) => (place.geoCodeType === "CA") !== /^S12\d{6}$/.test(place.geoCode ?? "")),
  CountryCode: (grant) => [...(grant.beneficiaryLocation ?? []), ...recipients(grant).flatMap((org) => org.location ?? [])].some((place) => place["countryCode"] !== "GB"),
  AddressOfRecipient: (grant) => recipients(grant).some((org) => ["streetAddress", "postalCode", "telephone", "email", "contactName", "addressLocality"].some((field) => field in org)),
  NullValue: (grant) => JSON.stringify(grant).includes(":null"),
  PlaceholderText: (grant) => strings(grant, "").some(([, text]) => /^(-|n\/a|none|tbc)$/i.test(text.trim())),
});
const hasPlace = (places: Grant["beneficiaryLocation"]): boolean => (places ?? []).some((place) => place.geoCode);

/** How many grants each check finds; checks that find nothing are left out. Throws nothing. */
export function findings(file: Package, now: Date): Record<string, number> {
  const found: Record<string, number> = {};
  for (const [name, check] of Object.entries(checks(now))) {
    const count = file.grants.filter(check).length;
    if (count > 0) found[name] = count;
  }
  const funders = file.grants.flatMap((grant) => grant.fundingOrganization);
  const several = (key: (org: Organisation) => string, value: (org: Organisation) => string) => {
    const seen = new Map<string, Set<string>>();
    for (const org of funders) seen.set(key(org), (seen.get(key(org)) ?? new Set()).add(value(org)));
    return [...seen.values()].filter((values) => values.size > 1).length;
  };
  const names = several((org) => org.id, (org) => org.name);
  const ids = several((org) => org.name, (org) => org.id);
  if (names > 0) found["MultiFundingNamesForOrgId"] = names;
  if (ids > 0) found["MultiFundingOrgIdsForName"] = ids;
  return found;
}
/** The names of the checks on a single grant. */
export const checkNames = Object.keys(checks(new Date()));
export const check = (name: string, grant: Grant, now: Date): boolean => checks(now)[name]!(grant);
