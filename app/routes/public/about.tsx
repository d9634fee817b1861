/** What Lade is for, how money goes through it, and what in it is real. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { paths } from "#app/paths.ts";
import { Article, Breadcrumbs, PageHeader } from "#app/ui/layout.tsx";
import { SyntheticMark } from "#app/ui/show.tsx";
import { page } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";

export const meta: MetaFunction = () => title("About Lade");

export const loader = page(async ({ lade }) => ({ demonstration: lade.synthetic }));

export default function About() {
  const { demonstration } = useLoaderData<typeof loader>();
  return (
    <Article>
      <Breadcrumbs trail={[{ text: "Home", to: paths.home() }, { text: "About Lade" }]} />
      <PageHeader title="About Lade" lead="A lade is the channel that leads water from a river to a mill. This one leads money from a strategy to the groups who use it, and leads what they achieve back to the strategy." />
      <h2>What it does</h2>
      <ol>
        <li>A fund opens a round. Its limits, its dates and all its questions are public before anyone begins.</li>
        <li>A group applies. It can save as it goes, and nothing that it typed is lost.</li>
        <li>Assessors who have no interest in the group score what it wrote. Nobody sees another's scores before sending their own.</li>
        <li>The fund decides within its money. No two people can award the same pound.</li>
        <li>Awards enter the public register when they are released.</li>
        <li>Groups say what they did and what it changed. The figures stand beside the action of the Strategy that they belong to.</li>
      </ol>
      <h2>Figures you can follow</h2>
      <p>Every figure says what it counts, for which period, as at when, and where it comes from. A figure that was published elsewhere names its source and is kept as it was stated. A figure that Lade counts itself leads to the awards behind it.</p>
      <p>What is not known is shown as not known. It is never shown as nought, and gaps are not filled with guesses.</p>
      <p>Counts of awards are the register as it stands: management information, not official statistics.</p>
      {demonstration ? <Invented /> : null}
      <h2>For programs</h2>
      <p>
        Award counts and the actions of the Strategy can be read as JSON or CSV, for example <a href={paths.apiAwardCounts({ fund: "communities-adults" })}>award counts as JSON</a> or{" "}
        <a href={paths.apiAwardCountsCsv({ fund: "communities-adults" })}>as CSV</a>.
      </p>
    </Article>
  );
}

function Invented() {
  return (
    <>
      <h2 id="invented">What is real here and what is invented</h2>
      <p>This is a demonstration. It is not a service of the Scottish Government or of any fund, and nobody can get a grant here.</p>
      <ul>
        <li>Real: the council areas, the funds and their past rounds, published allocations and totals, the Strategy's priorities and actions in our own short words, and the figures that were reported, each with its source.</li>
        <li>Invented: every person, every group, every application, score, award and return. Organisations have charity numbers and addresses that don't exist.</li>
      </ul>
      <p>Invented rows are marked “<SyntheticMark />” on pages and <code>synthetic</code> in files and answers to programs. Some invented awards add up to totals that were really published: the totals are real, the awards behind them are not.</p>
    </>
  );
}
