/** Every fund, and what is open now: where an applicant begins. */
import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { listFunds, listOpenPots } from "#app/domain/funds/read.server.ts";
import { paths } from "#app/paths.ts";
import { PageHeader, Wide } from "#app/ui/layout.tsx";
import { Table } from "#app/ui/table.tsx";
import { page } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";
import { potForPage } from "../parts/pot-facts.tsx";

export const meta: MetaFunction = () => [{ tagName: "link", rel: "alternate", type: "application/atom+xml", title: "Rounds", href: paths.feed("rounds") }, ...title("Funds")];

export const loader = page(async ({ lade }) => {
  const [funds, pots] = await Promise.all([listFunds(lade.db), listOpenPots(lade.db)]);
  return {
    funds: funds.map(({ code, title, summary, open_pots }) => ({ code, title, summary, open_pots })),
    open: pots.map((pot) => potForPage(pot, lade.now)).map(({ name, fund, round, area, national, amounts, closes, closesIn }) => ({ name, fund, round, area, national, amounts, closes, closesIn })),
  };
});

export default function Funds() {
  const { funds, open } = useLoaderData<typeof loader>();
  return (
    <Wide>
      <PageHeader title="Funds" lead="Grants for groups that help people with their mental health and wellbeing, close to home." />
      <p><a href={paths.findFund()}>Find out in two minutes which of them a group like yours can apply to</a></p>
      <h2>Open now</h2>
      <Table
        caption="Rounds that take applications now"
        captionHidden
        empty="Nothing is open just now. Each fund's page says when it may open next."
        columns={[{ key: "where", heading: "Where" }, { key: "fund", heading: "Fund" }, { key: "amounts", heading: "Grants" }, { key: "closes", heading: "Closes" }]}
        rows={open.map((pot) => ({
          where: <a href={paths.pot(pot.round.code, pot.area.slug)}>{pot.national ? "All of Scotland" : pot.area.name}<span className="visually-hidden">, {pot.round.title}</span></a>,
          fund: pot.fund.title,
          amounts: pot.amounts,
          closes: <>{pot.closes}{pot.closesIn ? <> ({pot.closesIn})</> : null}</>,
        }))}
      />
      <h2>All funds</h2>
      {funds.map((fund) => (
        <section key={fund.code}>
          <h3><a href={paths.fund(fund.code)}>{fund.title}</a></h3>
          <p>{fund.summary}</p>
          <p>{fund.open_pots === 0 ? "Not open just now." : fund.open_pots === 1 ? "Open in one place." : `Open in ${fund.open_pots} places.`}</p>
        </section>
      ))}
    </Wide>
  );
}
