/** Awards as an official reads them: the register, what is decided and not released, what was withdrawn. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Select } from "#app/ui/forms.tsx";
import { awardStates } from "#app/domain/awards/model.ts";
import { may } from "#app/domain/figures/policy.ts";
import { isStanding, readAwardFilters, standings } from "#app/domain/figures/register-model.ts";
import { listAwardsNationally, registerChoices } from "#app/domain/figures/registers.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { paths } from "#app/paths.ts";
import { title } from "#app/web/refused.ts";
import { page, staff } from "#app/web/page.server.ts";
import { RegisterView } from "#app/routes/parts/register-view.tsx";

export const meta: MetaFunction = () => title("Awards, national");

export const loader = page(async ({ lade, url }) => {
  const person = staff(lade);
  permit(may.readNational(person));
  const { filters, problems } = readAwardFilters(url.searchParams);
  const asked = url.searchParams.get("standing") ?? "public";
  const standing = isStanding(asked) ? asked : "public";
  const register = await listAwardsNationally(lade.db, person, filters, standing, Number(url.searchParams.get("page") ?? 1));
  return { filters, problems, register, standing, choices: await registerChoices(lade.db) };
});

const states = Object.fromEntries(Object.entries(awardStates).map(([status, state]) => [status, { text: state.staff, colour: state.colour }]));

export default function Awards() {
  const data = useLoaderData<typeof loader>();
  const more = data.standing === "public" ? {} : { standing: data.standing };
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Your desk", to: paths.desk() }, { text: "National", to: paths.national() }, { text: "Awards" }]} />
      <PageHeader
        title="Awards"
        label={standings[data.standing].title}
        lead={data.standing === "decided" ? "Decided and not yet released: nobody outside knows of these, and they are in no figure." : undefined}
      />
      <RegisterView
        data={data}
        list={paths.nationalAwards}
        award={paths.nationalAward}
        more={more}
        moreFields={<Select name="standing" label="Which awards" options={Object.entries(standings).map(([value, { title: text }]) => ({ value, text }))} value={data.standing} />}
        states={states}
      />
    </Wide>
  );
}
