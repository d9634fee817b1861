/**
 * Who may read and who may change at every address. `reads` and `changes` name the personas that are let in; a persona that is not
 * named gets `else` (404 where it may not know that the thing exists, 403 where it may), a visitor is sent to sign in.
 * An address without `changes` answers 405 to a POST. `open`: anyone, signed in or not.
 */

export const personas = ["member", "stranger", "administrator", "neighbour", "assessor", "outsider", "chair", "finance", "official", "publisher", "partner", "service"] as const;
/**
 * member: owner of the group whose application, award and return these are. stranger: owner of another group.
 * administrator: of the pot's area. neighbour: administrator of another area. assessor: assigned to the application.
 * outsider: assessor of another place. partner: speaks for the member body that made the remark.
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
  /** For the script of our pages: a visitor is answered 401 in JSON and sent nowhere. */
  data?: boolean;
}

export interface World {
  round: string;
  area: string;
  pot: string;
  /** Somebody on its panel. */
  panelist: string;
  /** A meeting on the pot that was closed. */
  meeting: string;
  /** Sent, assigned to the assessor, not decided. */
  application: string;
  /** One thing that was done with several applications of the pot. */
  together: string;
  /** A change of that application that its fund asked for. */
  changeRequest: string;
  /** A draft of the member's group. */
  draft: string;
  section: string;
  /** A question of that section. */
  question: string;
  /** A question of that draft that is answered with files. */
  filesQuestion: string;
  /** A file that came with the application. */
  file: string;
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
  /** A figure that a source asserts. */
  observation: string;
  /** A dispute by the partner's body that waits for an answer. */
  remark: string;
  /** A draft of a publication, one that is released, and a statement of that with the slot {awards}. */
  publication: string;
  published: string;
  statement: string;
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
  "routes/public/easy-read": { at: (w) => `/rounds/${w.round}/${w.area}/easy-read`, reads: "open" },
  "routes/public/find-a-fund": { at: () => "/find-a-fund", reads: "open" },
  "routes/public/awards": { at: () => "/awards", reads: "open" },
  "routes/public/award": { at: (w) => `/awards/${w.award.reference}`, reads: "open" },
  "routes/public/figures": { at: () => "/figures", reads: "open" },
  "routes/public/award-counts": { at: () => "/figures/award-counts", reads: "open" },
  "routes/public/explore": { at: () => "/figures/explore?by=area&then=round", reads: "open" },
  "routes/public/publications": { at: () => "/publications", reads: "open" },
  "routes/public/publication": { at: () => "/publications/communities-fund-year-3", reads: "open" },
  "routes/public/release-calendar": { at: () => "/release-calendar", reads: "open" },
  "routes/public/strategy": { at: () => "/strategy", reads: "open" },
  "routes/public/priority": { at: () => "/strategy/priorities/3", reads: "open" },
  "routes/public/action": { at: () => "/strategy/actions/3.2", reads: "open" },
  "routes/public/strategy-easy-read": { at: () => "/strategy/easy-read", reads: "open" },
  "routes/public/strategy-easy-read-priority": { at: () => "/strategy/easy-read/4", reads: "open" },
  "routes/public/open-data": { at: () => "/open-data", reads: "open" },
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
  "routes/account/email": { at: () => "/account/email", reads: everyone, changes: everyone },
  "routes/account/passkeys": { at: () => "/account/passkeys", reads: everyone, changes: everyone },
  "routes/account/passkey-options": { at: () => "/account/passkeys/options", reads: "open", changes: "open" },
  "routes/account/prove": { at: () => "/account/prove", reads: everyone, changes: everyone },
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
  "routes/apply/answers": { at: (w) => `/applications/${w.draft}/answers?section=${w.section}`, reads: ["member"], changes: ["member"], else: 404, data: true },
  "routes/apply/application-files": { at: (w) => `/applications/${w.draft}/files`, reads: ["member"], changes: ["member"], else: 404, data: true },
  "routes/apply/application-file": { at: (w) => `/applications/${w.application}/files/${w.file}`, reads: ["member", "administrator", "assessor", "chair", "finance"], else: 404 },
  "routes/apply/question-files": { at: (w) => `/applications/${w.draft}/questions/${w.filesQuestion}/files`, reads: ["member"], changes: ["member"], else: 404 },
  "routes/apply/question": { at: (w) => `/applications/${w.draft}/questions/${w.question}`, reads: ["member"], changes: ["member"], else: 404 },
  "routes/apply/sign-off": { at: (w) => `/applications/${w.draft}/sign-off`, reads: ["member"], changes: ["member"], else: 404 },
  "routes/apply/check": { at: (w) => `/applications/${w.draft}/check`, reads: ["member"], changes: ["member"], else: 404 },
  "routes/apply/form": { at: (w) => `/applications/${w.draft}/form`, reads: ["member"], changes: ["member"], else: 404 },
  "routes/apply/copy": { at: (w) => `/applications/${w.application}/copy.pdf`, reads: ["member"], else: 404 },
  "routes/apply/copy-text": { at: (w) => `/applications/${w.application}/copy.txt`, reads: ["member"], else: 404 },
  "routes/apply/profile": { at: (w) => `/applications/${w.draft}/profile`, reads: ["member"], changes: ["member"], else: 404 },
  "routes/apply/receipt": { at: (w) => `/applications/${w.application}/receipt`, reads: ["member"], else: 404 },
  "routes/apply/messages": { at: (w) => `/applications/${w.application}/messages`, reads: ["member"], changes: ["member"], else: 404 },
  "routes/apply/asked-change": { at: (w) => `/applications/${w.application}/asked/${w.changeRequest}`, reads: ["member"], changes: ["member"], else: 404 },
  "routes/apply/decision": { at: (w) => `/applications/${w.decided}/decision`, reads: ["member"], changes: ["member"], else: 404 },
  "routes/apply/return": { at: (w) => `/returns/${w.grantReturn}`, reads: ["member"], changes: ["member"], else: 404 },

