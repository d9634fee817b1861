/** The demonstration's authenticator: a code that works now for each account that needs one. */
import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { listDemonstrationCodes } from "#app/domain/accounts/secondFactor.server.ts";
import { paths } from "#app/paths.ts";
import { Button } from "#app/ui/forms.tsx";
import { PageHeader, Wide } from "#app/ui/layout.tsx";
import { Inset } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { page } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";
import { demonstrationOnly } from "./only.server.ts";

export const meta: MetaFunction = () => title("Codes of the demonstration");

export const loader = page(async ({ lade }) => {
  demonstrationOnly(lade);
  return { codes: await listDemonstrationCodes(lade) };
});

export default function Codes() {
  const { codes } = useLoaderData<typeof loader>();
  return (
    <Wide>
      <PageHeader title="Codes of the demonstration" lead="Staff sign in with a password and a code. In place of a telephone, this page shows the code that works now." />
      <Table
        caption="A code for each account"
        captionHidden
        columns={[{ key: "name", heading: "Name" }, { key: "email", heading: "E-mail address" }, { key: "code", heading: "Code", numeric: true }]}
        rows={codes.map((account) => ({ name: account.name, email: <span className="ds_break-word">{account.email}</span>, code: account.code ? <strong>{`${account.code.slice(0, 3)} ${account.code.slice(3)}`}</strong> : "Used: a fresh one in half a minute" }))}
        empty="No account of the demonstration has a second step yet."
      />
      <Button to={paths.demonstrationCodes()}>Show fresh codes</Button>
      <Inset>A code works once and for about a minute. After it is used, load this page again for the next one. In production neither this page nor these accounts exist.</Inset>
    </Wide>
  );
}
