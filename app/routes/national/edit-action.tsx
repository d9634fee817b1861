/** An official enters the title and the official wording of an action. */
import { useLoaderData } from "@remix-run/react";
import { redirect, type MetaFunction } from "@remix-run/node";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Button, ErrorSummary, Form, Hidden, Radios, TextArea, TextField } from "#app/ui/forms.tsx";
import { permit } from "#app/domain/kernel/actor.ts";
import { editActionWording } from "#app/domain/strategy/change.server.ts";
import { actionWordingSchema, defaultPlan } from "#app/domain/strategy/model.ts";
import { may } from "#app/domain/strategy/policy.ts";
import { getAction, getPlan } from "#app/domain/strategy/read.server.ts";
import { paths } from "#app/paths.ts";
import { parseForm } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Wording of action ${data.action.ref}` : "Not found");

export const loader = page(async ({ lade, params }) => {
  permit(may.editAction(staff(lade)));
  const plan = await getPlan(lade.db);
  return { action: await getAction(lade.db, plan.id, params.ref ?? "") };
});

export const action = verb(async ({ lade, params, form }) => {
  permit(may.editAction(staff(lade)));
  const ref = params.ref ?? "";
  await editActionWording(lade, defaultPlan, ref, parseForm(actionWordingSchema, form));
  return redirect(`${paths.nationalAction(ref)}?done=worded`);
});

export default function EditAction() {
  const { action: saved } = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <Article>
      <BackLink to={paths.nationalAction(saved.ref)}>Action {saved.ref}</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader label={`Action ${saved.ref}`} title={`Wording of action ${saved.ref}`} lead="What you enter stands on public pages at once." />
      <Form refused={refused}>
        <Hidden name="seen" value={refused?.values.seen?.[0] ?? saved.seen} />
        <TextField name="title" label="Short title" value={saved.title_basis === "not-found" ? "" : saved.title} />
        <Radios
          name="title_basis"
          legend="Whose words is the short title in?"
          options={[{ value: "official-short-label", text: "The plan’s own short title" }, { value: "our-words", text: "Our words" }]}
          value={saved.title_basis === "not-found" ? "" : saved.title_basis}
        />
        <TextArea name="official_wording" label="Official wording" optional hint="As the plan prints it, word for word." value={saved.official_wording} rows={8} limit={4000} />
        <Button>Save the wording</Button>
      </Form>
    </Article>
  );
}
