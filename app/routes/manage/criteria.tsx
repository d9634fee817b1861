/** What a pot's applications are scored on: names, guidance, weights that add to 100. Fixed once the pot opens. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { saveCriteria } from "#app/domain/funds/change.server.ts";
import { potState, readCriteria } from "#app/domain/funds/model.ts";
import { may } from "#app/domain/funds/policy.ts";
import { getPot, listCriteria } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { Invalid } from "#app/domain/kernel/errors.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, ErrorSummary, Fieldset, Form, Hidden, TextArea, TextField } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Inset, Notice, SummaryCard } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { text } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useOvertaken, useRefused, type Refused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Criteria: ${data.name}` : "Page not found");

const spareRows = 2;
const mostRows = 20;

export const loader = page(async ({ lade, params }) => {
  const person = staff(lade);
  const pot = await getPot(lade.db, params.pot ?? "");
  permit(may.changePot(person, pot));
  const state = potState(pot, lade.now);
  return {
    id: pot.id,
    name: `${pot.round_title}, ${pot.area_name}`,
    version: pot.version,
    opened: state === "open" || state === "closed",
    criteria: await listCriteria(lade.db, pot.id),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  staff(lade);
  const id = params.pot ?? "";
  const rows = Array.from({ length: mostRows }, (_, index) => ({
    id: text(form, `id-${index}`),
    title: text(form, `title-${index}`),
    guidance: text(form, `guidance-${index}`),
    weight: text(form, `weight-${index}`),
    max_points: text(form, `max_points-${index}`),
  }));
  const { criteria, errors } = readCriteria(rows);
  if (Object.keys(errors).length > 0) throw new Invalid(errors);
  await saveCriteria(lade, id, { version: Number(text(form, "version")), criteria });
  return redirect(`${paths.managePot(id)}?done=criteria`);
}, { keepTyped: true });

export default function Criteria() {
  const { id, name, version, opened, criteria } = useLoaderData<typeof loader>();
  const refused = useRefused();
  const overtaken = useOvertaken();
  const typedRows = refused ? Object.keys(refused.values).filter((field) => field.startsWith("title-")).length : 0;
  const rows = Math.min(mostRows, Math.max(criteria.length + spareRows, typedRows));
  const total = criteria.reduce((sum, { weight }) => sum + weight, 0);
  return (
    <Article>
      <BackLink to={paths.managePot(id)}>{name}</BackLink>
      <ErrorSummary errors={refused?.errors} ids={{ "": "title-0" }} />
      <PageHeader title={`Criteria: ${name}`} lead={opened ? undefined : "What every application is scored on. Applicants see this before they apply."} />
      {overtaken ? <Notice kind="warning" title="Nothing is saved yet">{overtaken}.</Notice> : null}
      {opened || overtaken ? (
        <Table
          caption={overtaken ? "Saved now" : "Criteria of this round"}
          columns={[
            { key: "title", heading: "Criterion" },
            { key: "guidance", heading: "What assessors look for" },
            { key: "weight", heading: "Weight", numeric: true },
            { key: "most", heading: "Most points", numeric: true },
          ]}
          rows={criteria.map((criterion) => ({ title: criterion.title, guidance: criterion.guidance, weight: criterion.weight, most: criterion.max_points }))}
          total={criteria.length > 0 ? { title: "Together", weight: total } : undefined}
          empty="There are no criteria."
        />
      ) : null}
      {opened ? (
        <Inset>The round has opened, so its criteria no longer change: everyone is scored on what they were told.</Inset>
      ) : (
        <Form refused={refused}>
          <Hidden name="version" value={version} />
          <p>The weights add up to 100. To take a criterion away, empty its name, its guidance and its weight.</p>
          {Array.from({ length: rows }, (_, index) => <CriterionFields key={index} index={index} criterion={criteria[index]} idTyped={overtaken ? refused?.values[`id-${index}`]?.[0] : undefined} />)}
          <ButtonGroup>
            <Button>Save criteria</Button>
            <a href={paths.managePot(id)}>Leave without saving</a>
          </ButtonGroup>
        </Form>
      )}
      {opened && refused && overtaken ? <Typed refused={refused} /> : null}
    </Article>
  );
}

interface SavedCriterion { id: string; title: string; guidance: string; weight: number; max_points: number }
function CriterionFields({ index, criterion, idTyped }: { index: number; criterion: SavedCriterion | undefined; idTyped: string | undefined }) {
  return (
    <Fieldset name={`criterion-${index}`} legend={criterion ? `Criterion ${index + 1}` : `Another criterion (${index + 1})`}>
      <Hidden name={`id-${index}`} value={idTyped ?? criterion?.id ?? ""} />
      <TextField name={`title-${index}`} label="Name" value={criterion?.title} />
      <TextArea name={`guidance-${index}`} label="What assessors look for" rows={3} value={criterion?.guidance} />
      <TextField name={`weight-${index}`} label="Weight" inputMode="numeric" width={3} value={criterion?.weight} />
      <TextField name={`max_points-${index}`} label="Most points" inputMode="numeric" width={3} value={criterion?.max_points ?? 5} />
    </Fieldset>
  );
}

/** The round opened while someone was typing: what they typed, so that they can keep it. */
function Typed({ refused }: { refused: Refused }) {
  const titles = Object.entries(refused.values).filter(([field, [value]]) => field.startsWith("title-") && value);
  return (
    <SummaryCard
      title="What you typed" level={2}
      rows={titles.map(([field, [value]]) => ({ key: value ?? "", value: `Weight ${refused.values[field.replace("title", "weight")]?.[0] ?? ""}. ${refused.values[field.replace("title", "guidance")]?.[0] ?? ""}` }))}
    />
  );
}
