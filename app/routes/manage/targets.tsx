/** What the fund wants its awards to cover, at least: said before the panel meets, shown beside every line of the board. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { boardAt, coverageLists, coverageTitles } from "#app/domain/awards/board.ts";
import { readBoard } from "#app/domain/awards/board.server.ts";
import { setTargets } from "#app/domain/awards/coverage.server.ts";
import { may } from "#app/domain/awards/policy.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, ErrorSummary, Form, TextField } from "#app/ui/forms.tsx";
import { Article, Breadcrumbs, PageHeader } from "#app/ui/layout.tsx";
import { text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";
import { boardTrail } from "../parts/pot-trail.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Targets: ${data.name}` : "Page not found");

export const loader = page(async ({ lade, params }) => {
  const person = staff(lade);
  const pot = await getPot(lade.db, params.pot ?? "");
  permit(may.setTargets(person, pot));
  const { facts, seen } = await readBoard(lade.db, pot.id, person.id);
  return {
    id: pot.id, name: `${pot.round_title}, ${pot.area_name}`, area_name: pot.area_name,
    codes: boardAt(facts, seen, 0, new Map()).coverage.map(({ list, code, title: words, at_least, applications }) => ({ list, code, title: words, at_least, applications })),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  staff(lade);
  await setTargets(lade, params.pot ?? "", Object.fromEntries([...form.keys()].map((name) => [name, text(form, name)])));
  return redirect(paths.potBoard(params.pot ?? ""));
});

const applicationWords = (count: number): string => (count === 0 ? "No application" : `${count.toLocaleString("en-GB")} ${count === 1 ? "application" : "applications"}`);

export default function Targets() {
  const { id, name, area_name, codes } = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <Article>
      <Breadcrumbs trail={boardTrail({ id, area_name }, { text: "Targets" })} />
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title="What the awards should cover" label={name} lead="So many awards at least. The board shows beside every line what is reached and what is short. A target decides nothing.">
        <p>Leave a box empty where there is no target.</p>
      </PageHeader>
      <Form refused={refused}>
        {coverageLists.map((list) => {
          const items = codes.filter((one) => one.list === list);
          return items.length === 0 ? null : (
            <fieldset key={list} className="app-board__targets">
              <legend><h2>{coverageTitles[list]}</h2></legend>
              {items.map((item) => <TextField key={item.code} name={`${list}/${item.code}`} label={item.title} hint={applicationWords(item.applications)} value={item.at_least} width={4} inputMode="numeric" autoComplete="off" />)}
            </fieldset>
          );
        })}
        <ButtonGroup><Button>Save the targets</Button></ButtonGroup>
      </Form>
    </Article>
  );
}
