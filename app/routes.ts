/** The site map: every address and the file that serves it, grouped by who comes through the door. `paths.ts` builds the same addresses. */
import { existsSync } from "node:fs";
import { index, route, type RouteConfig, type RouteConfigEntry } from "@remix-run/route-config";

const site: RouteConfigEntry[] = [
  // public/: anyone. Cached, without script, showing nothing of who is signed in.
  index("routes/public/home.tsx"),
  route("funds", "routes/public/funds.tsx"),
  route("funds/:fund", "routes/public/fund.tsx"),
  route("rounds/:round", "routes/public/round.tsx"),
  route("rounds/:round/:area", "routes/public/pot.tsx"),
  route("rounds/:round/:area/questions", "routes/public/questions.tsx"),
  route("rounds/:round/:area/check", "routes/public/eligibility.tsx"),
  route("awards", "routes/public/awards.tsx"),
  route("awards/:reference", "routes/public/award.tsx"),
  route("figures", "routes/public/figures.tsx"),
  route("figures/award-counts", "routes/public/award-counts.tsx"),
  route("strategy", "routes/public/strategy.tsx"),
  route("strategy/priorities/:number", "routes/public/priority.tsx"),
  route("strategy/actions/:ref", "routes/public/action.tsx"),
  route("about", "routes/public/about.tsx"),
  route("accessibility", "routes/public/accessibility.tsx"),
  route("privacy", "routes/public/privacy.tsx"),
  route("cookies", "routes/public/cookies.tsx"),

  // account/: sign in, second factor, profile, security
  route("account", "routes/account/account.tsx"),
  route("account/sign-in", "routes/account/sign-in.tsx"),
  route("account/sign-out", "routes/account/sign-out.tsx"),
  route("account/register", "routes/account/register.tsx"),
  route("account/forgotten", "routes/account/forgotten.tsx"),
  route("account/link/:token", "routes/account/link.tsx"),
  route("account/second-factor", "routes/account/second-factor.tsx"),
  route("account/second-factor/set-up", "routes/account/second-factor-set-up.tsx"),
  route("desk", "routes/account/desk.tsx"),

  // apply/: a group
  route("organisations/new", "routes/apply/new-organisation.tsx"),
  route("organisations/:id", "routes/apply/organisation.tsx"),
  route("organisations/:id/edit", "routes/apply/edit-organisation.tsx"),
  route("organisations/:id/people", "routes/apply/organisation-people.tsx"),
  route("organisations/:id/documents", "routes/apply/documents.tsx"),
  route("documents/:id", "routes/apply/document.ts"),
  route("rounds/:round/:area/start", "routes/apply/start.tsx"),
  route("applications/:id", "routes/apply/application.tsx"),
  route("applications/:id/sections/:section", "routes/apply/section.tsx"),
  route("applications/:id/check", "routes/apply/check.tsx"),
  route("applications/:id/receipt", "routes/apply/receipt.tsx"),
  route("applications/:id/decision", "routes/apply/decision.tsx"),
  route("returns/:id", "routes/apply/return.tsx"),

  // manage/: a fund's staff
  route("manage", "routes/manage/pots.tsx"),
  route("manage/pots/:pot", "routes/manage/pot.tsx"),
  route("manage/pots/:pot/settings", "routes/manage/settings.tsx"),
  route("manage/pots/:pot/criteria", "routes/manage/criteria.tsx"),
  route("manage/pots/:pot/applications", "routes/manage/applications.tsx"),
  route("manage/pots/:pot/decisions", "routes/manage/board.tsx"),
  route("manage/pots/:pot/release", "routes/manage/release.tsx"),
  route("manage/pots/:pot/awards", "routes/manage/awards.tsx"),
  route("manage/applications/:id", "routes/manage/application.tsx"),
  route("manage/applications/:id/decision", "routes/manage/decision.tsx"),
  route("manage/awards/:id", "routes/manage/award.tsx"),

  // panel/: an assessor
  route("panel", "routes/panel/assignments.tsx"),
  route("panel/applications/:id", "routes/panel/assess.tsx"),
  route("panel/applications/:id/declaration", "routes/panel/declaration.tsx"),

  // national/: officials
  route("national", "routes/national/overview.tsx"),
  route("national/actions/:ref", "routes/national/action.tsx"),
  route("national/actions/:ref/edit", "routes/national/edit-action.tsx"),
  route("national/actions/:ref/observations/new", "routes/national/new-observation.tsx"),
  route("national/award-counts", "routes/national/award-counts.tsx"),
  route("national/awards", "routes/national/awards.tsx"),
  route("national/awards/:reference", "routes/national/award.tsx"),
  route("national/applications/:id", "routes/national/application.tsx"),
  route("national/returns/:id", "routes/national/return.tsx"),
  route("national/aims", "routes/national/aims.tsx"),

  // admin/: the service itself
  route("admin/people", "routes/admin/people.tsx"),
  route("admin/people/:id", "routes/admin/person.tsx"),
  route("admin/audit", "routes/admin/audit.tsx"),

  // demonstration/: not there in production
  route("demonstration/mail", "routes/demonstration/mail.tsx"),
  route("demonstration/mail/:id", "routes/demonstration/message.tsx"),
  route("demonstration/codes", "routes/demonstration/codes.tsx"),

  // api/: machine-readable
  route("health", "routes/api/health.ts"),
  route("api/figures/award-counts", "routes/api/award-counts.ts"),
  route("api/figures/award-counts.csv", "routes/api/award-counts-csv.ts"),
  route("api/strategy/actions/:ref", "routes/api/action.ts"),

  route("*", "routes/public/not-found.tsx"),
];

// While rooms are being built, an address exists once its file does.
export default site.filter((entry) => existsSync(new URL(entry.file, import.meta.url))) satisfies RouteConfig;
