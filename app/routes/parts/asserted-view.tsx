/** What publications say, beside what is counted here; never mixed with it. */
import { Table } from "#app/ui/table.tsx";
import { Money } from "#app/ui/show.tsx";
import type { AssertedObservation, AssertedTotal } from "#app/domain/figures/model.ts";
import { unitInWords, valueInWords } from "#app/domain/figures/words.ts";
import { formatDay, isDay } from "#app/domain/kernel/time.ts";

const commas = new Intl.NumberFormat("en-GB");
const count = (value: number | null) => (value === null ? "not stated" : commas.format(value));

export function AssertedBeside({ asserted }: { asserted: readonly (AssertedTotal | AssertedObservation)[] }) {
  const totals = asserted.filter((one) => one.kind === "published-total");
  const observations = asserted.filter((one) => one.kind === "observation");
  return (
    <section aria-labelledby="published">
      <h2 id="published">What publications say</h2>
      <p>These numbers are as their sources print them. Nothing here is computed from them.</p>
      {totals.length > 0 ? (
        <Table
          caption="Published totals by round"
          columns={[
            { key: "round", heading: "Round" },
            { key: "awards", heading: "Awards", numeric: true },
            { key: "organisations", heading: "Organisations", numeric: true },
            { key: "applications", heading: "Applications", numeric: true },
            { key: "amount", heading: "Money", numeric: true },
            { key: "source", heading: "Source" },
          ]}
          rows={totals.map((total) => ({
            round: <>{total.title}{total.superseded ? <p className="ds_hint-text">Superseded by a later publication</p> : null}{total.note ? <p className="ds_hint-text">{total.note}</p> : null}</>,
            awards: count(total.awards),
            organisations: count(total.organisations),
            applications: count(total.applications),
            amount: <Money pence={total.amount_pence} />,
            source: <>{total.source.title}{total.published ? `, ${isDay(total.published) ? formatDay(total.published) : total.published}` : ""}</>,
          }))}
        />
      ) : null}
      {observations.length > 0 ? (
        <Table
          caption="Figures reported for exactly this period"
          columns={[{ key: "title", heading: "Figure" }, { key: "value", heading: "As reported", numeric: true }, { key: "source", heading: "Source" }]}
          rows={observations.map((one) => ({
            title: <>{one.title}{one.note ? <p className="ds_hint-text">{one.note}</p> : null}</>,
            value: `${valueInWords({ ...one, value_to: null })} ${unitInWords(one.unit)}`,
            source: `${one.source.title}${one.source.ref ? ` (${one.source.ref})` : ""}`,
          }))}
        />
      ) : null}
    </section>
  );
}
