/** What can be taken away: the files, what is in them and what is not, the licence, and what their checks find. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { registerChoices } from "#app/domain/figures/registers.server.ts";
import { deiCodes, knownFindings, licence, publisherPrefix, standardVersion } from "#app/domain/opendata/publisher.ts";
import { aboutOpenData } from "#app/domain/opendata/about.server.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Article, Breadcrumbs, PageHeader } from "#app/ui/layout.tsx";
import { Inset, SummaryList, SyntheticMark } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { page } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";

export const meta: MetaFunction = () => title("Open data");

export const loader = page(async ({ lade }) => {
  const { funds, areas, years, lists } = await registerChoices(lade.db);
  const focus = lists.find(({ list }) => list === "focus-group")?.items ?? [];
  return {
    ...(await aboutOpenData(lade.db)),
    funds, years, area: areas.find(({ title: name }) => name === "Glasgow City") ?? areas[0], focus, findings: { ...knownFindings }, codes: { ...deiCodes }, licence, publisherPrefix, standardVersion,
    lists: lists.map(({ list, items }) => ({ list, count: items.length })),
  };
});

const inNumbers = new Intl.NumberFormat("en-GB");
const formats = ["json", "csv", "xlsx"] as const;

export default function OpenData() {
  const data = useLoaderData<typeof loader>();
  return (
    <Article>
      <Breadcrumbs trail={[{ text: "Home", to: paths.home() }, { text: "Open data" }]} />
      <PageHeader title="Open data" lead="Every award in the register, as files that anyone may use. An award is in them from the moment of its release.">
        {data.synthetic ? <p><SyntheticMark /></p> : null}
      </PageHeader>
      {data.synthetic ? <Inset>The organisations and awards in these files are invented for a demonstration: nobody applied for or received any of this money. Each file says so in its title, and each award in its description. Do not add them to a register of real grants.</Inset> : null}
      <Files data={data} />
      <Inside data={data} />
      <h2>How the files are checked</h2>
      <p>They are valid against the schema of the 360Giving Data Standard {data.standardVersion}.3 with its extension for diversity, equity and inclusion, and no identifier stands twice. Of the further checks of quality these find something, because the data can't honestly avoid it:</p>
      <Table caption="What the checks of quality find" captionHidden columns={[{ key: "check", heading: "Check" }, { key: "why", heading: "Why" }]} rows={Object.entries(data.findings).map(([check, why]) => ({ check: <code>{check}</code>, why }))} />
      <Codes data={data} />
      <Others />
    </Article>
  );
}
type Data = ReturnType<typeof useLoaderData<typeof loader>>;

const Downloads = ({ parts, of }: { parts: string[]; of: string }) => (
  <>{formats.map((format, index) => <span key={format}>{index > 0 ? ", " : ""}<a href={paths.openDataFile(format, ...parts)}>{format.toUpperCase()}<span className="visually-hidden">: {of}</span></a></span>)}</>
);

function Files({ data }: { data: Data }) {
  if (data.awards === 0) return <p>No award has been released yet, so there are no files yet.</p>;
  const rows = [
    { what: "All awards", files: <Downloads parts={[]} of="all awards" /> },
    ...data.funds.filter((fund) => data.fundsWithAwards.includes(fund.code)).map((fund) => ({ what: fund.title, files: <Downloads parts={[fund.code]} of={fund.title} /> })),
    ...data.years.map((year) => ({ what: `Awarded in ${year}`, files: <Downloads parts={[year]} of={`awarded in ${year}`} /> })),
  ];
  const [fund, year] = [data.fundsWithAwards[0], data.years.at(-1)];
  return (
    <>
      <h2>The files</h2>
      <p>{inNumbers.format(data.awards)} awards. The public record last changed on {formatInstant(new Date(data.changedAt))}.</p>
      <Table caption="Files of awards after the 360Giving Data Standard" captionHidden columns={[{ key: "what", heading: "Awards" }, { key: "files", heading: "Files" }]} rows={rows} />
      {fund && year && data.area ? (
        <p>For one council area, add its code to the address of any of them, and a fund and a year where you want: <code>{paths.openDataFile("json", fund, year, data.area.code)}</code> would be {data.area.title}. A code that has been superseded is understood.</p>
      ) : null}
      <p>The addresses stay. Ask with <code>If-None-Match</code> and you are told when nothing has changed. A workbook can hold no more classifications than a sheet has rows: then take the JSON or a smaller part.</p>
    </>
  );
}

function Inside({ data }: { data: Data }) {
  return (
    <>
      <h2>What is in them</h2>
      <SummaryList
        rows={[
          { key: "Standard", value: <>360Giving Data Standard {data.standardVersion}, <a href="https://standard.threesixtygiving.org/">standard.threesixtygiving.org</a></> },
          { key: "Licence", value: <><a href={data.licence.url}>{data.licence.title}</a>. Say that the data come from Lade.</> },
          { key: "Grant identifiers", value: <>Begin with <code>{data.publisherPrefix}</code> and end with the award's reference. This prefix has not been issued by 360Giving: it stands in until one is.</> },
          { key: "Organisation identifiers", value: <><code>GB-SC</code> with the charity number, else <code>GB-COH</code> with the company number, else one of ours</> },
          { key: "Places", value: "Council areas by their current code, for the project and for the group. Never an address or a postcode of a group: some meet in somebody's home." },
          { key: "People", value: "No person is named in a field. E-mail addresses, postcodes and telephone numbers are taken out of titles and descriptions." },
          { key: "Groups of people", value: "The focus groups, priority issues, priority family groups and project type of each award are classifications, in the list of its round. An award can have several." },
          { key: "Not in them", value: "Awards that are decided and not released, withdrawn or not taken up; what was paid; counts of people." },
          { key: "CSV", value: <>Follows the main sheet of the standard's template, with the classifications of each award in numbered columns after it. The DEI taxonomy is in the JSON and the workbook: a CSV can't declare the extension. Text that a spreadsheet could run as a formula begins with an apostrophe. <a href={`${paths.openDataFile("csv")}-metadata.json`}>Its metadata</a></> },
          { key: "Standing", value: "The register as it stands: management information, not official statistics" },
        ]}
      />
    </>
  );
}

function Codes({ data }: { data: Data }) {
  return (
    <>
      <h2>Our codes and others'</h2>
      <p>Where a focus group has a counterpart in the DEI taxonomy (by 360Giving and partners, CC BY 4.0), the award carries that too. Where there is none, none is invented.</p>
      <Table
        caption="Focus groups and their counterparts in the DEI taxonomy"
        columns={[{ key: "ours", heading: "Focus group" }, { key: "theirs", heading: "DEI taxonomy" }]}
        rows={data.focus.map((item) => {
          const found = data.codes[item.code];
          return { ours: item.title, theirs: found ? <>{found.title} (<code>{found.code}</code>){found.note ? <p className="ds_hint-text">{found.note}</p> : null}</> : "No counterpart" };
        })}
      />
      {data.lists.map(({ list, count }) => <p key={list} id={list}><code>{list}</code>: {count} codes</p>)}
    </>
  );
}

const Others = () => (
  <>
    <h2>Other ways to follow</h2>
    <ul>
      <li><a href={paths.awardsCsv()}>The register of awards as CSV</a>; from <a href={paths.awards()}>its page</a> with the filters that you choose</li>
      <li><a href={paths.feed("awards")}>A feed of awards as they are released</a> and <a href={paths.feed("rounds")}>of rounds</a> (Atom)</li>
      <li><a href={paths.opportunities()}>What can be applied for</a>, after the CommonGrants protocol 0.4.0</li>
      <li>Each award's page as JSON-LD: add <code>.jsonld</code> to its address. Each round's page in an area has its dates as a calendar.</li>
      <li>Figures: <a href={paths.awardCounts()}>award counts</a>, each action of the Strategy and each table of a <a href={paths.publications()}>publication</a> can be downloaded as CSV, XLSX and ODS</li>
      <li><a href={paths.releasesFeed()}>A feed of what is published</a> (Atom), and the <a href={paths.releaseCalendar()}>release calendar</a></li>
    </ul>
  </>
);
