/** What a pot's applications are scored on. Saved as it is written until the round opens; afterwards a new version, looked at first. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { changeCriteria, draftCriteria, dropCriteriaDraft, listCriteriaVersions, planCriteria } from "#app/domain/assessment/criteria-change.server.ts";
import { readOthersScores } from "#app/domain/assessment/interests.server.ts";
import { shortTitle } from "#app/domain/forms/model.ts";
import { saveCriteria } from "#app/domain/funds/criteria.server.ts";
import { readCriteria, type CriterionInput } from "#app/domain/funds/criteria.ts";
import { potState } from "#app/domain/funds/model.ts";
import { may } from "#app/domain/funds/policy.ts";
import { getPot, listCriteria } from "#app/domain/funds/read.server.ts";
import { listFormsOf } from "#app/domain/funds/round-forms.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { Invalid } from "#app/domain/kernel/errors.ts";
import { formatInstant } from "#app/domain/kernel/time.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, ErrorSummary, Form, Hidden, TextField } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Details, Notice, SummaryCard, SyntheticMark } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { text, texts } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useOvertaken, useRefused } from "#app/web/refused.ts";
import { CriterionFields, mostCriteria } from "../parts/criteria-fields.tsx";
import { CriteriaPlanView } from "../parts/criteria-plan.tsx";
import { PointsMeaning } from "../parts/criterion-guidance.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Criteria: ${data.name}` : "Page not found");

const spareRows = 2;

export const loader = page(async ({ lade, params, url }) => {
  const person = staff(lade);
  const { db } = lade;
  const pot = await getPot(db, params.pot ?? "");
  permit(may.changePot(person, pot));
  const state = potState(pot, lade.now);
  const plan = await planCriteria(db, pot, person.id);
  if (plan) await readOthersScores(db, person.id, plan.moves.map(({ application_id }) => application_id));
  const questions = (await listFormsOf(db, pot.round_id)).flatMap(({ definition }) => definition.sections.flatMap((section) => section.questions.filter(({ kind }) => kind !== "declaration").map((question): [string, string] => [question.id, `${section.title}: ${shortTitle(question)}`])));
  return {
    id: pot.id,
    name: `${pot.round_title}, ${pot.area_name}`, round_title: pot.round_title, area_name: pot.area_name,
    version: pot.version,
    criteria_version: pot.criteria_version,
    synthetic: pot.synthetic,
    opened: state === "open" || state === "closed",
    criteria: await listCriteria(db, pot.id),
    minimum_percent: pot.minimum_percent,
    plan: plan ?? null,
    // One entry for a question that several forms ask.
    questions: [...new Map([...questions].reverse())].reverse().map(([value, words]) => ({ value, text: words })),
    versions: (await listCriteriaVersions(db, pot.id)).map((one) => ({ ...one, when: one.made_by_name ? formatInstant(one.made_at) : "" })),
    done: url.searchParams.get("done"),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  staff(lade);
  const id = params.pot ?? "";
  const intent = text(form, "intent");
  if (intent === "make") {
    await changeCriteria(lade, id, { seen: text(form, "seen"), reason: text(form, "reason") });
    return redirect(`${paths.potCriteria(id)}?done=made`);
  }
  if (intent === "drop") {
    await dropCriteriaDraft(lade, id);
    return redirect(paths.potCriteria(id));
  }
  const read = readCriteria(Array.from({ length: mostCriteria }, (_, index) => rowFrom(form, index)));
  const percent = text(form, "minimum_percent").trim();
  const minimum_percent = percent === "" ? null : Number(percent);
  if (minimum_percent !== null && (!/^\d{1,3}(\.\d{1,2})?$/.test(percent) || minimum_percent > 100)) read.errors.minimum_percent = "Enter a number from 0 to 100, or leave it empty";
  if (Object.keys(read.errors).length > 0) throw new Invalid(read.errors);
  const input = { version: Number(text(form, "version")), criteria: read.criteria, minimum_percent };
  if (intent === "look") {
    await draftCriteria(lade, id, input);
    return redirect(`${paths.potCriteria(id)}#look`);
  }
  await saveCriteria(lade, id, input);
  return redirect(`${paths.managePot(id)}?done=criteria`);
}, { keepTyped: true });

const rowFrom = (form: FormData, index: number) => ({
  id: text(form, `id-${index}`), title: text(form, `title-${index}`), guidance: text(form, `guidance-${index}`), weight: text(form, `weight-${index}`), max_points: text(form, `max_points-${index}`),
  minimum_points: text(form, `minimum_points-${index}`), points_guidance: text(form, `points_guidance-${index}`), question_ids: texts(form, `questions-${index}`).filter((one) => /^[a-z0-9-]{1,80}$/.test(one)).slice(0, 200),
});

type Data = ReturnType<typeof useLoaderData<typeof loader>>;

export default function Criteria() {
  const data = useLoaderData<typeof loader>();
  const { id, name, opened, criteria, plan, criteria_version } = data;
  const refused = useRefused();
  const overtaken = useOvertaken();
  const making = refused?.values.intent?.[0] === "make";
  return (
    <Article>
      <BackLink to={paths.managePot(id)}>{name}</BackLink>
      <ErrorSummary errors={refused?.errors} ids={{ "": "title-0" }} />
      <PageHeader
        title={`Criteria: ${data.area_name}`} label={data.round_title} lead={opened ? "What every application is scored on. A change is a new version: you see what it touches before you make it." : "What every application is scored on. Applicants see this before they apply."}
        {...(opened ? { state: { text: `Version ${criteria_version}`, colour: "grey" as const } } : {})}
      >
        {data.synthetic ? <p><SyntheticMark /></p> : null}
      </PageHeader>
      {overtaken ? <Notice kind="warning" title="Nothing is saved yet">{overtaken}.</Notice> : null}
      {data.done === "made" ? <Notice kind="success" title={`These are the criteria now: version ${criteria_version}`}>Readers whose sheets it touched have been told by e-mail.</Notice> : null}
      {plan ? <CriteriaPlanView plan={plan} next={criteria_version + 1} refused={making ? refused : undefined} /> : null}
      {opened || overtaken ? <CriteriaTable caption={overtaken ? "Saved now" : "Criteria of this round"} criteria={criteria} minimum={data.minimum_percent} /> : null}
      {opened ? <Details summary={plan ? "Write it differently" : "Change the criteria"} open={refused !== undefined && !making}><CriteriaForm data={data} /></Details> : null}
      {opened ? null : <CriteriaForm data={data} />}
      <Versions versions={data.versions} />
    </Article>
  );
}

function CriteriaForm({ data }: { data: Data }) {
  const { id, version, opened, criteria, plan, questions } = data;
  const all = useRefused();
  const overtaken = useOvertaken();
  const refused = all?.values.intent?.[0] === "make" ? undefined : all;
  const shown: readonly CriterionInput[] = plan ? plan.criteria : criteria;
  const typedRows = refused ? Object.keys(refused.values).filter((field) => field.startsWith("title-")).length : 0;
  const rows = Math.min(mostCriteria, Math.max(shown.length + spareRows, typedRows));
  return (
    <Form refused={refused}>
      <Hidden name="intent" value={opened ? "look" : "save"} />
      <Hidden name="version" value={version} />
      <p>The weights add up to 100. To take a criterion away, empty its name, its guidance, its weight and what its points mean.</p>
      {Array.from({ length: rows }, (_, index) => <CriterionFields key={index} index={index} criterion={shown[index]} questions={questions} idTyped={overtaken ? refused?.values[`id-${index}`]?.[0] : undefined} />)}
      <TextField name="minimum_percent" label="Least mean score that is awarded, in per cent" hint="Below it an award needs a reason. Leave it empty for none." inputMode="decimal" width={5} value={(plan ? plan.minimum_percent : data.minimum_percent) ?? ""} optional />
      <ButtonGroup>
        <Button secondary={plan !== null}>{opened ? "See what this touches" : "Save criteria"}</Button>
        <a href={paths.managePot(id)}>Leave without saving</a>
      </ButtonGroup>
    </Form>
  );
}

function CriteriaTable({ caption, criteria, minimum }: { caption: string; criteria: readonly CriterionInput[]; minimum: number | null }) {
  const total = criteria.reduce((sum, { weight }) => sum + weight, 0);
  return (
    <>
      <Table
        caption={caption}
        columns={[{ key: "title", heading: "Criterion" }, { key: "guidance", heading: "What assessors look for" }, { key: "weight", heading: "Weight", numeric: true }, { key: "most", heading: "Most points", numeric: true }, { key: "least", heading: "Least mean", numeric: true }]}
        rows={criteria.map((criterion) => ({
          title: criterion.title, weight: criterion.weight, most: criterion.max_points, least: criterion.minimum_points ?? "–",
          guidance: <><span className="app-as-typed">{criterion.guidance}</span>{criterion.points_guidance?.length ? <Details summary="What points mean"><PointsMeaning criterion={{ ...criterion, points_guidance: criterion.points_guidance }} /></Details> : null}</>,
        }))}
        total={criteria.length > 0 ? { title: "Together", weight: total } : undefined}
        empty="There are no criteria."
      />
      {minimum === null ? null : <p>{`An award below a mean score of ${minimum}% needs a reason.`}</p>}
    </>
  );
}

/** Every version there has been, so that a score can be read as it was meant. */
function Versions({ versions }: { versions: Data["versions"] }) {
  if (versions.length === 0) return null;
  return (
    <section aria-labelledby="versions">
      <h2 id="versions">Versions</h2>
      {versions.map((one) => (
        <SummaryCard
          key={one.version} title={`Version ${one.version}`}
          rows={[
            { key: "Criteria", value: one.criteria.map(({ title: called, weight, max_points }) => `${called}: weight ${weight}, up to ${max_points} points`).join("; ") },
            ...(one.reason ? [{ key: "Why", value: <span className="app-as-typed">{one.reason}</span> }] : []),
            ...(one.when ? [{ key: "Made", value: `${one.when}, ${one.made_by_name}. ${one.sheets_recomputed} sheets reckoned again, ${one.sheets_reopened} given back` }] : [{ key: "Made", value: "When the round was set up" }]),
          ]}
        />
      ))}
    </section>
  );
}