  "routes/manage/pots": { at: () => "/manage", reads: ["administrator", "neighbour", "chair", "finance"], else: 403, staff: true },
  "routes/manage/pot": { at: (w) => `/manage/pots/${w.pot}`, reads: staffOfArea, else: 404, staff: true },
  "routes/manage/settings": { at: (w) => `/manage/pots/${w.pot}/settings`, reads: ["administrator"], changes: ["administrator"], else: 404, staff: true },
  "routes/manage/sub-pots": { at: (w) => `/manage/pots/${w.pot}/parts`, reads: ["administrator"], changes: ["administrator"], else: 404, staff: true },
  "routes/manage/criteria": { at: (w) => `/manage/pots/${w.pot}/criteria`, reads: ["administrator"], changes: ["administrator"], else: 404, staff: true },
  "routes/manage/applications": { at: (w) => `/manage/pots/${w.pot}/applications`, reads: ["administrator"], changes: ["administrator"], else: 404, staff: true },
  "routes/manage/applications-file": { at: (w) => `/manage/pots/${w.pot}/applications.csv`, reads: ["administrator"], else: 404, staff: true },
  "routes/manage/applications-together": { at: (w) => `/manage/pots/${w.pot}/applications/together?all=yes&what=remind`, reads: ["administrator"], changes: ["administrator"], else: 404, staff: true },
  "routes/manage/applications-done": { at: (w) => `/manage/pots/${w.pot}/applications/together/${w.together}`, reads: ["administrator"], else: 404, staff: true },
  "routes/manage/reading": { at: (w) => `/manage/pots/${w.pot}/reading`, reads: ["administrator"], changes: ["administrator"], else: 404, staff: true },
  "routes/manage/reader": { at: (w) => `/manage/pots/${w.pot}/reading/${w.panelist}`, reads: ["administrator"], changes: ["administrator"], else: 404, staff: true },
  "routes/manage/reading-pack": { at: (w) => `/manage/pots/${w.pot}/reading/${w.panelist}/pack.pdf`, reads: ["administrator"], else: 404, staff: true },
  "routes/manage/score-file": { at: (w) => `/manage/pots/${w.pot}/reading/${w.panelist}/scores.xlsx`, reads: ["administrator"], else: 404, staff: true },
  "routes/panel/reading-pack": { at: (w) => `/panel/pots/${w.pot}/pack.pdf`, reads: ["assessor", "chair"], else: 404, staff: true },
  "routes/panel/score-file": { at: (w) => `/panel/pots/${w.pot}/scores.xlsx`, reads: ["assessor", "chair"], else: 404, staff: true },
  "routes/manage/panel": { at: (w) => `/manage/pots/${w.pot}/panel`, reads: deciders, changes: ["administrator"], else: 404, staff: true },
  "routes/manage/panel-member": { at: (w) => `/manage/pots/${w.pot}/panel/${w.panelist}`, reads: deciders, changes: ["administrator"], else: 404, staff: true },
  "routes/manage/panel-declaration": { at: (w) => `/manage/pots/${w.pot}/panel/${w.panelist}/declaration`, reads: ["administrator"], changes: ["administrator"], else: 404, staff: true },
  "routes/manage/assign": { at: (w) => `/manage/pots/${w.pot}/assign`, reads: ["administrator"], changes: ["administrator"], else: 404, staff: true },
  "routes/manage/board": { at: (w) => `/manage/pots/${w.pot}/decisions`, reads: deciders, changes: deciders, else: 404, staff: true },
  "routes/manage/board-state": { at: (w) => `/manage/pots/${w.pot}/decisions/state`, reads: deciders, changes: deciders, else: 404, data: true },
  "routes/manage/record": { at: (w) => `/manage/pots/${w.pot}/decisions/record`, reads: deciders, changes: deciders, else: 404, staff: true },
  "routes/manage/scenarios": { at: (w) => `/manage/pots/${w.pot}/scenarios`, reads: deciders, changes: deciders, else: 404, staff: true },
  "routes/manage/targets": { at: (w) => `/manage/pots/${w.pot}/targets`, reads: deciders, changes: deciders, else: 404, staff: true },
  "routes/manage/meeting": { at: (w) => `/manage/pots/${w.pot}/meeting`, reads: deciders, changes: deciders, else: 404, staff: true },
  "routes/manage/snapshot": { at: (w) => `/manage/pots/${w.pot}/meetings/${w.meeting}`, reads: deciders, else: 404, staff: true },
  "routes/manage/agreement": { at: (w) => `/manage/pots/${w.pot}/agreement`, reads: deciders, changes: ["chair"], else: 404, staff: true },
  "routes/manage/moderation": { at: (w) => `/manage/applications/${w.application}/moderation`, reads: deciders, changes: deciders, else: 404, staff: true },
  "routes/manage/shortlist": { at: (w) => `/manage/pots/${w.pot}/shortlist`, reads: deciders, changes: deciders, else: 404, staff: true },
  "routes/manage/letters": { at: (w) => `/manage/pots/${w.pot}/letters`, reads: deciders, changes: deciders, else: 404, staff: true },
  "routes/manage/letter": { at: (w) => `/manage/applications/${w.application}/letter`, reads: deciders, changes: deciders, else: 404, staff: true },
  "routes/manage/reserve": { at: (w) => `/manage/pots/${w.pot}/reserve`, reads: deciders, changes: deciders, else: 404, staff: true },
  "routes/manage/release": { at: (w) => `/manage/pots/${w.pot}/release`, reads: deciders, changes: deciders, else: 404, staff: true },
  "routes/manage/enter-application": { at: (w) => `/manage/pots/${w.pot}/enter`, reads: ["administrator"], changes: ["administrator"], else: 404, staff: true },
  "routes/manage/extensions": { at: (w) => `/manage/pots/${w.pot}/extensions`, reads: ["administrator"], changes: ["administrator"], else: 404, staff: true },
  "routes/manage/awards": { at: (w) => `/manage/pots/${w.pot}/awards`, reads: staffOfArea, else: 404, staff: true },
  "routes/manage/upload": { at: (w) => `/manage/pots/${w.pot}/upload`, reads: ["administrator"], changes: ["administrator"], else: 404, staff: true },
  "routes/manage/upload-template": { at: (w) => `/manage/pots/${w.pot}/upload/template.csv`, reads: ["administrator"], else: 404, staff: true },
  "routes/manage/national-return": { at: (w) => `/manage/pots/${w.pot}/return`, reads: staffOfArea, changes: ["administrator"], else: 404, staff: true },
  "routes/manage/national-return-file": { at: (w) => `/manage/pots/${w.pot}/return/awards.csv`, reads: staffOfArea, else: 404, staff: true },
  "routes/manage/application": { at: (w) => `/manage/applications/${w.application}`, reads: ["administrator"], changes: ["administrator"], else: 404, staff: true },
  "routes/manage/checks": { at: (w) => `/manage/pots/${w.pot}/checks`, reads: ["administrator"], changes: ["administrator"], else: 404, staff: true },
  "routes/manage/flags": { at: (w) => `/manage/pots/${w.pot}/flags`, reads: ["administrator"], else: 404, staff: true },
  "routes/manage/charity-register": { at: () => "/manage/charity-register", reads: ["administrator", "neighbour", "service"], else: 403, staff: true },
  "routes/manage/check-application": { at: (w) => `/manage/applications/${w.application}/checks`, reads: ["administrator"], changes: ["administrator"], else: 404, staff: true },
  "routes/manage/messages": { at: (w) => `/manage/applications/${w.application}/messages`, reads: ["administrator"], changes: ["administrator"], else: 404, staff: true },
  "routes/manage/ask-for-change": { at: (w) => `/manage/applications/${w.application}/ask`, reads: ["administrator"], changes: ["administrator"], else: 404, staff: true },
  "routes/manage/decision": { at: (w) => `/manage/applications/${w.application}/decision`, reads: deciders, changes: deciders, else: 404, staff: true },
  "routes/manage/confirm": { at: (w) => `/manage/applications/${w.decided}/confirm`, reads: deciders, changes: deciders, else: 404, staff: true },
  "routes/manage/award": { at: (w) => `/manage/awards/${w.award.id}`, reads: staffOfArea, changes: ["administrator"], else: 404, staff: true },

