/** What Lade keeps about people, who sees it, and what is public. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { paths } from "#app/paths.ts";
import { Article, Breadcrumbs, PageHeader } from "#app/ui/layout.tsx";
import { Inset } from "#app/ui/show.tsx";
import { page } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";

export const meta: MetaFunction = () => title("Privacy");

export const loader = page(async ({ lade }) => ({ demonstration: lade.synthetic }));

export default function Privacy() {
  const { demonstration } = useLoaderData<typeof loader>();
  return (
    <Article>
      <Breadcrumbs trail={[{ text: "Home", to: paths.home() }, { text: "Privacy" }]} />
      <PageHeader title="Privacy" lead="You can read everything public without telling us anything. This page says what is kept once you sign in or apply, and who sees it." />
      {demonstration ? <Inset>This is a demonstration. Don't enter anything about real people: other visitors of the demonstration can sign in to the same accounts and read it.</Inset> : null}
      <h2>If you only read</h2>
      <p>We set no cookie, count no visits and keep no record of which pages you looked at.</p>
      <h2>If you have an account</h2>
      <p>Lade keeps:</p>
      <ul>
        <li>your name and e-mail address, and the roles you hold</li>
        <li>your password, if you have one, in a form from which it can't be read back, and the public half of your passkeys</li>
        <li>when you signed in, and what your browser calls itself, so that you can see and end your own sessions under <a href={paths.account()}>your account</a></li>
        <li>for staff, what is needed to check the second factor, encrypted</li>
        <li>for a short time, how often someone tried to sign in as you or from your connection, in a form that shows neither address</li>
        <li>the e-mails that Lade sent you</li>
      </ul>
      <h2>If your group applies</h2>
      <p>Lade keeps as well:</p>
      <ul>
        <li>what you tell us about the group, with its contact details</li>
        <li>your answers, each with earlier versions and who saved it, so that nothing is lost when two people write</li>
        <li>assessors' scores and reasons, declarations of interest, the decision, and later what you report</li>
      </ul>
      <p>Tell us about people as numbers and in general words. Don't put anyone's name, health or story that can be recognised into an answer.</p>
      <h2>Who sees what</h2>
      <ul>
        <li>The people of your group see its applications, with the roles that you give them.</li>
        <li>The staff of the fund in your area see applications after they are sent. Assessors see those that are assigned to them, and none in which they have an interest.</li>
        <li>Officials who are responsible for the Strategy see awards from the decision on, the applications behind them, and what groups report.</li>
        <li>Everyone sees an award once it is released: the name and area of the group, the title and description of the project, the amount and which groups of people it is for. Applications that are not funded are never public.</li>
      </ul>
      <h2>What we do with it</h2>
      <p>We use it to decide on grants, to pay attention to what they achieve and to account for public money. We don't sell it, use it for advertising or decide anything by machine: people decide.</p>
      <p>Every change to an application or an award is recorded with who made it and when, and that record can't be altered. It holds references and not your words.</p>
      <h2>Your rights</h2>
      <p>You can ask the fund to show you what it holds about you, to correct it, or to delete what it does not have to keep. Its contact stands on the page of each round, under <a href={paths.funds()}>Funds</a>. If you are not content with the answer you can complain to the Information Commissioner's Office.</p>
    </Article>
  );
}
