/** Who can use Lade and how, what is known not to work, and how to say so. */
import type { MetaFunction } from "@remix-run/node";
import { paths } from "#app/paths.ts";
import { Article, Breadcrumbs, PageHeader } from "#app/ui/layout.tsx";
import { title } from "#app/web/refused.ts";

export const meta: MetaFunction = () => title("Accessibility");

export default function Accessibility() {
  return (
    <Article>
      <Breadcrumbs trail={[{ text: "Home", to: paths.home() }, { text: "Accessibility" }]} />
      <PageHeader title="Accessibility" lead="We want everyone who may apply for a grant to be able to, and everyone who may look at what was awarded to see it." />
      <h2>What you should be able to do</h2>
      <ul>
        <li>use every page and send every form with the keyboard alone</li>
        <li>use it on a narrow phone, and zoom to 400%, without scrolling sideways</li>
        <li>use it with scripts switched off in your browser</li>
        <li>use it with a screen reader, with your own colours and with reduced motion</li>
        <li>read every chart as a table</li>
        <li>leave a form and come back to what you saved</li>
        <li>print any page to read it or to talk it over</li>
      </ul>
      <h2>How accessible it is</h2>
      <p>We aim at the Web Content Accessibility Guidelines, version 2.2, level AA. We check pages with automatic tools at phone and desktop width while we build them. Such tools find only some kinds of problem: people with disabilities have not yet tested this service, and we don't claim that it meets the guidelines in full.</p>
      <h2>What we know about</h2>
      <ul>
        <li>Short names of councils in the map of tiles are abbreviated. The full names are in the table under the map.</li>
        <li>Messages beside a field are shown after you send a page. The title of the list of problems is read out then, as far as your browser moves to it.</li>
        <li>Long application forms take time. You can read all the questions first, and save after each section.</li>
      </ul>
      <h2>If something does not work for you</h2>
      <p>
        Tell the fund that you are dealing with: its contact stands on the page of each round, which you find under <a href={paths.funds()}>Funds</a>. Say which page it was and what you were trying to do. You can ask for the questions in another format, and answer them in another way.
      </p>
    </Article>
  );
}
