/** What a member of the panel declared on paper for the round, typed in by the administrator. */
import { redirect, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { declareRound } from "#app/domain/assessment/declare.server.ts";
import { listToDeclare, owesDeclaration } from "#app/domain/assessment/interests.server.ts";
import { readDeclaration } from "#app/domain/assessment/panel.ts";
import { listPanel } from "#app/domain/assessment/progress.server.ts";
import { may } from "#app/domain/assessment/policy.ts";
import { getPot } from "#app/domain/funds/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { Invalid, NotFound, WrongState } from "#app/domain/kernel/errors.ts";
import { paths } from "#app/paths.ts";
import { ErrorSummary } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Inset, Warning } from "#app/ui/show.tsx";
import { formFields } from "#app/web/form.ts";
import { page, staff, verb } from "#app/web/page.server.ts";
import { title, useRefused } from "#app/web/refused.ts";
import { DeclarationForm } from "../parts/declaration-list.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Declared on paper: ${data.name}` : "Page not found");

export const loader = page(async ({ lade, params }) => {
  const person = staff(lade);
  const pot = await getPot(lade.db, params.pot ?? "");
  permit(may.changePanel(person, pot));
  const member = (await listPanel(lade.db, pot.id, person.id)).find(({ person_id }) => person_id === params.person);
  if (!member) throw new NotFound();
  const open = (await listToDeclare(lade.db, pot.id, member.person_id, person.id)).filter(({ has_interest }) => has_interest === null);
  return {
    name: member.name,
    own: member.person_id === person.id,
    place: `${pot.round_title}, ${pot.area_name}`,
    back: paths.panelMember(pot.id, member.person_id),
    ownDeclaration: paths.declareRound(pot.id),
    groups: open.map(({ organisation_id, name }) => ({ organisation_id, name, hints: [] as string[] })),
    // What is left then is closed to the administrator, and nothing of it is said here.
    left: open.length === 0 && (await owesDeclaration(lade.db, member.person_id, pot.id)),
  };
});

export const action = verb(async ({ lade, params, form }) => {
  const person = staff(lade);
  const pot = await getPot(lade.db, params.pot ?? "");
  permit(may.changePanel(person, pot));
  if (params.person === person.id) throw new WrongState("Declare for yourself on your own page");
  const { answers, errors } = readDeclaration(formFields(form, ["organisation", "close"]));
  if (Object.keys(errors).length > 0) throw new Invalid(errors);
  await declareRound(lade, pot.id, answers, params.person ?? "");
  return redirect(paths.panelMember(pot.id, params.person ?? "", { done: "declared" }));
});

export default function OnPaperPage() {
  const { name, own, place, back, ownDeclaration, groups, left } = useLoaderData<typeof loader>();
  const refused = useRefused();
  return (
    <Article>
      <BackLink to={back}>{name}</BackLink>
      <ErrorSummary errors={refused?.errors} />
      <PageHeader title={`What ${name} declared on paper`} label={place} lead={groups.length > 0 ? "Type in what they signed. Keep the paper." : undefined} />
      {own ? <p>This is you. <a href={ownDeclaration}>Declare for yourself</a></p> : null}
      {!own && groups.length === 0 ? (
        <Inset>{left ? "What is left to declare is not for you to type in. Another administrator, or they themselves, can do it." : "They have declared of every group that applied."}</Inset>
      ) : null}
      {!own && groups.length > 0 ? (
        <>
          <Warning>A tick can’t be taken back here. Everything that the group sent closes to them.</Warning>
          <DeclarationForm
            groups={groups} refused={refused} legend={`Tick every group that ${name} declared to be close to`}
            none="They declared that they are close to none of them" some="They declared those that I ticked, and no other"
          />
        </>
      ) : null}
    </Article>
  );
}
