/** An official corrects a figure: the new one stands beside the old, with the reason. */
import { useLoaderData } from "@remix-run/react";
import { redirect, type MetaFunction } from "@remix-run/node";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Button, ErrorSummary, Form, Hidden, TextArea } from "#app/ui/forms.tsx";
import { correctObservation } from "#app/domain/figures/change.server.ts";
import { findObservation, listSources } from "#app/domain/figures/recording.server.ts";
import { correctionSchema, observationSchema } from "#app/domain/figures/observation-model.ts";
import { may } from "#app/domain/figures/policy.ts";
import { unitInWords, valueInWords } from "#app/domain/figures/words.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { ObservationFields } from "#app/routes/parts/observation-fields.tsx";
import { paths } from "#app/paths.ts";
import { dayFrom, formFields, parse, parseForm } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Correct a figure: ${data.old.title}` : "Not found");

export const loader = page(async ({ lade, params }) => {
  permit(may.recordObservation(staff(lade)));
  return { id: newId(), old: await findObservation(lade.db, params.id ?? ""), sources: await listSources(lade.db) };
});

export const action = verb(async ({ lade, params, form }) => {
  permit(may.recordObservation(staff(lade)));
  const old = await findObservation(lade.db, params.id ?? "");
  const days = Object.fromEntries(["period_from", "period_to", "as_at", "released_on"].map((name) => [name, dayFrom(form, name)]));
  const input = parse(observationSchema, { source: "", ...formFields(form), ...days, measure: old.code });
  await correctObservation(lade, old.id, input, parseForm(correctionSchema, form).reason);
  return redirect(`${paths.measure(old.code)}?done=corrected`);
});

export default function CorrectObservation() {
  const { id, old, sources } = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <Article>
      <BackLink to={paths.measure(old.code)}>{old.title}</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader label={old.title} title={`Correct ${valueInWords(old)} ${unitInWords(old.unit)}`} lead="The old figure stays where it is, marked as corrected, with your reason. The new one stands on the same public pages at once." />
      <Form refused={refused}>
        <Hidden name="id" value={refused?.values.id?.[0] ?? id} />
        <TextArea name="reason" label="Why it changes" hint="Anyone can read this beside both figures" rows={3} limit={2000} />
        <ObservationFields sources={sources} saved={{ ...old, period: { from: old.period_from, to: old.period_to } }} />
        <Button>Correct the figure</Button>
      </Form>
    </Article>
  );
}
