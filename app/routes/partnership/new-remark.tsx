/** A member body adds to a public figure or disputes it. */
import { useLoaderData } from "@remix-run/react";
import { redirect, type MetaFunction } from "@remix-run/node";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Button, ErrorSummary, Form, Hidden, Radios, TextArea } from "#app/ui/forms.tsx";
import { Inset, SyntheticMark } from "#app/ui/show.tsx";
import { permit, speaksFor } from "#app/domain/kernel/actor.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import { getBody } from "#app/domain/partnership/bodies.server.ts";
import { makeRemark } from "#app/domain/partnership/change.server.ts";
import { findFigure } from "#app/domain/partnership/figures.server.ts";
import { readAbout, remarkKinds, remarkSchema } from "#app/domain/partnership/model.ts";
import { may } from "#app/domain/partnership/policy.ts";
import { releaseDue } from "#app/domain/publications/release.server.ts";
import { paths } from "#app/paths.ts";
import { parseForm } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { shown, title, useRefused } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Remark on ${data.figure.title}` : "Not found");

function aboutFrom(url: URL) {
  const about = readAbout(url.searchParams.get("about") ?? "");
  if (!about) throw new NotFound("Open the figure's own page and choose “Add to it or dispute it” there");
  return about;
}

export const loader = page(async ({ lade, url }) => {
  const person = staff(lade);
  permit(may.remark(person));
  await releaseDue(lade);
  const { title: name, says, shown: where, synthetic } = await findFigure(lade.db, aboutFrom(url), lade.now);
  const body = await getBody(lade.db, speaksFor(person)!);
  return { id: newId(), figure: { title: name, says, where, synthetic }, body: body.name };
});

export const action = verb(async ({ lade, url, form }) => {
  permit(may.remark(staff(lade)));
  const id = await makeRemark(lade, aboutFrom(url), parseForm(remarkSchema, form));
  return redirect(paths.remark(id, { done: "made" }));
});

export default function NewRemark() {
  const { id, figure, body } = useLoaderData<typeof loader>();
  const refused = useRefused();
  const back = "publication" in figure.where ? paths.partnershipPublication(figure.where.publication) : figure.where.action ? paths.action(figure.where.action) : paths.strategy();
  return (
    <Article>
      <BackLink to={back}>{"publication" in figure.where ? "The publication" : "Where the figure stands"}</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader label={`A remark by ${body}`} title={`Remark on ${figure.title}`}>{figure.synthetic ? <SyntheticMark /> : null}</PageHeader>
      <p>The figure as it stands today:</p>
      <Inset>{figure.says}</Inset>
      <Form refused={refused}>
        <Hidden name="id" value={shown(refused, "id", id)} />
        <Radios name="kind" legend="What do you want to do?" options={Object.entries(remarkKinds).map(([value, kind]) => ({ value, text: kind.verb, hint: kind.hint }))} />
        <TextArea name="said" label="What should a reader know?" hint="Say it for your body and name no person. Give your source where you have one." rows={8} limit={2000} />
        <p>Other members of the Partnership and national officials can read it at once. It becomes public together with the answer. It can be withdrawn, which shows, and never be changed or removed.</p>
        <Button>Send it</Button>
      </Form>
    </Article>
  );
}
