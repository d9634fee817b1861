/** The front page: what Lade is, what is open now, what has been awarded, and the ways in. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { listAwards } from "#app/domain/figures/registers.server.ts";
import { listOpenPots } from "#app/domain/funds/read.server.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatInstant, formatUntil } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { PageHeader, Wide } from "#app/ui/layout.tsx";
import { Stat, Stats } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { page } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";

export const meta: MetaFunction = () => title("Grants for mental health and wellbeing");

export const loader = page(async ({ lade }) => {
  const pots = await listOpenPots(lade.db);
  const { count, amount_pence, awards } = await listAwards(lade.db, { tags: {} });
  return {
    pots: pots.map((pot) => ({
      to: paths.pot(pot.round_code, pot.area_slug),
      place: pot.shape === "national" ? "All of Scotland" : pot.area_name,
      fund: pot.fund_short_title,
      grants: grantsInWords(pot),
      closes: pot.closes_told ? `${formatInstant(pot.closes_told)}, ${formatUntil(pot.closes_told, lade.now)}` : "",
    })),
    register: { count, amount_pence, synthetic: awards.some((award) => award.synthetic) },
    asAt: lade.now.toISOString(),
  };
});

/** "£250 to £10,000", "up to £10,000", "from £250". */
function grantsInWords({ min_amount_pence: least, max_amount_pence: most }: { min_amount_pence: number | null; max_amount_pence: number | null }): string {
  if (least !== null && most !== null) return `${formatPence(least)} to ${formatPence(most)}`;
  if (most !== null) return `up to ${formatPence(most)}`;
  return least !== null ? `from ${formatPence(least)}` : "no limit set";
}

const ways = [
  { to: paths.findFund(), text: "Find a fund", about: "Two minutes, no account: which rounds a group like yours can apply to, for how much and until when, and what to do where it can't." },
  { to: paths.awards(), text: "See what was awarded", about: "Every grant that has been released: to which group, in which area, for how much." },
  { to: paths.strategy(), text: "Follow the Strategy", about: "Ten priorities, the actions under each, and what has been reported against them." },
];

export default function Home() {
  const { pots, register, asAt } = useLoaderData<typeof loader>();
  return (
    <Wide>
      <PageHeader
        title="Grants for mental health and wellbeing"
        lead="Lade is where community groups in Scotland apply for grants under the Mental Health and Wellbeing Strategy, and where the funds decide. Anyone can see what is open, what was awarded and what came of it."
      />
      <ul className="app-ways">
        {ways.map((way) => (
          <li key={way.to}>
            <a className="app-ways__link" href={way.to}>{way.text}</a>
            <p>{way.about}</p>
          </li>
        ))}
      </ul>
      <h2>Open now</h2>
      <Table
        caption="Rounds that take applications now"
        captionHidden
        columns={[
          { key: "place", heading: "Where" },
          { key: "fund", heading: "Fund" },
          { key: "grants", heading: "Grants" },
          { key: "closes", heading: "Closes" },
        ]}
        rows={pots.map((pot) => ({ ...pot, place: <a href={pot.to}>{pot.place}<span className="visually-hidden">, {pot.fund}</span></a> }))}
        empty="No round is open at the moment. Each fund's page says when the next one is expected."
      />
      <h2>Awarded so far</h2>
      {register.count === 0 ? (
        <p>No award has been released yet.</p>
      ) : (
        <Stats>
          <Stat value={register.count} unit="awards in the register" asAt={asAt} to={paths.awards()} linkText="See them" synthetic={register.synthetic} />
          <Stat value={formatPence(register.amount_pence)} unit="awarded in total" asAt={asAt} to={paths.awardCounts()} linkText="By group, area and month" synthetic={register.synthetic} />
        </Stats>
      )}
      <p>These are awards released and still standing. <a href={paths.figures()}>How figures are counted, and what has been published</a></p>
    </Wide>
  );
}
