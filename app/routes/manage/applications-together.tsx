/** One thing for several applications: which they are, what to do, and what would happen to each. Nothing does until the button. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import type { ReactNode } from "react";
import { applicationsWord, bulkKinds, bulkSchema, mostAtOnce, outcomes, type BulkRequest } from "#app/domain/assessment/bulk.ts";
import { doBulk, listColleagues, planBulk, select } from "#app/domain/assessment/bulk.server.ts";
import { readSelection, selectionPairs, type Selection } from "#app/domain/assessment/list.ts";
import { listChoices } from "#app/domain/assessment/list.server.ts";
import { nextSteps } from "#app/domain/assessment/next-step.ts";
import { may } from "#app/domain/funds/policy.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { Invalid } from "#app/domain/kernel/errors.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { formatDay } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, DateField, ErrorSummary, Form, Hidden, Select } from "#app/ui/forms.tsx";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Inset, Notice, Tag } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { dayFrom, parse, text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useOvertaken, useRefused, type Refused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Several applications: ${data.name}` : "Page not found");

const asked = ["what", "who", "colleague", "due-day", "due-month", "due-year"] as const;

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const { db } = lade;
  const pot = await getPot(db, params.pot ?? "");
  permit(may.seeApplications(person, pot));
  const selection = readSelection(url.searchParams);
  const { applications, more } = selection ? await select(db, pot.id, person.id, selection, lade.now) : { applications: [], more: false };
  const { readers } = await listChoices(db, pot);
  const base = {
    id: pot.id, name: `${pot.round_title}, ${pot.area_name}`, round_title: pot.round_title, area_name: pot.area_name, pairs: selection && applications.length > 0 ? selectionPairs(selection) : [], count: applications.length, more,
    readers, colleagues: await listColleagues(db, pot), values: Object.fromEntries(asked.map((name) => [name, [url.searchParams.get(name) ?? ""]])),
  };
  if (!selection || applications.length === 0 || !url.searchParams.has("what")) return { ...base, plan: null, errors: null };
  try {
    const request = requestFrom(url.searchParams);
    const { lines, ...plan } = await planBulk(db, pot, person.id, selection, request, lade.now);
    const shown = lines.map(({ application: { id, reference, organisation_name, title: project, next_step }, outcome }) => ({ id, reference, organisation_name, project, next_step, outcome }));
    return { ...base, plan: { ...plan, ...request, lines: shown, run: newId() }, errors: null };
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    return { ...base, plan: null, errors: error.fields };
  }
});

/** What is asked for, from the address. Throws Invalid by field. */
function requestFrom(query: URLSearchParams): BulkRequest {
  const form = new FormData();
  for (const [name, value] of query) form.append(name, value);
  const day = text(form, "what") === "ask-checks" ? dayFrom(form, "due") : "";
  return parse(bulkSchema, { what: text(form, "what"), who: text(form, "who"), colleague: text(form, "colleague"), due: day });
}

export const action = verb(async ({ lade, params, form, url }) => {
  staff(lade);
  const pot = params.pot ?? "";
  const selection: Selection = readSelection(url.searchParams) ?? { chosen: [] };
  const run = await doBulk(lade, pot, selection, requestFrom(url.searchParams), { run: text(form, "run"), seal: text(form, "seal") });
  return redirect(paths.potApplicationsDone(pot, run));
}, { keepTyped: true });

type Data = ReturnType<typeof useLoaderData<typeof loader>>;

export default function Together() {
  const data = useLoaderData<typeof loader>();
  const { id, plan, count, more, pairs } = data;
  const overtaken = useOvertaken();
  const pressed = useRefused();
  const refused: Refused | undefined = data.errors ? { errors: data.errors, values: data.values } : undefined;
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Your desk", to: paths.desk() }, { text: "Funds you look after", to: paths.manage() }, { text: data.area_name, to: paths.managePot(id) }, { text: "Applications", to: paths.potApplications(id) }, { text: "Several" }]} />
      <ErrorSummary errors={data.errors ?? pressed?.errors} />
      {overtaken ? <Notice kind="warning" title="Nothing is done yet">{overtaken}.</Notice> : null}
      <PageHeader title={plan ? planTitle(plan) : `Several applications: ${data.area_name}`} label={data.round_title} />
      {count === 0 ? <p>No application is chosen. Tick some in <a href={paths.potApplications(id)}>the list</a>, or take everything that its filters find.</p> : null}
      {more ? <Inset>{`These are the first ${mostAtOnce} in the order of the list: no more are done at once. Come back for the rest.`}</Inset> : null}
      {count > 0 && !plan ? <Ask data={data} refused={refused} /> : null}
      {plan ? <Preview id={id} plan={plan} pairs={pairs} values={data.values} /> : null}
    </Wide>
  );
}

