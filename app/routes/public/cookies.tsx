/** The two cookies there are, and what a device keeps. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { sessionLimits } from "#app/domain/accounts/model.ts";
import { paths } from "#app/paths.ts";
import { Article, Breadcrumbs, PageHeader } from "#app/ui/layout.tsx";
import { Table } from "#app/ui/table.tsx";
import { page } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";

export const meta: MetaFunction = () => title("Cookies");

const hour = 3_600_000;
export const loader = page(async () => ({
  days: sessionLimits.others.absolute / (24 * hour),
  idleDays: sessionLimits.others.idle / (24 * hour),
  staffHours: sessionLimits.staff.absolute / hour,
  staffIdleMinutes: sessionLimits.staff.idle / 60_000,
}));

export default function Cookies() {
  const lasts = useLoaderData<typeof loader>();
  return (
    <Article>
      <Breadcrumbs trail={[{ text: "Home", to: paths.home() }, { text: "Cookies" }]} />
      <PageHeader title="Cookies" lead="Lade uses one cookie to keep you signed in, and a second one only while something that you wrote is not saved yet. Both do only what you ask for, so there is nothing to accept or refuse." />
      <Table
        caption="The cookies we set"
        columns={[{ key: "name", heading: "Name" }, { key: "purpose", heading: "What it is for" }, { key: "lasts", heading: "How long it lasts" }]}
        rows={[
          {
            name: <code>lade</code>,
            purpose: "Keeps you signed in. It holds a random key and nothing about you.",
            lasts: `Until you sign out, at most ${lasts.days} days. For the staff of a fund at most ${lasts.staffHours} hours. On a shared computer it goes when the browser is closed.`,
          },
          {
            name: <code>lade-unsent</code>,
            purpose: "Warns you when you sign out while answers to an application wait on your device. It holds the number of your account.",
            lasts: "Until they are saved, at most 14 days.",
          },
        ]}
      />
      <p>On a secure address its name begins with <code>__Host-</code>, which stops other sites from setting or reading it. If you don't use Lade for {lasts.idleDays} days, or for {lasts.staffIdleMinutes} minutes as staff, you are signed out and the key no longer opens anything.</p>
      <h2>What your device keeps while you write</h2>
      <p>If the connection goes while you write an application, what you typed is kept on your device until it can be saved, at most 14 days. It is locked: it can be read only by signing in as you. If you say at sign-in that the computer is shared, nothing is kept on it.</p>
      <h2>What we don't use</h2>
      <p>There are no cookies for counting visits, for advertising or from other companies. We don't follow what you do here or on other sites, and nothing on our pages is loaded from anywhere else.</p>
    </Article>
  );
}
