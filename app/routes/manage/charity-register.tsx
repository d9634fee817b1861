/** The Scottish Charity Register as it was last loaded: which file holds, and looking a charity up. */
import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { permit } from "#app/domain/kernel/actor.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { formatDay, formatInstant } from "#app/domain/kernel/time.ts";
import { may } from "#app/domain/organisations/policy.ts";
import { registerHeld, searchRegister } from "#app/domain/organisations/register.server.ts";
import { paths } from "#app/paths.ts";
import { Filters, TextField } from "#app/ui/forms.tsx";
import { BackLink, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Details, SummaryList, SyntheticMark, Tag } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { page, staff } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";

export const meta: MetaFunction = () => title("Charity register");

export const loader = page(async ({ lade, url }) => {
  permit(may.readRegister(staff(lade)));
  const search = (url.searchParams.get("search") ?? "").trim().slice(0, 200).toWellFormed().replaceAll("\0", "");
  const { files } = await registerHeld(lade.db);
  return { search, files, found: await searchRegister(lade.db, search) };
});

const names = { current: "The register", former: "Former charities" } as const;

export default function CharityRegister() {
  const { search, files, found } = useLoaderData<typeof loader>();
  return (
    <Wide>
      <BackLink to={paths.desk()}>Your desk</BackLink>
      <PageHeader title="Charity register" lead="What Lade compares a charity number with: the Scottish Charity Register as it was on the day of its file.">
        {files.some(({ synthetic }) => synthetic) ? <p><SyntheticMark /></p> : null}
      </PageHeader>
      {files.length === 0 ? <p>No register is loaded yet, so numbers are compared by hand.</p> : null}
      <SummaryList
        rows={files.map((file) => ({ key: names[file.kind], value: `${file.charities.toLocaleString("en-GB")} charities on ${formatDay(file.dated_on)}. Loaded ${formatInstant(new Date(file.loaded_at))}` }))}
      />
      <Filters action={paths.charityRegister()} clear={search ? paths.charityRegister() : undefined} summary="Find a charity" apply="Find">
        <TextField name="search" label="Charity number, or a part of the name" value={search} type="search" />
      </Filters>
      {search ? (
        <Table
          caption={`Charities found: ${found.length}${found.length === 50 ? ", the first of more" : ""}`} dense empty={`The register has no charity like “${search}”.`}
          columns={[{ key: "name", heading: "Name" }, { key: "number", heading: "Number" }, { key: "state", heading: "State" }, { key: "form", heading: "Form" }, { key: "income", heading: "Income", numeric: true }]}
          rows={found.map((charity) => ({
            name: <span className="app-as-typed">{charity.name}{charity.known_as ? `, known as ${charity.known_as}` : ""}</span>,
            number: charity.charity_number,
            state: charity.kind === "former" ? <Tag colour="red">{charity.ceased_on ? `Left on ${formatDay(charity.ceased_on)}` : "Former charity"}</Tag> : charity.status || "In the register",
            form: charity.constitutional_form,
            income: charity.income_pence === null ? "Not stated" : formatPence(charity.income_pence),
          }))}
        />
      ) : null}
      <Details summary="How it is loaded">
        <p>Whoever runs the service downloads the register’s CSV file, and that of former charities, and loads each with <code>npm run register</code>. A file is checked line by line, and takes the place of the one before as a whole or not at all.</p>
      </Details>
    </Wide>
  );
}
