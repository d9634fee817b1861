/** What has been published, the newest first, for anyone. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Breadcrumbs, PageHeader, Wide } from "#app/ui/layout.tsx";
import { Table } from "#app/ui/table.tsx";
import { formatDay } from "#app/domain/kernel/time.ts";
import { badge } from "#app/domain/publications/model.ts";
import { listReleased } from "#app/domain/publications/read.server.ts";
import { releaseDue } from "#app/domain/publications/release.server.ts";
import { paths } from "#app/paths.ts";
import { title } from "#app/web/refused.ts";
import { page } from "#app/web/page.server.ts";

export const meta: MetaFunction = () => title("Publications");

export const loader = page(async ({ lade }) => {
  await releaseDue(lade);
  return { releases: await listReleased(lade.db) };
});

export default function Publications() {
  const { releases } = useLoaderData<typeof loader>();
  return (
    <Wide>
      <Breadcrumbs trail={[{ text: "Home", to: paths.home() }, { text: "Publications" }]} />
      <PageHeader title="Publications" label={badge} lead="What was said on a day, kept as it was said. A correction stands beside what it corrects." />
      <Table
        caption="Released"
        captionHidden
        empty="Nothing has been released yet. The release calendar says what is to come."
        columns={[{ key: "title", heading: "Publication" }, { key: "day", heading: "Released" }, { key: "standing", heading: "Standing" }]}
        rows={releases.map((one) => ({
          title: <a href={paths.publication(one.code)}>{one.title}</a>,
          day: formatDay(one.release_on),
          standing: one.replaced_by ? <>Replaced by <a href={paths.publication(one.replaced_by.code)}>{one.replaced_by.title}</a></> : one.replaces ? <>Stands; replaces <a href={paths.publication(one.replaces.code)}>{one.replaces.title}</a></> : "Stands",
        }))}
      />
      <p><a href={paths.releaseCalendar()}>Release calendar</a></p>
      <p>Be told of each release: <a href={paths.releasesFeed()}>Atom feed</a></p>
    </Wide>
  );
}
