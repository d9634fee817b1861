/** One fund: what it is for, who can apply, what it does not pay for, and its rounds. */
import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { getFund, listOpenPots, listRounds } from "#app/domain/funds/read.server.ts";
import { paths } from "#app/paths.ts";
import { Breadcrumbs, PageHeader, WithSidebar } from "#app/ui/layout.tsx";
import { Table } from "#app/ui/table.tsx";
import { page } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";
import { Paragraphs, potForPage } from "../parts/pot-facts.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? data.fund.title : "Page not found");

export const loader = page(async ({ lade, params }) => {
  const fund = await getFund(lade.db, params.fund ?? "");
  const [rounds, pots] = await Promise.all([listRounds(lade.db, fund.id), listOpenPots(lade.db)]);
  return {
    fund: { code: fund.code, title: fund.title, summary: fund.summary, who_can_apply: fund.who_can_apply, not_funded: fund.not_funded },
    rounds: rounds.map(({ code, title, financial_year, kind }) => ({ code, title, financial_year, live: kind === "live" })),
    open: pots.filter((pot) => pot.fund_code === fund.code).map((pot) => potForPage(pot, lade.now)).map(({ round, area, national, amounts, closes, closesIn }) => ({ round, area, national, amounts, closes, closesIn })),
  };
});

export default function Fund() {
  const { fund, rounds, open } = useLoaderData<typeof loader>();
  return (
    <>
      <Breadcrumbs trail={[{ text: "Funds", to: paths.funds() }, { text: fund.title }]} />
      <PageHeader title={fund.title} label="Fund" lead={fund.summary} />
      <WithSidebar sidebar={<ul><li><a href={paths.awards({ fund: fund.code })}>Awards made</a></li><li><a href={paths.awardCounts({ fund: fund.code })}>Figures</a></li></ul>}>
        <h2>Open now</h2>
        {open.length === 0 ? <p>This fund is not open just now.</p> : (
          <ul>
            {open.map((pot) => (
              <li key={`${pot.round.code}/${pot.area.slug}`}>
                <a href={paths.pot(pot.round.code, pot.area.slug)}>{pot.national ? pot.round.title : `${pot.area.name}, ${pot.round.title}`}</a>: {pot.amounts}. Closes {pot.closes}{pot.closesIn ? ` (${pot.closesIn})` : ""}.
              </li>
            ))}
          </ul>
        )}
        {fund.who_can_apply ? <><h2>Who can apply</h2><Paragraphs text={fund.who_can_apply} /></> : null}
        {fund.not_funded ? <><h2>What it does not pay for</h2><Paragraphs text={fund.not_funded} /></> : null}
        <h2>Rounds</h2>
        <Table
          caption="Rounds of this fund"
          captionHidden
          columns={[{ key: "round", heading: "Round" }, { key: "year", heading: "Financial year" }, { key: "kind", heading: "Applications" }]}
          rows={rounds.map((round) => ({
            round: <a href={paths.round(round.code)}>{round.title}</a>,
            year: round.financial_year,
            kind: round.live ? "Made here" : "Made before Lade. Known from what was published",
          }))}
        />
      </WithSidebar>
    </>
  );
}
