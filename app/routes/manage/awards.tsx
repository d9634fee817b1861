/** The awards of a pot: what each one is, whether it was accepted, whether its return has come. */
import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { awardStates, standing, sum } from "#app/domain/awards/model.ts";
import { may } from "#app/domain/awards/policy.ts";
import { listPotAwards, remainingIn } from "#app/domain/awards/read.server.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatDay, londonDay } from "#app/domain/kernel/time.ts";
import { returnStanding } from "#app/domain/monitoring/model.ts";
import { listReturnsOfPot } from "#app/domain/monitoring/read.server.ts";
import { paths } from "#app/paths.ts";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Notice, Stat, Stats, Tag } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { page, staff } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";
import { potTrail } from "../parts/pot-trail.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Awards: ${data.pot.round_title}, ${data.pot.area_name}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const { db } = lade;
  const pot = await getPot(db, params.pot ?? "");
  permit(may.seeAwards(person, pot));
  const returns = new Map((await listReturnsOfPot(db, pot.id)).map((one) => [one.award_id, one]));
  const today = londonDay(lade.now);
  const awards = (await listPotAwards(db, pot.id, person.id)).map((award) => {
    const back = returns.get(award.id);
    return { ...award, back: back ? returnStanding(back.status, back.due_on, today) : null, received: back?.status === "sent" };
  });
  const asked = url.searchParams;
  const number = (name: string) => Number(/^\d{1,5}$/.exec(asked.get(name) ?? "")?.[0] ?? 0);
  return {
    pot: { id: pot.id, round_title: pot.round_title, area_name: pot.area_name, committed_pence: pot.committed_pence, remaining: remainingIn(pot), synthetic: pot.synthetic },
    awards,
    board: may.seeBoard(person, pot).allowed,
    released: asked.get("done") === "released" ? { decisions: number("decisions"), messages: number("messages") } : null,
  };
});

export default function Awards() {
  const { pot, awards, board, released } = useLoaderData<typeof loader>();
  const held = awards.filter((award) => (standing as readonly string[]).includes(award.status));
  const due = awards.filter((award) => award.status === "accepted" && award.origin === "lade");
  return (
    <Wide>
      <Breadcrumbs trail={potTrail(pot, { text: "Awards" })} />
      <PageHeader title={`Awards: ${pot.area_name}`} label={pot.round_title} />
      {released ? (
        <Notice kind="success" title={`${released.decisions} ${released.decisions === 1 ? "decision is" : "decisions are"} released`}>
          {`${released.messages} ${released.messages === 1 ? "e-mail is" : "e-mails are"} on the way. The awards are in the public register and in the figures now.`}
        </Notice>
      ) : null}
      <Stats>
        <Stat value={held.length} unit={held.length === 1 ? "award" : "awards"} period={`${formatPence(sum(held.map((award) => award.amount_pence)))} together`} synthetic={pot.synthetic} />
        <Stat value={formatPence(pot.remaining)} unit="remains in the pot" synthetic={pot.synthetic} />
        <Stat value={due.filter((award) => award.received).length} unit={`of ${due.length} returns received`} synthetic={pot.synthetic} />
      </Stats>
      <Table
        caption="Awards of this pot" dense
        columns={[
          { key: "name", heading: "Group and project" },
          { key: "amount", heading: "Amount", numeric: true },
          { key: "state", heading: "State" },
          { key: "accepted", heading: "Offer" },
          { key: "back", heading: "Return" },
        ]}
        rows={awards.map((award) => ({
          name: <><a href={paths.manageAward(award.id)}>{award.organisation_name}</a><br />{award.title}</>,
          amount: formatPence(award.amount_pence),
          state: <Tag colour={awardStates[award.status].colour}>{awardStates[award.status].staff}</Tag>,
          accepted: award.origin === "elsewhere" ? "Made elsewhere" : award.accepted_at ? `Accepted ${formatDay(londonDay(new Date(award.accepted_at)))}` : award.status === "released" && award.accept_by ? `Open until ${formatDay(award.accept_by)}` : "Not open",
          back: award.back && award.status === "accepted" ? <Tag colour={award.back.colour}>{award.back.text}</Tag> : "Not asked for",
        }))}
        empty={board ? <>No award has been made yet. <a href={paths.potBoard(pot.id)}>Decide on the applications</a></> : "No award has been made yet."}
      />
    </Wide>
  );
}
