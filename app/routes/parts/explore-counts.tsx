/** "What this counts": the definition of an explored number, its base, how complete it is and where it is from. */
import { Details, SummaryList } from "#app/ui/show.tsx";
import type { Explored } from "#app/domain/figures/explore/query.server.ts";
import { dimensions, factsOf } from "#app/domain/figures/explore/model.ts";
import { formatDay, formatInstant } from "#app/domain/kernel/time.ts";

const commas = new Intl.NumberFormat("en-GB");
const records = { awards: "awards", "standing-awards": "decided awards, released or not", applications: "applications received", returns: "returns received", pots: "shares of areas", rounds: "rounds", nothing: "" } as const;
const sources = {
  awards: "the register of released awards", "standing-awards": "decisions and the register of awards", applications: "the applications sent", returns: "the returns that organisations sent",
  pots: "the allocations of the rounds", rounds: "the rounds as they were announced", nothing: "nothing is kept here yet",
} as const;
const mostNamed = 40;

export function WhatThisCounts({ answer, period }: { answer: Explored; period: string }) {
  const { cut, whole, living } = answer;
  const { definition, of } = factsOf(cut.measure);
  return (
    <div id="definition">
      <Details summary="What this counts" open>
        <SummaryList
          rows={[
            { key: "Definition", value: definition },
            { key: "Counted by", value: `${dimensions[cut.by].title}${cut.then ? ` and ${dimensions[cut.then].title.toLowerCase()}` : ""}` },
            { key: "Period", value: period },
            { key: "As at", value: formatInstant(new Date(answer.as_at)) },
            { key: "Base", value: of === "nothing" ? "Not known" : `${commas.format(whole.base)} ${records[of]}` },
            { key: "Completeness", value: <Completeness answer={answer} /> },
            ...(living ? [{ key: "People living there", value: `${living.edition}, of the year ${living.year}. ${living.source}, ${formatDay(living.source_date)}${living.synthetic ? ". Loaded for the demonstration" : ""}` }] : []),
            { key: "Source", value: `Lade: ${sources[of]}` },
            { key: "Standing", value: "Management information, not official statistics" },
          ]}
        />
      </Details>
    </div>
  );
}

function Completeness({ answer: { completeness } }: { answer: Explored }) {
  const { expected, reported, signed, missing, unknown, returns } = completeness;
  const named = missing.slice(0, mostNamed);
  const rounds = [...new Set(named.map((one) => one.round))];
  return (
    <>
      {returns ? <p>{commas.format(returns.received)} of {commas.format(returns.expected)} returns owed in this place and time have been received</p> : null}
      <p>{commas.format(reported)} of {commas.format(expected)} areas have reported, an area once for each round; {commas.format(signed)} have signed that their awards are all here</p>
      {rounds.map((round) => <p key={round}>Not reported in “{round}” from: {named.filter((one) => one.round === round).map((one) => one.area).join(", ")}</p>)}
      {missing.length > mostNamed ? <p>and {commas.format(missing.length - mostNamed)} more</p> : null}
      {unknown.length > 0 ? <p>No ledger of awards is loaded for: {unknown.join("; ")}. What happened there is not counted here</p> : null}
    </>
  );
}
