/** Builds every address of the site. Routes, pages, messages and tests take addresses from here, never from strings of their own. */

type Query = Record<string, string | number | undefined | null>;
const withQuery = (path: string, query: Query = {}): string => {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs.map(([key, value]) => [key, String(value)]))}`;
};

export const paths = {
  // public
  home: () => "/",
  funds: () => "/funds",
  fund: (fund: string) => `/funds/${fund}`,
  round: (round: string) => `/rounds/${round}`,
  pot: (round: string, area: string) => `/rounds/${round}/${area}`,
  questions: (round: string, area: string) => `/rounds/${round}/${area}/questions`,
  eligibility: (round: string, area: string, query?: Query) => withQuery(`/rounds/${round}/${area}/check`, query),
  awards: (query?: Query) => withQuery("/awards", query),
  award: (reference: string) => `/awards/${reference}`,
  awardCounts: (query?: Query) => withQuery("/figures/award-counts", query),
  figures: () => "/figures",
  strategy: () => "/strategy",
  priority: (number: number) => `/strategy/priorities/${number}`,
  action: (ref: string, query?: Query) => withQuery(`/strategy/actions/${ref}`, query),
  about: () => "/about",
  accessibility: () => "/accessibility",
  privacy: () => "/privacy",
  cookies: () => "/cookies",

  // account
  signIn: (query?: Query) => withQuery("/account/sign-in", query),
  signOut: () => "/account/sign-out",
  register: (query?: Query) => withQuery("/account/register", query),
  forgotten: () => "/account/forgotten",
  accountLink: (token: string) => `/account/link/${token}`,
  secondFactor: (query?: Query) => withQuery("/account/second-factor", query),
  secondFactorSetUp: (query?: Query) => withQuery("/account/second-factor/set-up", query),
  account: () => "/account",

  // everyone signed in
  desk: () => "/desk",

  // a group
  newOrganisation: (query?: Query) => withQuery("/organisations/new", query),
  organisation: (id: string) => `/organisations/${id}`,
  editOrganisation: (id: string) => `/organisations/${id}/edit`,
  organisationPeople: (id: string) => `/organisations/${id}/people`,
  organisationDocuments: (id: string) => `/organisations/${id}/documents`,
  document: (id: string) => `/documents/${id}`,
  startApplication: (round: string, area: string) => `/rounds/${round}/${area}/start`,
  application: (id: string) => `/applications/${id}`,
  applicationSection: (id: string, section: string) => `/applications/${id}/sections/${section}`,
  checkApplication: (id: string) => `/applications/${id}/check`,
  applicationReceipt: (id: string) => `/applications/${id}/receipt`,
  applicationDecision: (id: string) => `/applications/${id}/decision`,
  grantReturn: (id: string) => `/returns/${id}`,

  // a fund's staff
  manage: () => "/manage",
  managePot: (pot: string) => `/manage/pots/${pot}`,
  potSettings: (pot: string) => `/manage/pots/${pot}/settings`,
  potCriteria: (pot: string) => `/manage/pots/${pot}/criteria`,
  potApplications: (pot: string, query?: Query) => withQuery(`/manage/pots/${pot}/applications`, query),
  potBoard: (pot: string, query?: Query) => withQuery(`/manage/pots/${pot}/decisions`, query),
  potRelease: (pot: string) => `/manage/pots/${pot}/release`,
  potAwards: (pot: string) => `/manage/pots/${pot}/awards`,
  manageApplication: (id: string) => `/manage/applications/${id}`,
  decideApplication: (id: string) => `/manage/applications/${id}/decision`,
  manageAward: (id: string) => `/manage/awards/${id}`,

  // an assessor
  panel: () => "/panel",
  declareInterest: (application: string) => `/panel/applications/${application}/declaration`,
  assess: (application: string) => `/panel/applications/${application}`,

  // officials
  national: () => "/national",
  nationalAction: (ref: string) => `/national/actions/${ref}`,
  editAction: (ref: string) => `/national/actions/${ref}/edit`,
  newObservation: (ref: string) => `/national/actions/${ref}/observations/new`,
  nationalAwardCounts: (query?: Query) => withQuery("/national/award-counts", query),
  nationalAwards: (query?: Query) => withQuery("/national/awards", query),
  nationalAward: (reference: string) => `/national/awards/${reference}`,
  nationalApplication: (id: string) => `/national/applications/${id}`,
  nationalReturn: (id: string) => `/national/returns/${id}`,
  aims: () => "/national/aims",

  // the service itself
  adminPeople: (query?: Query) => withQuery("/admin/people", query),
  adminPerson: (id: string) => `/admin/people/${id}`,
  adminAudit: (query?: Query) => withQuery("/admin/audit", query),

  // the demonstration only
  demonstrationMail: () => "/demonstration/mail",
  demonstrationMessage: (id: string) => `/demonstration/mail/${id}`,
  demonstrationCodes: () => "/demonstration/codes",

  // machine-readable
  health: () => "/health",
  apiAwardCounts: (query?: Query) => withQuery("/api/figures/award-counts", query),
  apiAwardCountsCsv: (query?: Query) => withQuery("/api/figures/award-counts.csv", query),
  apiAction: (ref: string, query?: Query) => withQuery(`/api/strategy/actions/${ref}`, query),
} as const;
