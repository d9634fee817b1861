/** Awards as an official reads them: the register, what is decided and not released, what was withdrawn. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Hidden, Select } from "#app/ui/forms.tsx";
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
  const people = url.searchParams.get("people")?.slice(0, 100).toWellFormed().replaceAll("\0", "") ?? "";
  const register = await listAwardsNationally(lade.db, person, filters, standing, Number(url.searchParams.get("page") ?? 1), people);
  return { filters, problems, register, standing, people, choices: await registerChoices(lade.db) };
});

const states = Object.fromEntries(Object.entries(awardStates).map(([status, state]) => [status, { text: state.staff, colour: state.colour }]));

const leads: Partial<Record<keyof typeof standings, string>> = {
  decided: "Decided and not yet released: nobody outside knows of these, and they are in no figure.",
  committed: "What holds money now. Some of it is decided and not yet released: nobody outside knows of that.",
};

export default function Awards() {
  const data = useLoaderData<typeof loader>();
  const more = { ...(data.standing === "public" ? {} : { standing: data.standing }), ...(data.people ? { people: data.people } : {}) };
  const group = data.people ? (data.choices.lists.find((one) => one.list === "focus-group")?.items.find((item) => item.code === data.people)?.title ?? data.people) : "";
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Your desk", to: paths.desk() }, { text: "National", to: paths.national() }, { text: "Awards" }]} />
      <PageHeader
        title="Awards"
        label={standings[data.standing].title}
        lead={leads[data.standing] ?? (group ? `With people of this group in the return: ${group}` : undefined)}
      />
      <RegisterView
        data={data}
        list={paths.nationalAwards}
        award={paths.nationalAward}
        more={more}
        moreFields={<>{data.people ? <Hidden name="people" value={data.people} /> : null}<Select name="standing" label="Which awards" options={Object.entries(standings).map(([value, { title: text }]) => ({ value, text }))} value={data.standing} /></>}
        states={states}
      />
    </Wide>
  );
}
