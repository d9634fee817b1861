/** One round in one area: what waits, what money remains, its dates and limits, and the way to each piece of work. */
import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { may as mayInAssessment } from "#app/domain/assessment/policy.ts";
import { may as mayInAwards } from "#app/domain/awards/policy.ts";
import { countPotWork } from "#app/domain/desk/read.server.ts";
import { potState, potStates, remainingPence } from "#app/domain/funds/model.ts";
import { may } from "#app/domain/funds/policy.ts";
import { getPot, listCriteria } from "#app/domain/funds/read.server.ts";
import { formatPercent } from "#app/domain/assessment/model.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatDay, formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Notice, Stat, Stats, SummaryList, SyntheticMark } from "#app/ui/show.tsx";
import { Button } from "#app/ui/forms.tsx";
import { page, staff } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";
import { PotWays } from "../parts/pot-ways.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `${data.pot.round_title}, ${data.pot.area_name}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  // How often the board changed counts what is closed to this person too.
  const { board_version: _closed, ...pot } = await getPot(lade.db, params.pot ?? "");
  permit(may.seePot(person, pot));
  const [work] = await countPotWork(lade.db, [pot.id], person.id);
  return {
    pot,
    state: potState(pot, lade.now),
    remaining_pence: remainingPence(pot),
    work: work ?? { received: 0, to_check: 0, to_assign: 0, to_decide: 0, to_release: 0 },
    criteria: await listCriteria(lade.db, pot.id),
    sees: {
      changes: may.changePot(person, pot).allowed,
      panel: mayInAssessment.seePanel(person, pot).allowed,
      decides: mayInAwards.seeBoard(person, pot).allowed,
      awards: mayInAwards.seeAwards(person, pot).allowed,
    },
    done: url.searchParams.get("done"),
  };
});

const when = (instant: string | null): string => (instant ? formatInstant(new Date(instant)) : "Not set");
const money = (pence: number | null, none: string): string => (pence === null ? none : formatPence(pence));
const doneWords: Record<string, string> = {
  settings: "The new settings are saved. The public pages show them now.",
  criteria: "The criteria are saved. The public pages show them now.",
};

export default function Pot() {
  const { pot, state, remaining_pence, work, criteria, sees, done } = useLoaderData<typeof loader>();
  const mayChange = sees.changes;
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Your desk", to: paths.desk() }, { text: "Funds you look after", to: paths.manage() }, { text: pot.area_name }]} />
      <PageHeader title={`${pot.round_title}, ${pot.area_name}`} label={pot.fund_title} state={{ text: potStates[state].staff, colour: state === "open" ? "green" : "grey" }}>
        {pot.synthetic ? <p><SyntheticMark /></p> : null}
      </PageHeader>
      {done && doneWords[done] ? <Notice kind="success" title="Saved">{doneWords[done]}</Notice> : null}
      <Stats>
        <Stat value={formatPence(remaining_pence)} unit="remains to award" period={`of ${formatPence(pot.allocation_pence)}`} />
        <Stat value={formatPence(pot.committed_pence)} unit="committed to awards" />
        <Stat value={work.received} unit={work.received === 1 ? "application received" : "applications received"} />
      </Stats>
      <h2>What is waiting</h2>
      <Waiting potId={pot.id} work={work} sees={sees} />
      {mayChange ? <p><Button to={paths.potApplications(pot.id)}>See the applications</Button></p> : null}
      <h2>The work on this round</h2>
      <PotWays potId={pot.id} sees={sees} />
      <div className="app-article">
        <h2>Dates and limits</h2>
        <SummaryList
          rows={[
            { key: "Opens", value: when(pot.opens_at), action: mayChange && { to: paths.potSettings(pot.id), text: "Change", what: "dates and limits" } },
            { key: "Closes", value: when(pot.closes_told), action: mayChange && { to: paths.potExtensions(pot.id), text: "More time", what: "for one applicant or for all" } },
            { key: "Grace after that", value: pot.grace_minutes === 0 ? "None" : `${pot.grace_minutes} minutes` },
            { key: "Second person's signature", value: pot.sign_off === "second-person" ? "Needed before an application is sent" : "Only if the group wants it" },
            { key: "Decisions by", value: pot.decisions_by ? formatDay(pot.decisions_by) : "Not set" },
            { key: "Grants", value: `From ${money(pot.min_amount_pence, "any amount")} to ${money(pot.max_amount_pence, "any amount")}` },
            { key: "Income limit", value: money(pot.income_cap_pence, "None") },
            { key: "Unconstituted groups", value: pot.unconstituted_max_pence === null ? "No limit of their own" : `Up to ${formatPence(pot.unconstituted_max_pence)}` },
            { key: "Two people decide", value: pot.second_person_above_pence === null ? "Where one of them assessed it" : pot.second_person_above_pence === 0 ? "Every award" : `Awards above ${formatPence(pot.second_person_above_pence)}, and where one of them assessed it` },
            { key: "Assessors for each application", value: pot.assessors_needed },
            { key: "Lowest score", value: pot.minimum_percent === null ? "None" : `${formatPercent(pot.minimum_percent)}: an award below it needs a reason` },
            { key: "Readers see names", value: pot.anonymous_reading ? "No. Administrators do, and the chair once scoring is closed" : "Yes" },
            { key: "Looked after by", value: pot.body_name ?? "Not recorded" },
            { key: "Contact", value: pot.contact_email || "Not set" },
          ]}
        />
        <h2>Criteria</h2>
        {criteria.length === 0 ? (
          <p>There are no criteria yet. {mayChange ? <a href={paths.potCriteria(pot.id)}>Set the criteria</a> : null}</p>
        ) : (
          <SummaryList
            rows={criteria.map((criterion, index) => ({
              key: criterion.title,
              value: `Weight ${criterion.weight}, up to ${criterion.max_points} points`,
              action: mayChange && index === 0 && { to: paths.potCriteria(pot.id), text: state === "before" || state === "not-set" ? "Change" : "Read", what: "criteria" },
            }))}
          />
        )}
      </div>
    </Wide>
  );
}

interface Work { to_check: number; to_assign: number; to_decide: number; to_release: number }
function Waiting({ potId, work, sees }: { potId: string; work: Work; sees: { changes: boolean; decides: boolean } }) {
  const count = (number: number, one: string, many: string) => `${number.toLocaleString("en-GB")} ${number === 1 ? one : many}`;
  const lines = [
    { count: work.to_check, text: count(work.to_check, "application to check", "applications to check"), to: paths.potApplications(potId, { checks: "to-do" }), shown: sees.changes },
    { count: work.to_assign, text: count(work.to_assign, "application needs assessors", "applications need assessors"), to: paths.potApplications(potId, { assessors: "short" }), shown: sees.changes },
    { count: work.to_decide, text: count(work.to_decide, "application scored and ready to decide", "applications scored and ready to decide"), to: paths.potBoard(potId), shown: sees.decides },
    { count: work.to_release, text: count(work.to_release, "decision to release", "decisions to release"), to: paths.potRelease(potId), shown: sees.decides },
  ].filter((line) => line.shown && line.count > 0);
  if (lines.length === 0) return <p>Nothing is waiting for you.</p>;
  return <ul>{lines.map((line) => <li key={line.to}><a href={line.to}>{line.text}</a></li>)}</ul>;
}
