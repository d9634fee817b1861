/** The one cookie there is. */
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
      <PageHeader title="Cookies" lead="Lade uses one cookie, and only once you sign in. Without it you could not stay signed in, so there is nothing to accept or refuse." />
      <Table
        caption="The cookie we set"
        columns={[{ key: "name", heading: "Name" }, { key: "purpose", heading: "What it is for" }, { key: "lasts", heading: "How long it lasts" }]}
        rows={[{
          name: <code>lade</code>,
          purpose: "Keeps you signed in. It holds a random key and nothing about you.",
          lasts: `Until you sign out, at most ${lasts.days} days. For the staff of a fund at most ${lasts.staffHours} hours.`,
        }]}
      />
      <p>On a secure address its name begins with <code>__Host-</code>, which stops other sites from setting or reading it. If you don't use Lade for {lasts.idleDays} days, or for {lasts.staffIdleMinutes} minutes as staff, you are signed out and the key no longer opens anything.</p>
      <h2>What we don't use</h2>
      <p>There are no cookies for counting visits, for advertising or from other companies. We don't follow what you do here or on other sites, and nothing on our pages is loaded from anywhere else.</p>
    </Article>
  );
}