  "routes/panel/assignments": { at: () => "/panel", reads: ["assessor", "outsider", "chair"], else: 403, staff: true },
  "routes/panel/declaration": { at: (w) => `/panel/applications/${w.application}/declaration`, reads: ["assessor", "administrator"], changes: ["assessor", "administrator"], else: 404, staff: true },
  "routes/panel/scores": { at: (w) => `/panel/applications/${w.application}/scores`, reads: ["assessor"], changes: ["assessor"], else: 404, data: true, staff: true },
  "routes/panel/declarations": { at: (w) => `/panel/pots/${w.pot}/declaration`, reads: ["assessor", "chair", "administrator"], changes: ["assessor", "chair", "administrator"], else: 404, staff: true },
  "routes/panel/assess": { at: (w) => `/panel/applications/${w.application}`, reads: ["assessor"], changes: ["assessor"], else: 404, staff: true },

  "routes/national/overview": { at: () => "/national", reads: ["official", "publisher"], else: 403, staff: true },
  "routes/national/action": { at: () => "/national/actions/3.2", reads: ["official", "publisher"], else: 403, staff: true },
  "routes/national/edit-action": { at: () => "/national/actions/3.2/edit", reads: ["official"], changes: ["official"], else: 403, staff: true },
  "routes/national/new-observation": { at: () => "/national/actions/3.2/observations/new", reads: ["official"], changes: ["official"], else: 403, staff: true },
  "routes/national/award-counts": { at: () => "/national/award-counts", reads: ["official", "publisher"], else: 403, staff: true },
  "routes/national/explore": { at: () => "/national/explore?measure=people&by=focus-group", reads: ["official", "publisher"], else: 403, staff: true },
  "routes/national/explore-file": { at: () => "/national/explore.csv?measure=people&by=focus-group", reads: ["official", "publisher"], else: 403, staff: true },
  "routes/national/explore-file-metadata": { at: () => "/national/explore.csv-metadata.json?measure=people&by=focus-group", reads: ["official", "publisher"], else: 403, staff: true },
  "routes/national/explore-file-xlsx": { at: () => "/national/explore.xlsx?measure=people&by=focus-group", reads: ["official", "publisher"], else: 403, staff: true },
  "routes/national/explore-file-ods": { at: () => "/national/explore.ods?measure=people&by=focus-group", reads: ["official", "publisher"], else: 403, staff: true },
  "routes/national/lookups": { at: () => "/national/look-ups", reads: ["official", "publisher"], changes: ["official"], else: 403, staff: true },
  "routes/national/awards": { at: () => "/national/awards", reads: ["official", "publisher"], else: 403, staff: true },
  "routes/national/award": { at: (w) => `/national/awards/${w.award.reference}`, reads: ["official", "publisher"], else: 403, staff: true },
  "routes/national/applications": { at: () => "/national/applications", reads: ["official", "publisher"], else: 403, staff: true },
  "routes/national/application": { at: (w) => `/national/applications/${w.decided}`, reads: ["official", "publisher"], else: 403, staff: true },
  "routes/national/returns-of-bodies": { at: () => "/national/returns-of-bodies", reads: ["official", "publisher"], changes: ["official"], else: 403, staff: true },
  "routes/national/allocation": { at: (w) => `/national/rounds/${w.round}/allocation`, reads: ["official", "publisher"], changes: ["official"], else: 403, staff: true },
  "routes/national/return": { at: (w) => `/national/returns/${w.sentReturn}`, reads: ["official", "publisher"], else: 403, staff: true },
  "routes/national/aims": { at: () => "/national/aims", reads: ["official", "publisher"], changes: ["official"], else: 403, staff: true },