function Ask({ data, refused }: { data: Data; refused: Refused | undefined }) {
  const people = (all: readonly { id: string; name: string }[]) => all.map(({ id, name }) => ({ value: id, text: name }));
  const given = (name: string) => data.values[name]?.[0] ?? "";
  const [day, month, year] = [given("due-day"), given("due-month"), given("due-year")];
  const way = (children: ReactNode) => (
    <Form method="get" action={paths.potApplicationsTogether(data.id)} refused={refused}>
      {data.pairs.map(([name, value]) => <Hidden key={`${name} ${value}`} name={name!} value={value!} />)}
      {children}
    </Form>
  );
  return (
    <>
      <p>{applicationsWord(data.count)} {data.count === 1 ? "is" : "are"} chosen. Whatever you take, first you see what would happen to each.</p>
      <h2>{bulkKinds.assign}</h2>
      {way(
        <>
          <Select name="who" label="Assessor" options={people(data.readers)} value={given("who")} choose="Choose somebody" />
          <ButtonGroup>
            <Button secondary name="what" value="assign">Look at asking them</Button>
            <Button plain name="what" value="end-assignment">or at ending what they read of these</Button>
          </ButtonGroup>
        </>,
      )}
      <h2>{bulkKinds["ask-checks"]}</h2>
      {way(
        <>
          <Select name="colleague" label="Colleague" hint="Who does the checks" options={people(data.colleagues)} value={given("colleague")} choose="Choose somebody" />
          <DateField name="due" legend="Wanted by" value={year ? `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}` : null} />
          <Button secondary name="what" value="ask-checks">Look at asking for checks</Button>
        </>,
      )}
      <h2>{bulkKinds.remind}</h2>
      {way(<Button secondary name="what" value="remind">Look at reminding them</Button>)}
      <h2>Take them along</h2>
      <p><a href={paths.potApplicationsFile(data.id, data.pairs as [string, string][])}>Download {data.count === 1 ? "it" : "them"} as CSV</a>{data.more ? ", all of them" : ""}</p>
    </>
  );
}

type Planned = NonNullable<Data["plan"]>;
const planTitle = ({ kind, person_name }: Planned): string =>
  ({
    assign: `Ask ${person_name} to assess`, "end-assignment": `End what ${person_name} assesses`, "ask-checks": `Ask ${person_name} to do the checks`, remind: "Remind the assessors",
  })[kind];

function Preview({ id, plan, pairs, values }: { id: string; plan: Planned; pairs: readonly string[][]; values: Data["values"] }) {
  const doing = plan.lines.filter(({ outcome }) => outcomes[outcome].done).length;
  const left = plan.lines.length - doing;
  const query = [...pairs, ...Object.entries(values).flatMap(([name, [value]]) => (value ? [[name, value]] : []))] as [string, string][];
  return (
    <>
      <p role="status">{doing === 0 ? "Nothing would happen to any of these." : `${applicationsWord(doing)}: ${willHappen(plan)}`}{left > 0 && doing > 0 ? ` ${left === 1 ? "One is left as it is" : `${left} are left as they are`}, with the reason beside ${left === 1 ? "it" : "each"}.` : ""}</p>
      {doing > 0 ? (
        <Form action={paths.potApplicationsTogether(id, query)}>
          <Hidden name="run" value={plan.run} />
          <Hidden name="seal" value={plan.seal} />
          <ButtonGroup>
            <Button>{pressWords(plan, doing)}</Button>
            <a href={paths.potApplicationsTogether(id, pairs as [string, string][])}>Choose something else</a>
          </ButtonGroup>
          <p>Each is done by itself. If one of them changes in the meantime it is left as it is, the others are done all the same, and you see which.</p>
        </Form>
      ) : <p><a href={paths.potApplicationsTogether(id, pairs as [string, string][])}>Choose something else</a></p>}
      <Table
        caption="What would happen to each" dense
        columns={[{ key: "name", heading: "Group and project" }, { key: "now", heading: "Next now" }, { key: "does", heading: "Happens" }, { key: "will", heading: "What would happen" }]}
        rows={plan.lines.map((line) => ({
          name: <><a href={paths.manageApplication(line.id)}>{line.organisation_name}<span className="visually-hidden">, {line.reference}</span></a><br /><small>{line.project}</small></>,
          now: nextSteps[line.next_step].text,
          does: outcomes[line.outcome].done ? <Tag colour="green">Yes</Tag> : <Tag colour="grey">Left as it is</Tag>,
          will: outcomes[line.outcome].text,
        }))}
      />
    </>
  );
}

function willHappen({ kind, person_name, due_on, reminded }: Planned): string {
  if (kind === "assign") return `${person_name} is asked to assess them, with one e-mail. They declare first whether they have an interest.`;
  if (kind === "end-assignment") return `${person_name} is no longer asked to assess them. No e-mail goes out.`;
  if (kind === "ask-checks") return `each gets a flag for ${person_name}, due ${due_on ? formatDay(due_on) : ""}. It stands on their desk. No e-mail goes out.`;
  return `${reminded.join(", ")} ${reminded.length === 1 ? "gets one e-mail" : "get one e-mail each"}, with everything that they owe in this round.`;
}
function pressWords({ kind, reminded }: Planned, doing: number): string {
  if (kind === "assign") return `Ask for ${applicationsWord(doing)}`;
  if (kind === "end-assignment") return `End it for ${applicationsWord(doing)}`;
  if (kind === "ask-checks") return `Raise ${doing === 1 ? "1 flag" : `${doing} flags`}`;
  return reminded.length === 1 ? "Send 1 reminder" : `Send ${reminded.length} reminders`;
}
