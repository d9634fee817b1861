/** What is to be released and when, as far as it is announced, for anyone: titles and days, never a figure. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Notice } from "#app/ui/show.tsx";
import { Table } from "#app/ui/table.tsx";
import { formatDay } from "#app/domain/kernel/time.ts";
import { holdNow, listAnnounced, listReleased } from "#app/domain/publications/read.server.ts";
import { releaseDue } from "#app/domain/publications/release.server.ts";
import { paths } from "#app/paths.ts";
import { title } from "#app/web/refused.ts";
import { page } from "#app/web/page.server.ts";

export const meta: MetaFunction = () => title("Release calendar");

export const loader = page(async ({ lade }) => {
  await releaseDue(lade);
  const announced = (await listAnnounced(lade.db)).map(({ title: name, release_on }) => ({ title: name, release_on }));
  const hold = await holdNow(lade.db);
  return { announced, held: hold ? { reason: hold.reason } : null, recent: (await listReleased(lade.db)).slice(0, 5) };
});

export default function ReleaseCalendar() {
  const { announced, held, recent } = useLoaderData<typeof loader>();
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Home", to: paths.home() }, { text: "Publications", to: paths.publications() }, { text: "Release calendar" }]} />
      <PageHeader title="Release calendar" lead="Everything is released at 9.30am on its day." />
      {held ? <Notice kind="warning" title="Releases are on hold"><p className="app-prose">{held.reason}</p><p>What was to come out meanwhile gets another day.</p></Notice> : null}
      <Table
        caption="To come"
        empty="Nothing is announced."
        columns={[{ key: "title", heading: "Publication" }, { key: "day", heading: "Day" }]}
        rows={announced.map((one) => ({ title: one.title, day: `${formatDay(one.release_on)}, 9.30am` }))}
      />
      <Table
        caption="Released"
        empty="Nothing has been released yet."
        columns={[{ key: "title", heading: "Publication" }, { key: "day", heading: "Day" }]}
        rows={recent.map((one) => ({ title: <a href={paths.publication(one.code)}>{one.title}</a>, day: formatDay(one.release_on) }))}
      />
      <p>Take it with you: <a href={paths.releasesCalendar()}>iCalendar</a>, <a href={paths.releasesFeed()}>Atom feed of releases</a></p>
    </Wide>
  );
}