  "routes/national/remarks": { at: () => "/national/remarks", reads: ["official", "publisher"], else: 403, staff: true },
  "routes/national/remark": { at: (w) => `/national/remarks/${w.remark}`, reads: ["official", "publisher"], changes: ["official", "publisher"], else: 403, staff: true },
  "routes/national/approaches": { at: () => "/national/approaches", reads: ["official", "publisher"], else: 403, staff: true },
  "routes/national/approach": { at: () => "/national/approaches/action/3.2", reads: ["official"], changes: ["official"], else: 403, staff: true },
  "routes/national/easy-read": { at: () => "/national/easy-read", reads: ["official", "publisher"], else: 403, staff: true },
  "routes/national/write-easy-read": { at: () => "/national/easy-read/4", reads: ["official"], changes: ["official"], else: 403, staff: true },

  "routes/partnership/overview": { at: () => "/partnership", reads: ["partner", "official", "publisher"], else: 403, staff: true },
  "routes/partnership/aim": { at: () => "/partnership/aims/3", reads: ["partner", "official", "publisher"], else: 403, staff: true },
  "routes/partnership/approaches": { at: () => "/partnership/approaches", reads: ["partner", "official", "publisher"], else: 403, staff: true },
  "routes/partnership/approach": { at: () => "/partnership/approaches/crisis", reads: ["partner", "official", "publisher"], else: 403, staff: true },
  "routes/partnership/publications": { at: () => "/partnership/publications", reads: ["partner", "official", "publisher"], else: 403, staff: true },
  "routes/partnership/publication": { at: () => "/partnership/publications/communities-fund-year-3-restated", reads: ["partner", "official", "publisher"], else: 403, staff: true },
  "routes/partnership/remarks": { at: () => "/partnership/remarks", reads: ["partner", "official", "publisher"], else: 403, staff: true },
  "routes/partnership/new-remark": { at: (w) => `/partnership/remarks/new?about=observation/${w.observation}`, reads: ["partner"], changes: ["partner"], else: 403, staff: true },
  "routes/partnership/remark": { at: (w) => `/partnership/remarks/${w.remark}`, reads: ["partner", "official", "publisher"], changes: ["partner"], else: 403, staff: true },
  "routes/partnership/interests": { at: () => "/partnership/interests", reads: ["partner"], changes: ["partner"], else: 403, staff: true },

