/**
 * Who may read and who may change at every address. `reads` and `changes` name the personas that are let in; a persona that is not
 * named gets `else` (404 where it may not know that the thing exists, 403 where it may), a visitor is sent to sign in.
 * An address without `changes` answers 405 to a POST. `open`: anyone, signed in or not.
 */

export const personas = ["member", "stranger", "administrator", "neighbour", "assessor", "outsider", "chair", "finance", "official", "publisher", "service"] as const;
/**
 * member: owner of the group whose application, award and return these are. stranger: owner of another group.
 * administrator: of the pot's area. neighbour: administrator of another area. assessor: assigned to the application.
 * outsider: assessor of another place.
 */
export type Persona = (typeof personas)[number];

export interface Entry {
  /** The address, from the things of the world. */
  at: (world: World) => string;
  reads: "open" | readonly Persona[];
  changes?: "open" | readonly Persona[];
  else?: 403 | 404;
  /** A page of staff: the password alone does not open it. */
  staff?: boolean;
}

export interface World {
  round: string;
  area: string;
  pot: string;
  /** Sent, assigned to the assessor, not decided. */
  application: string;
  /** A draft of the member's group. */
  draft: string;
  section: string;
  /** A document of the organisation, as it lies with the application. */
  document: string;
  organisation: string;
  award: { id: string; reference: string };
  /** Its decision is released to the member. */
  decided: string;
  /** Due, of the member's group. */
  grantReturn: string;
  sentReturn: string;
  person: string;
  message: string;
}

const everyone = personas;
const deciders = ["administrator", "chair"] as const;
const staffOfArea = ["administrator", "chair", "finance"] as const;

