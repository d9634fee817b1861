/** One round: each place it is open in, with that place's own dates and limits. */
import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { getRound, listPotsOfRound } from "#app/domain/funds/read.server.ts";
import { paths } from "#app/paths.ts";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Inset, SyntheticMark, Tag } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { page } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";
import { potForPage } from "../parts/pot-facts.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? data.round.title : "Page not found");

export const loader = page(async ({ lade, params }) => {
  const round = await getRound(lade.db, params.round ?? "");
  const pots = await listPotsOfRound(lade.db, round.id);
  return {
    round: { code: round.code, title: round.title, financial_year: round.financial_year, live: round.kind === "live", note: round.note, synthetic: round.synthetic },
    fund: { code: round.fund_code, title: round.fund_title },
    pots: pots.map((pot) => potForPage(pot, lade.now)).map(({ state, area, national, amounts, opens, closes, body, allocation }) => ({ state, area, national, amounts, opens, closes, body, allocation })),
  };
});

export default function Round() {
  const { round, fund, pots } = useLoaderData<typeof loader>();
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Funds", to: paths.funds() }, { text: fund.title, to: paths.fund(fund.code) }, { text: round.title }]} />
      <PageHeader title={round.title} label={fund.title} lead={round.live ? "Each place has its own dates and limits. Choose yours." : `What is known of this round comes from what was published. Applications were made elsewhere.`}>
        {round.synthetic ? <p><SyntheticMark /></p> : null}
      </PageHeader>
      {round.note ? <Inset>{round.note}</Inset> : null}
      {round.live ? (
        <Table
          caption="Places of this round"
          captionHidden
          empty="No place has been announced yet."
          columns={[{ key: "where", heading: "Where" }, { key: "state", heading: "State" }, { key: "amounts", heading: "Grants" }, { key: "opens", heading: "Opens" }, { key: "closes", heading: "Closes" }, { key: "body", heading: "Run by" }]}
          rows={pots.map((pot) => ({
            where: <a href={paths.pot(round.code, pot.area.slug)}>{pot.national ? "All of Scotland" : pot.area.name}</a>,
            state: <Tag colour={pot.state.colour}>{pot.state.text}</Tag>,
            amounts: pot.amounts,
            opens: pot.opens ?? "Not announced yet",
            closes: pot.closes ?? "Not announced yet",
            body: pot.body ?? "To be announced",
          }))}
        />
      ) : (
        <Table
          caption="Money by area"
          empty="The money was not published by area."
          columns={[{ key: "where", heading: "Where" }, { key: "body", heading: "Run by" }, { key: "allocation", heading: "Pot", numeric: true }]}
          rows={pots.map((pot) => ({ where: pot.national ? "All of Scotland" : pot.area.name, body: pot.body ?? "Not recorded", allocation: pot.allocation }))}
        />
      )}
      <p><a href={paths.awards({ fund: fund.code })}>Awards of this fund</a></p>
    </Wide>
  );
}