  "routes/national/publications/list": { at: () => "/national/publications", reads: ["official", "publisher"], changes: ["publisher"], else: 403, staff: true },
  "routes/national/publications/new": { at: () => "/national/publications/new", reads: ["official"], changes: ["official"], else: 403, staff: true },
  "routes/national/publications/publication": { at: (w) => `/national/publications/${w.publication}`, reads: ["official", "publisher"], changes: ["official"], else: 403, staff: true },
  "routes/national/publications/edit": { at: (w) => `/national/publications/${w.publication}/edit`, reads: ["official"], changes: ["official"], else: 403, staff: true },
  "routes/national/publications/statement": { at: (w) => `/national/publications/${w.publication}/statement`, reads: ["official"], changes: ["official"], else: 403, staff: true },
  "routes/national/publications/rows": { at: (w) => `/national/publications/${w.published}/rows/${w.statement}/awards`, reads: ["official", "publisher"], else: 403, staff: true },
  "routes/national/publications/tables": { at: (w) => `/national/publications/${w.publication}/tables`, reads: ["official"], changes: ["official"], else: 403, staff: true },
  "routes/national/publications/checks": { at: (w) => `/national/publications/${w.publication}/checks`, reads: ["official", "publisher"], changes: ["official"], else: 403, staff: true },
  "routes/national/publications/disclosure": { at: (w) => `/national/publications/${w.publication}/disclosure`, reads: ["official", "publisher"], changes: ["official"], else: 403, staff: true },
  "routes/national/publications/approval": { at: (w) => `/national/publications/${w.publication}/approval`, reads: ["official", "publisher"], changes: ["publisher"], else: 403, staff: true },
  "routes/national/publications/restate": { at: (w) => `/national/publications/${w.published}/restate`, reads: ["official"], changes: ["official"], else: 403, staff: true },
  "routes/national/publications/before-release": { at: (w) => `/before-release/${w.publication}`, reads: [], else: 404 },

