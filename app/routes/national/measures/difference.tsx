/** An official records that a publication prints another number. */
import { useLoaderData } from "@remix-run/react";
import { redirect, type MetaFunction } from "@remix-run/node";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Button, ErrorSummary, Form, Select, TextArea, TextField } from "#app/ui/forms.tsx";
import { recordDifference } from "#app/domain/figures/change.server.ts";
import { findObservation, listSources } from "#app/domain/figures/recording.server.ts";
import { differenceSchema } from "#app/domain/figures/observation-model.ts";
import { may } from "#app/domain/figures/policy.ts";
import { unitInWords, valueInWords } from "#app/domain/figures/words.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { paths } from "#app/paths.ts";
import { formFields, parse } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `A publication differs: ${data.held.title}` : "Not found");

export const loader = page(async ({ lade, params }) => {
  permit(may.recordObservation(staff(lade)));
  return { held: await findObservation(lade.db, params.id ?? ""), sources: await listSources(lade.db) };
});

export const action = verb(async ({ lade, params, form }) => {
  permit(may.recordObservation(staff(lade)));
  const held = await findObservation(lade.db, params.id ?? "");
  await recordDifference(lade, held.id, parse(differenceSchema, { source: "", note: "", ...formFields(form) }));
  return redirect(`${paths.measure(held.code)}?done=differs`);
});

export default function Difference() {
  const { held, sources } = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <Article>
      <BackLink to={paths.measure(held.code)}>{held.title}</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader label={held.title} title="A publication prints another number" lead={`Held here: ${valueInWords(held)} ${unitInWords(held.unit)}. It stays as it is; the published one is kept beside it with your note.`} />
      <Form refused={refused}>
        <TextField name="published_value" label="Number that is published" inputMode="decimal" width={10} />
        <Select name="source" label="Source" options={sources.map((one) => ({ value: one.code, text: one.title }))} />
        <TextField name="source_ref" label="Page, line or table in the source" optional width="half" />
        <TextArea name="note" label="What differs, and why as far as it is known" rows={4} limit={2000} />
        <Button>Keep it</Button>
      </Form>
    </Article>
  );
}
