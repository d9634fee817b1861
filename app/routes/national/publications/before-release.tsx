/** What is under embargo, for somebody named on its list. That they read it is recorded; to everyone else there is nothing here. */
import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Article, PageHeader } from "#app/ui/layout.tsx";
import { Warning } from "#app/ui/show.tsx";
import { formatInstant } from "#app/domain/kernel/time.ts";
import type { Content } from "#app/domain/publications/content.ts";
import { readBeforeRelease } from "#app/domain/publications/release.server.ts";
import { PublicationContent } from "#app/routes/parts/publication-content.tsx";
import { page, signedIn } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? "Under embargo" : "Not found");

export const loader = page(async ({ lade, params }) => {
  signedIn(lade);
  const { title: name, release_at, body } = await readBeforeRelease(lade, params.id ?? "");
  return { name, release_at, content: JSON.parse(body) as Content };
});

export default function BeforeRelease() {
  const { name, release_at, content } = useLoaderData<typeof loader>();
  return (
    <Article>
      <PageHeader label="Under embargo" title={name} state={{ text: "Not yet released", colour: "purple" }} />
      <Warning>Under embargo until {formatInstant(new Date(release_at))}. You read it because you are named on its list, and your reading is recorded. Tell nobody of it before then.</Warning>
      <PublicationContent content={content} />
    </Article>
  );
}