  "routes/national/board/reports": { at: () => "/national/board", reads: ["official", "publisher"], else: 403, staff: true },
  "routes/national/board/new-report": { at: () => "/national/board/new", reads: ["official"], changes: ["official"], else: 403, staff: true },
  "routes/national/board/report": { at: () => "/national/board/2025-02", reads: ["official", "publisher"], changes: ["official", "publisher"], else: 403, staff: true },
  "routes/national/board/status": { at: () => "/national/board/2025-02/statuses/strategic/2.6", reads: ["official"], changes: ["official"], else: 403, staff: true },
  "routes/national/board/risks": { at: () => "/national/board/2025-02/risks", reads: ["official", "publisher"], changes: ["official"], else: 403, staff: true },
  "routes/national/board/pack": { at: () => "/national/board/2025-02/pack", reads: ["official", "publisher"], else: 403, staff: true },
  "routes/national/board/pack-file": { at: () => "/national/board/2025-02/pack/ods", reads: ["official", "publisher"], else: 403, staff: true },
  "routes/national/board/issue": { at: () => "/national/board/2025-02/issue", reads: ["publisher"], changes: ["publisher"], else: 403, staff: true },
  "routes/national/plans/plans": { at: () => "/national/plans", reads: ["official", "publisher"], else: 403, staff: true },
  "routes/national/plans/new-plan": { at: () => "/national/plans/new", reads: ["official"], changes: ["official"], else: 403, staff: true },
  "routes/national/plans/plan": { at: () => "/national/plans/2023-2025", reads: ["official", "publisher"], changes: ["publisher"], else: 403, staff: true },
  "routes/national/plans/import-actions": { at: () => "/national/plans/2023-2025/import", reads: ["official"], changes: ["official"], else: 403, staff: true },
  "routes/national/plans/crosswalk": { at: () => "/national/plans/2023-2025/crosswalk", reads: ["official"], changes: ["official"], else: 403, staff: true },
  "routes/national/plans/wordings": { at: () => "/national/plans/2023-2025/wordings", reads: ["official"], changes: ["official"], else: 403, staff: true },
  "routes/national/measures/measures": { at: () => "/national/measures", reads: ["official", "publisher"], else: 403, staff: true },
  "routes/national/measures/new-measure": { at: () => "/national/measures/new", reads: ["official"], changes: ["official"], else: 403, staff: true },
  "routes/national/measures/measure": { at: () => "/national/measures/camhs-within-18-weeks", reads: ["official", "publisher"], changes: ["official"], else: 403, staff: true },
  "routes/national/measures/correct-observation": { at: (w) => `/national/observations/${w.observation}/correct`, reads: ["official"], changes: ["official"], else: 403, staff: true },
  "routes/national/measures/difference": { at: (w) => `/national/observations/${w.observation}/difference`, reads: ["official"], changes: ["official"], else: 403, staff: true },