/** By the route's id in the build. An address that is not here fails the test: nothing is served that nobody thought about. */
export const table: Record<string, Entry> = {
  "routes/public/home": { at: () => "/", reads: "open" },
  "routes/public/funds": { at: () => "/funds", reads: "open" },
  "routes/public/fund": { at: () => "/funds/communities-adults", reads: "open" },
  "routes/public/round": { at: (w) => `/rounds/${w.round}`, reads: "open" },
  "routes/public/pot": { at: (w) => `/rounds/${w.round}/${w.area}`, reads: "open" },
  "routes/public/questions": { at: (w) => `/rounds/${w.round}/${w.area}/questions`, reads: "open" },
  "routes/public/eligibility": { at: (w) => `/rounds/${w.round}/${w.area}/check`, reads: "open" },
  "routes/public/awards": { at: () => "/awards", reads: "open" },
  "routes/public/award": { at: (w) => `/awards/${w.award.reference}`, reads: "open" },
  "routes/public/figures": { at: () => "/figures", reads: "open" },
  "routes/public/award-counts": { at: () => "/figures/award-counts", reads: "open" },
  "routes/public/strategy": { at: () => "/strategy", reads: "open" },
  "routes/public/priority": { at: () => "/strategy/priorities/3", reads: "open" },
  "routes/public/action": { at: () => "/strategy/actions/3.2", reads: "open" },
  "routes/public/about": { at: () => "/about", reads: "open" },
  "routes/public/accessibility": { at: () => "/accessibility", reads: "open" },
  "routes/public/privacy": { at: () => "/privacy", reads: "open" },
  "routes/public/cookies": { at: () => "/cookies", reads: "open" },

  "routes/account/sign-in": { at: () => "/account/sign-in", reads: "open", changes: "open" },
  "routes/account/register": { at: () => "/account/register", reads: "open", changes: "open" },
  "routes/account/forgotten": { at: () => "/account/forgotten", reads: "open", changes: "open" },
  "routes/account/sign-out": { at: () => "/account/sign-out", reads: "open", changes: "open" },
  "routes/account/link": { at: () => "/account/link/not-a-token", reads: "open", changes: "open" },
  "routes/account/account": { at: () => "/account", reads: everyone, changes: everyone },
  "routes/account/second-factor": { at: () => "/account/second-factor", reads: everyone, changes: everyone },
  "routes/account/second-factor-set-up": { at: () => "/account/second-factor/set-up", reads: everyone, changes: everyone },
  "routes/account/desk": { at: () => "/desk", reads: everyone },

  "routes/apply/new-organisation": { at: () => "/organisations/new", reads: everyone, changes: everyone },
  "routes/apply/organisation": { at: (w) => `/organisations/${w.organisation}`, reads: ["member"], else: 404 },
  "routes/apply/edit-organisation": { at: (w) => `/organisations/${w.organisation}/edit`, reads: ["member"], changes: ["member"], else: 404 },
  "routes/apply/organisation-people": { at: (w) => `/organisations/${w.organisation}/people`, reads: ["member"], changes: ["member"], else: 404 },
  "routes/apply/documents": { at: (w) => `/organisations/${w.organisation}/documents`, reads: ["member"], changes: ["member"], else: 404 },
  "routes/apply/document": { at: (w) => `/documents/${w.document}`, reads: ["member", "administrator", "assessor", "chair", "finance"], else: 404 },
  "routes/apply/start": { at: (w) => `/rounds/${w.round}/glasgow-city/start`, reads: everyone, changes: everyone },
  "routes/apply/application": { at: (w) => `/applications/${w.draft}`, reads: ["member"], changes: ["member"], else: 404 },
  "routes/apply/section": { at: (w) => `/applications/${w.draft}/sections/${w.section}`, reads: ["member"], changes: ["member"], else: 404 },
  "routes/apply/check": { at: (w) => `/applications/${w.draft}/check`, reads: ["member"], changes: ["member"], else: 404 },
  "routes/apply/receipt": { at: (w) => `/applications/${w.application}/receipt`, reads: ["member"], else: 404 },
  "routes/apply/decision": { at: (w) => `/applications/${w.decided}/decision`, reads: ["member"], changes: ["member"], else: 404 },
  "routes/apply/return": { at: (w) => `/returns/${w.grantReturn}`, reads: ["member"], changes: ["member"], else: 404 },

  "routes/manage/pots": { at: () => "/manage", reads: ["administrator", "neighbour", "chair", "finance"], else: 403, staff: true },
  "routes/manage/pot": { at: (w) => `/manage/pots/${w.pot}`, reads: staffOfArea, else: 404, staff: true },
  "routes/manage/settings": { at: (w) => `/manage/pots/${w.pot}/settings`, reads: ["administrator"], changes: ["administrator"], else: 404, staff: true },
  "routes/manage/criteria": { at: (w) => `/manage/pots/${w.pot}/criteria`, reads: ["administrator"], changes: ["administrator"], else: 404, staff: true },
  "routes/manage/applications": { at: (w) => `/manage/pots/${w.pot}/applications`, reads: ["administrator"], else: 404, staff: true },
  "routes/manage/board": { at: (w) => `/manage/pots/${w.pot}/decisions`, reads: deciders, else: 404, staff: true },
  "routes/manage/release": { at: (w) => `/manage/pots/${w.pot}/release`, reads: deciders, changes: deciders, else: 404, staff: true },
  "routes/manage/awards": { at: (w) => `/manage/pots/${w.pot}/awards`, reads: staffOfArea, else: 404, staff: true },
  "routes/manage/application": { at: (w) => `/manage/applications/${w.application}`, reads: ["administrator"], changes: ["administrator"], else: 404, staff: true },
  "routes/manage/decision": { at: (w) => `/manage/applications/${w.application}/decision`, reads: deciders, changes: deciders, else: 404, staff: true },
  "routes/manage/award": { at: (w) => `/manage/awards/${w.award.id}`, reads: staffOfArea, changes: ["administrator"], else: 404, staff: true },

  "routes/panel/assignments": { at: () => "/panel", reads: ["assessor", "outsider", "chair"], else: 403, staff: true },
  "routes/panel/declaration": { at: (w) => `/panel/applications/${w.application}/declaration`, reads: ["assessor", "administrator"], changes: ["assessor", "administrator"], else: 404, staff: true },
  "routes/panel/assess": { at: (w) => `/panel/applications/${w.application}`, reads: ["assessor"], changes: ["assessor"], else: 404, staff: true },

  "routes/national/overview": { at: () => "/national", reads: ["official", "publisher"], else: 403, staff: true },
  "routes/national/action": { at: () => "/national/actions/3.2", reads: ["official", "publisher"], else: 403, staff: true },
  "routes/national/edit-action": { at: () => "/national/actions/3.2/edit", reads: ["official"], changes: ["official"], else: 403, staff: true },
  "routes/national/new-observation": { at: () => "/national/actions/3.2/observations/new", reads: ["official"], changes: ["official"], else: 403, staff: true },
  "routes/national/award-counts": { at: () => "/national/award-counts", reads: ["official", "publisher"], else: 403, staff: true },
  "routes/national/awards": { at: () => "/national/awards", reads: ["official", "publisher"], else: 403, staff: true },
  "routes/national/award": { at: (w) => `/national/awards/${w.award.reference}`, reads: ["official", "publisher"], else: 403, staff: true },
  "routes/national/application": { at: (w) => `/national/applications/${w.decided}`, reads: ["official", "publisher"], else: 403, staff: true },
  "routes/national/return": { at: (w) => `/national/returns/${w.sentReturn}`, reads: ["official", "publisher"], else: 403, staff: true },
  "routes/national/aims": { at: () => "/national/aims", reads: ["official", "publisher"], changes: ["official"], else: 403, staff: true },

  "routes/admin/people": { at: () => "/admin/people", reads: ["service"], else: 404, staff: true },
  "routes/admin/person": { at: (w) => `/admin/people/${w.person}`, reads: ["service"], changes: ["service"], else: 404, staff: true },
  "routes/admin/audit": { at: () => "/admin/audit", reads: ["service"], else: 404, staff: true },

  "routes/demonstration/mail": { at: () => "/demonstration/mail", reads: "open" },
  "routes/demonstration/message": { at: (w) => `/demonstration/mail/${w.message}`, reads: "open" },
  "routes/demonstration/codes": { at: () => "/demonstration/codes", reads: "open" },

  "routes/api/health": { at: () => "/health", reads: "open" },
  "routes/api/award-counts": { at: () => "/api/figures/award-counts?fund=communities-adults", reads: "open" },
  "routes/api/award-counts-csv": { at: () => "/api/figures/award-counts.csv?fund=communities-adults", reads: "open" },
  "routes/api/action": { at: () => "/api/strategy/actions/3.2", reads: "open" },
};
