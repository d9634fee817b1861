/** Before release: what will happen, what still stands in the way, and one button. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { whatBlocks } from "#app/domain/awards/letter-model.ts";
import { closedApplications, countLetters, countLetterReaders, countWaiting, waitingDigest } from "#app/domain/awards/letters-read.server.ts";
import { may } from "#app/domain/awards/policy.ts";
import { release } from "#app/domain/awards/release.server.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, Form, Hidden } from "#app/ui/forms.tsx";
import { Article, Breadcrumbs, PageHeader } from "#app/ui/layout.tsx";
import { Inset, Notice, SyntheticMark, Warning } from "#app/ui/show.tsx";
import { text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useOvertaken } from "#app/web/refused.ts";
import { boardTrail } from "../parts/pot-trail.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Release decisions: ${data.pot.round_title}, ${data.pot.area_name}` : "Page not found");

export const loader = page(async ({ lade, params }) => {
  const person = staff(lade);
  const { db } = lade;
  const pot = await getPot(db, params.pot ?? "");
  permit(may.release(person, pot));
  const counts = { ...(await countLetters(db, pot.id, person.id)), ...(await countWaiting(db, pot.id, person.id)) };
  return {
    pot: { id: pot.id, round_title: pot.round_title, area_name: pot.area_name, synthetic: pot.synthetic },
    counts,
    blocks: whatBlocks(counts),
    readers: await countLetterReaders(db, pot.id, person.id),
    someClosed: (await closedApplications(db, pot.id, person.id)).size > 0,
    digest: await waitingDigest(db, pot.id),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  staff(lade);
  const released = await release(lade, params.pot ?? "", text(form, "seen"));
  if (released.decisions === 0) return redirect(paths.potBoard(params.pot ?? "", { done: "nothing" }));
  return redirect(`${paths.potAwards(params.pot ?? "")}?done=released&decisions=${released.decisions}&messages=${released.messages}`);
}, { keepTyped: true });

const count = (number: number, noun: string): string => `${number.toLocaleString("en-GB")} ${noun}${number === 1 ? "" : "s"}`;
type Data = ReturnType<typeof useLoaderData<typeof loader>>;

export default function Release() {
  const data = useLoaderData<typeof loader>();
  const overtaken = useOvertaken();
  const { pot, counts, someClosed, blocks } = data;
  return (
    <Article>
      <Breadcrumbs trail={boardTrail(pot, { text: "Release" })} />
      <PageHeader title={`Release decisions: ${pot.area_name}`} label={pot.round_title}>{pot.synthetic ? <p><SyntheticMark /></p> : null}</PageHeader>
      {overtaken ? <Notice kind="warning" title="Nothing has been released">{`${overtaken.replace(/^Nothing has been released\. /, "")}.`}</Notice> : null}
      {counts.waiting === 0 ? <p>Nothing is waiting. Decisions that you record stand here until you release them. <a href={paths.potBoard(pot.id)}>Go to the ranked list</a></p> : null}
      {someClosed ? <Inset>Decisions on applications in which you have an interest are not shown or counted here. They are released with the others, once a colleague has read their letters.</Inset> : null}
      {counts.waiting > 0 ? (
        <>
          <What data={data} />
          {blocks.length > 0 ? (
            <>
              <h2>What stands in the way</h2>
              <ul>{blocks.map((words) => <li key={words}>{words}</li>)}</ul>
              <ButtonGroup><Button to={paths.potLetters(pot.id)}>Go to the letters</Button></ButtonGroup>
            </>
          ) : (
            <>
              <p><a href={paths.potLetters(pot.id)}>{counts.waiting === 1 ? "Read the letter once more" : `Read the ${counts.waiting.toLocaleString("en-GB")} letters once more`}</a></p>
              <Warning>A released decision can’t be taken back. An award can be reduced or withdrawn later, with a reason.</Warning>
              <Form>
                <Hidden name="seen" value={data.digest} />
                <ButtonGroup><Button>{`Release ${count(counts.waiting, "decision")}`}</Button></ButtonGroup>
              </Form>
            </>
          )}
        </>
      ) : null}
    </Article>
  );
}

function What({ data: { counts, readers } }: { data: Data }) {
  return (
    <>
      <p>When you release:</p>
      <ul>
        <li>{count(counts.awards, "award")}, {formatPence(counts.amount_pence)} together, {counts.awards === 1 ? "enters" : "enter"} the public register and the figures at once;</li>
        <li>{count(readers.messages, "e-mail")} {readers.messages === 1 ? "goes" : "go"} out, to the owners and editors of {count(readers.groups, "group")};</li>
        {readers.unreached > 0 ? <li>{count(readers.unreached, "group")} {readers.unreached === 1 ? "has" : "have"} nobody with a confirmed e-mail address, and {readers.unreached === 1 ? "reads" : "read"} the decision on signing in: tell them by telephone or letter too;</li> : null}
        <li>each group with an offer has 28 days to accept it.</li>
      </ul>
    </>
  );
}
