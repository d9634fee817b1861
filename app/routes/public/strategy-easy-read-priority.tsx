/** One part of the Strategy in Easy Read: one idea a line, numbers in words, where they come from at the end, for anyone. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Breadcrumbs, PageHeader } from "#app/ui/layout.tsx";
import { Details } from "#app/ui/show.tsx";
import { easyReadContents, easyReadPage } from "#app/domain/figures/easy-read/read.server.ts";
import { periodInWords, unitInWords, valueInWords } from "#app/domain/figures/words.ts";
import { formatDay } from "#app/domain/kernel/time.ts";
import { ofPlan } from "#app/domain/strategy/model.ts";
import { getPlan } from "#app/domain/strategy/read.server.ts";
import { paths } from "#app/paths.ts";
import { page } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `${data.title}: Easy Read` : "Not found");

export const loader = page(async ({ lade, params, url }) => {
  const code = url.searchParams.get("plan") || undefined;
  const found = await easyReadPage(lade.db, code, /^\d{1,3}$/.test(params.number ?? "") ? Number(params.number) : -1, lade.now);
  const written = (await easyReadContents(lade.db, (await getPlan(lade.db, code)).id)).filter((one) => one.title !== null);
  const place = written.findIndex(({ number }) => number === found.number);
  return { ...found, before: written[place - 1] ?? null, after: written[place + 1] ?? null };
});

export default function EasyReadPriority() {
  const part = useLoaderData<typeof loader>();
  const inPlan = ofPlan(part.plan.code);
  return (
    <div className="app-easy">
      <Breadcrumbs trail={[{ text: "Strategy", to: paths.strategy(inPlan) }, { text: "Easy Read", to: paths.strategyEasyRead(inPlan) }, { text: part.title }]} />
      <PageHeader label={`Easy Read, part ${part.number}`} title={part.title} />
      {part.lines.map((line) => <p key={line.text}>{line.text}</p>)}
      <h2>How the work is going</h2>
      {part.standing.map((line) => <p key={line}>{line}</p>)}
      {part.report ? <p>This was in {part.report.data_stated || formatDay(part.report.data_on)}.</p> : null}
      {part.figures.length === 0 ? <p>There are no numbers for this part yet.</p> : null}
      <h2>More to read</h2>
      <ul className="app-easy__parts">
        {part.after ? <li><a href={paths.strategyEasyReadPriority(part.after.number, inPlan)}>Next part: {part.after.title}</a></li> : null}
        {part.before ? <li><a href={paths.strategyEasyReadPriority(part.before.number, inPlan)}>Part before: {part.before.title}</a></li> : null}
        <li><a href={paths.strategyEasyRead(inPlan)}>All the parts</a></li>
        <li><a href={paths.priority(part.number, inPlan)}>This part with all the numbers</a></li>
      </ul>
      <div className="app-easy__about">
        <p>{part.checked ? `${part.checked.with} checked this page on ${formatDay(part.checked.on)}.` : "People who use Easy Read have not checked this page yet."}</p>
        {part.figures.length > 0 ? (
          <Details summary="Where the numbers come from">
            <ul>
              {part.figures.map(({ measure, title: name, unit, said, action, observation }) => (
                <li key={measure}>
                  “{said}”: {name}, {valueInWords({ ...observation, unit })} {unitInWords(unit)}, {periodInWords(observation.period)}. {observation.source.title}. <a href={paths.action(action, inPlan)}>Action {action}</a>{observation.synthetic ? ". Invented for the demonstration" : ""}
                </li>
              ))}
            </ul>
          </Details>
        ) : null}
      </div>
    </div>
  );
}
