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
  explore: (query?: Query) => withQuery("/figures/explore", query),
  exploreFile: (query?: Query) => withQuery("/figures/explore.csv", query),
  strategy: (query?: Query) => withQuery("/strategy", query),
  priority: (number: number, query?: Query) => withQuery(`/strategy/priorities/${number}`, query),
  action: (ref: string, query?: Query) => withQuery(`/strategy/actions/${ref}`, query),
  openData: () => "/open-data",
  publications: () => "/publications",
  publication: (code: string) => `/publications/${code}`,
  publicationFile: (code: string, format: string) => `/publications/${code}/files/publication.${format}`,
  latestPublication: (code: string) => `/publications/${code}/latest`,
  releaseCalendar: () => "/release-calendar",
  releasesFeed: () => "/feeds/releases.atom",
  releasesCalendar: () => "/feeds/releases.ics",
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
  potUpload: (pot: string, query?: Query) => withQuery(`/manage/pots/${pot}/upload`, query),
  potUploadTemplate: (pot: string) => `/manage/pots/${pot}/upload/template.csv`,
  potReturn: (pot: string, query?: Query) => withQuery(`/manage/pots/${pot}/return`, query),
  potReturnFile: (pot: string, form: "csv" | "xlsx") => `/manage/pots/${pot}/return/awards.${form}`,
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
  nationalExplore: (query?: Query) => withQuery("/national/explore", query),
  nationalExploreFile: (query?: Query) => withQuery("/national/explore.csv", query),
  lookups: (query?: Query) => withQuery("/national/look-ups", query),
  nationalAwards: (query?: Query) => withQuery("/national/awards", query),
  nationalAward: (reference: string) => `/national/awards/${reference}`,
  nationalApplication: (id: string) => `/national/applications/${id}`,
  returnsOfBodies: (query?: Query) => withQuery("/national/returns-of-bodies", query),
  roundAllocation: (round: string, query?: Query) => withQuery(`/national/rounds/${round}/allocation`, query),
  nationalReturn: (id: string) => `/national/returns/${id}`,
  aims: () => "/national/aims",
  boardReports: () => "/national/board",
  newBoardReport: () => "/national/board/new",
  boardReport: (report: string) => `/national/board/${report}`,
  boardStatus: (report: string, scheme: string, ref: string) => `/national/board/${report}/statuses/${scheme}/${ref}`,
  boardRisks: (report: string) => `/national/board/${report}/risks`,
  boardPack: (report: string) => `/national/board/${report}/pack`,
  boardPackFile: (report: string, format: string) => `/national/board/${report}/pack/${format}`,
  issueBoardReport: (report: string) => `/national/board/${report}/issue`,
  plans: () => "/national/plans",
  newPlan: () => "/national/plans/new",
  plan: (plan: string) => `/national/plans/${plan}`,
  importActions: (plan: string) => `/national/plans/${plan}/import`,
  planCrosswalk: (plan: string) => `/national/plans/${plan}/crosswalk`,
  planWordings: (plan: string) => `/national/plans/${plan}/wordings`,
  measures: () => "/national/measures",
  newMeasure: () => "/national/measures/new",
  measure: (measure: string) => `/national/measures/${measure}`,
  correctObservation: (id: string) => `/national/observations/${id}/correct`,
  recordDifference: (id: string) => `/national/observations/${id}/difference`,
  nationalPublications: (query?: Query) => withQuery("/national/publications", query),
  newPublication: () => "/national/publications/new",
  nationalPublication: (id: string, query?: Query) => withQuery(`/national/publications/${id}`, query),
  editPublication: (id: string) => `/national/publications/${id}/edit`,
  publicationStatement: (id: string, query?: Query) => withQuery(`/national/publications/${id}/statement`, query),
  publicationTables: (id: string) => `/national/publications/${id}/tables`,
  publicationChecks: (id: string, query?: Query) => withQuery(`/national/publications/${id}/checks`, query),
  publicationDisclosure: (id: string, query?: Query) => withQuery(`/national/publications/${id}/disclosure`, query),
  publicationApproval: (id: string, query?: Query) => withQuery(`/national/publications/${id}/approval`, query),
  restatePublication: (id: string) => `/national/publications/${id}/restate`,
  readBeforeRelease: (id: string) => `/before-release/${id}`,

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
  /** Award counts as a workbook or the metadata of their CSV: "xlsx", "ods", "csv-metadata.json". */
  apiAwardCountsFile: (format: string, query?: Query) => withQuery(`/api/figures/award-counts.${format}`, query),
  /** The figures of an action as a table: "csv", "xlsx", "ods", "csv-metadata.json". */
  apiActionFigures: (ref: string, format: string, query?: Query) => withQuery(`/api/strategy/actions/${ref}/figures.${format}`, query),

  // open data, feeds and calendars
  /** "json", "csv", "xlsx", "csv-metadata.json"; `parts`: a fund, a financial year, an area, each if wanted, in this order. */
  openDataFile: (format: string, ...parts: string[]) => `/open-data/${["360giving", ...parts].join("/")}.${format}`,
  awardsCsv: (query?: Query) => withQuery("/awards.csv", query),
  awardsCsvMetadata: () => "/awards.csv-metadata.json",
  awardJsonLd: (reference: string) => `/awards/${reference}.jsonld`,
  potDates: (round: string, area: string) => `/rounds/${round}/${area}/dates.ics`,
  feed: (name: "rounds" | "awards") => `/feeds/${name}.atom`,
  sitemap: () => "/sitemap.xml",
  sitemapFile: (name: string) => `/sitemaps/${name}`,
  robots: () => "/robots.txt",
  opportunities: (query?: Query) => withQuery("/common-grants/opportunities", query),
  opportunity: (id: string) => `/common-grants/opportunities/${id}`,
} as const;