  "routes/admin/people": { at: () => "/admin/people", reads: ["service"], else: 404, staff: true },
  "routes/admin/person": { at: (w) => `/admin/people/${w.person}`, reads: ["service"], changes: ["service"], else: 404, staff: true },
  "routes/admin/member-bodies": { at: () => "/admin/member-bodies", reads: ["service"], changes: ["service"], else: 404, staff: true },
  "routes/admin/audit": { at: () => "/admin/audit", reads: ["service"], else: 404, staff: true },

  "routes/demonstration/mail": { at: () => "/demonstration/mail", reads: "open" },
  "routes/demonstration/message": { at: (w) => `/demonstration/mail/${w.message}`, reads: "open" },
  "routes/demonstration/codes": { at: () => "/demonstration/codes", reads: "open" },

  "routes/api/health": { at: () => "/health", reads: "open" },
  "routes/api/award-counts": { at: () => "/api/figures/award-counts?fund=communities-adults", reads: "open" },
  "routes/api/explore-file": { at: () => "/figures/explore.csv", reads: "open" },
  "routes/api/explore-file-metadata": { at: () => "/figures/explore.csv-metadata.json", reads: "open" },
  "routes/api/explore-file-xlsx": { at: () => "/figures/explore.xlsx", reads: "open" },
  "routes/api/explore-file-ods": { at: () => "/figures/explore.ods", reads: "open" },
  "routes/api/award-counts-csv": { at: () => "/api/figures/award-counts.csv?fund=communities-adults", reads: "open" },
  "routes/api/publication-file": { at: () => "/publications/communities-fund-year-3/files/publication.csv", reads: "open" },
  "routes/api/latest-publication": { at: () => "/publications/communities-fund-year-3/latest", reads: "open" },
  "routes/api/releases-feed": { at: () => "/feeds/releases.atom", reads: "open" },
  "routes/api/releases-calendar": { at: () => "/feeds/releases.ics", reads: "open" },
  "routes/api/action": { at: () => "/api/strategy/actions/3.2", reads: "open" },

  "routes/open-data/grants": { at: () => "/open-data/360giving/perinatal-infant.json", reads: "open" },
  "routes/open-data/register": { at: () => "/awards.csv?fund=perinatal-infant", reads: "open" },
  "routes/open-data/register-metadata": { at: () => "/awards.csv-metadata.json", reads: "open" },
  "routes/open-data/award": { at: (w) => `/awards/${w.award.reference}.jsonld`, reads: "open" },
  "routes/open-data/award-counts": { at: () => "/api/figures/award-counts.ods?fund=communities-adults", reads: "open" },
  "routes/open-data/action-figures": { at: () => "/api/strategy/actions/3.2/figures.csv", reads: "open" },
  "routes/open-data/dates": { at: (w) => `/rounds/${w.round}/${w.area}/dates.ics`, reads: "open" },
  "routes/open-data/feed": { at: () => "/feeds/awards.atom", reads: "open" },
  "routes/open-data/opportunities": { at: () => "/common-grants/opportunities", reads: "open" },
  "routes/open-data/opportunity": { at: (w) => `/common-grants/opportunities/${w.pot}`, reads: "open" },
  "routes/open-data/sitemap": { at: () => "/sitemap.xml", reads: "open" },
  "routes/open-data/sitemap-file": { at: () => "/sitemaps/pages.xml", reads: "open" },
  "routes/open-data/robots": { at: () => "/robots.txt", reads: "open" },
};
