/** The six aims of the Partnership as a second lens: where each meets the plan, and what has been reported there. */
import { useLoaderData } from "@remix-run/react";
import { redirect, type MetaFunction } from "@remix-run/node";
import { Article, Breadcrumbs, PageHeader } from "#app/ui/layout.tsx";
import { Button, Checkboxes, ErrorSummary, Form, Hidden, TextField } from "#app/ui/forms.tsx";
import { Details, Notice } from "#app/ui/show.tsx";
import { countFigures } from "#app/domain/figures/measures.server.ts";
import { may } from "#app/domain/figures/policy.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { editCrosswalk } from "#app/domain/strategy/change.server.ts";
import { crosswalkSchema, defaultPlan } from "#app/domain/strategy/model.ts";
import { may as mayStrategy } from "#app/domain/strategy/policy.ts";
import { getPlan, listAims, listOutcomes, listPriorities } from "#app/domain/strategy/read.server.ts";
import { paths } from "#app/paths.ts";
import { parseForm } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction = () => title("The Partnership’s six aims");

export const loader = page(async ({ lade, url }) => {
  const person = staff(lade);
  permit(may.readNational(person));
  const plan = await getPlan(lade.db);
  const figures = await countFigures(lade.db, plan.id);
  const priorities = await listPriorities(lade.db, plan.id);
  return {
    plan,
    aims: await listAims(lade.db, plan.id),
    priorities: priorities.map((priority) => ({ ...priority, figures: figures.byPriority.get(priority.id) ?? 0 })),
    outcomes: await listOutcomes(lade.db, plan.id),
    mayEdit: mayStrategy.editCrosswalk(person).allowed,
    done: url.searchParams.get("done"),
  };
});

export const action = verb(async ({ lade, form }) => {
  permit(mayStrategy.editCrosswalk(staff(lade)));
  await editCrosswalk(lade, defaultPlan, parseForm(crosswalkSchema, form, { many: ["priorities", "outcomes"] }));
  return redirect(`${paths.aims()}?done=saved`);
});

export default function Aims() {
  const data = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <Article>
      <Breadcrumbs trail={[{ text: "Your desk", to: paths.desk() }, { text: "National", to: paths.national() }, { text: "Six aims" }]} />
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title="The Partnership’s six aims" lead={`Where each aim of Scotland’s Mental Health Partnership meets the ${data.plan.title}. The mapping is a proposal, open to editing, and not an official one.`} />
      {data.done === "saved" ? <Notice kind="success" title="Done">The mapping is saved.</Notice> : null}
      {data.aims.map((aim) => <Aim key={aim.number} aim={aim} data={data} refused={refused} />)}
    </Article>
  );
}

type Data = ReturnType<typeof useLoaderData<typeof loader>>;

function Aim({ aim, data, refused }: { aim: Data["aims"][number]; data: Data; refused: ReturnType<typeof useRefused> }) {
  const chosen = data.priorities.filter((priority) => aim.priorities.some((one) => one.number === priority.number));
  const ours = refused?.values.aim?.[0] === String(aim.number) ? refused : undefined;
  return (
    <section aria-labelledby={`aim-${aim.number}`}>
      <h2 id={`aim-${aim.number}`}>{aim.number}. {aim.title}</h2>
      <p>{aim.description}</p>
      {chosen.length > 0 ? (
        <ul>
          {chosen.map((priority) => (
            <li key={priority.number}>
              <a href={paths.priority(priority.number)}>Priority {priority.number}, {priority.title}</a>: {priority.items} items and {priority.figures} figures reported
            </li>
          ))}
        </ul>
      ) : <p>It is mapped to no priority yet.</p>}
      {aim.outcomes.length > 0 ? <p>Outcomes: {aim.outcomes.map((outcome) => `${outcome.number}, ${outcome.title}`).join("; ")}</p> : null}
      {aim.note ? <p className="ds_hint-text">{aim.note}</p> : null}
      {data.mayEdit ? (
        <Details summary={<>Change where it leads<span className="visually-hidden">: {aim.title}</span></>} open={ours !== undefined}>
          <Form refused={ours}>
            <Hidden name="aim" value={aim.number} />
            <Checkboxes
              small name="priorities" id={`priorities-${aim.number}`} legend="Priorities"
              options={data.priorities.map((priority) => ({ value: String(priority.number), text: `${priority.number}. ${priority.title}` }))}
              values={aim.priorities.map((priority) => String(priority.number))}
            />
            <Checkboxes
              small name="outcomes" id={`outcomes-${aim.number}`} legend="Outcomes"
              options={data.outcomes.map((outcome) => ({ value: String(outcome.number), text: `${outcome.number}. ${outcome.title}` }))}
              values={aim.outcomes.map((outcome) => String(outcome.number))}
            />
            <TextField name="note" id={`note-${aim.number}`} label="Note" optional value={aim.note} />
            <Button small>Save this mapping</Button>
          </Form>
        </Details>
      ) : null}
    </section>
  );
}
