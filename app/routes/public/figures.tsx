/** The way into the figures: each fund's counts, and what they can be counted by, for anyone. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Stat, Stats } from "#app/ui/show.tsx";
import { awardCounts } from "#app/domain/figures/award-counts.server.ts";
import { countChoices } from "#app/domain/figures/choices.server.ts";
import { yearsWithAwards } from "#app/domain/figures/measures.server.ts";
import { breakdownCodes, breakdowns, financialYearDays } from "#app/domain/figures/model.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { paths } from "#app/paths.ts";
import { title } from "#app/web/refused.ts";
import { page } from "#app/web/page.server.ts";

export const meta: MetaFunction = () => title("Figures");

export const loader = page(async ({ lade }) => {
  const { funds } = await countChoices(lade.db);
  const counted = [];
  for (const fund of funds) {
    const { total, as_at, synthetic } = await awardCounts(lade.db, { fund: fund.code, by: "focus-group" }, lade.now);
    counted.push({ ...fund, total, as_at, synthetic, years: await yearsWithAwards(lade.db, fund.code) });
  }
  return { funds: counted };
});

export default function Figures() {
  const { funds } = useLoaderData<typeof loader>();
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Home", to: paths.home() }, { text: "Figures" }]} />
      <PageHeader title="Figures" lead="What the funds have awarded, counted from the register as it stands. What was achieved with it is under each action of the Strategy." />
      {funds.map((fund) => (
        <section key={fund.code} aria-labelledby={fund.code}>
          <h2 id={fund.code}>{fund.title}</h2>
          <Stats>
            <Stat value={fund.total.awards} unit="awards" period="Everything released so far" asAt={fund.as_at} to={paths.awardCounts({ fund: fund.code })} synthetic={fund.synthetic} />
            <Stat value={fund.total.organisations} unit="different organisations" period="Everything released so far" asAt={fund.as_at} to={paths.awardCounts({ fund: fund.code })} synthetic={fund.synthetic} />
            <Stat value={fund.total.amount_pence === null ? null : formatPence(fund.total.amount_pence)} unit="awarded" period="Everything released so far" asAt={fund.as_at} to={paths.awardCounts({ fund: fund.code })} synthetic={fund.synthetic} />
          </Stats>
          <ul>
            {breakdownCodes.map((by) => <li key={by}><a href={paths.awardCounts({ fund: fund.code, by })}>Awards by {breakdowns[by].title.toLowerCase()}<span className="visually-hidden">: {fund.title}</span></a></li>)}
          </ul>
          {fund.years.length > 0 ? (
            <p>By financial year: {fund.years.map((year, index) => <span key={year}>{index > 0 ? ", " : ""}<a href={paths.awardCounts({ fund: fund.code, ...financialYearDays(year) })}>{year}<span className="visually-hidden">, {fund.title}</span></a></span>)}</p>
          ) : null}
        </section>
      ))}
      <p><a href={paths.explore()}>Explore the figures by any two things</a></p>
      <p><a href={paths.publications()}>Publications: what was said on a day, kept as it was said</a></p>
      <p><a href={paths.strategy()}>What has been reported against the Strategy</a></p>
    </Wide>
  );
}
