/** One released publication part by part, each with what has been said of it and a way to say more. */
import { useLoaderData } from "@remix-run/react";
import type { MetaFunction } from "@remix-run/node";
import { Article, Breadcrumbs, PageHeader } from "#app/ui/layout.tsx";
import { Inset, SyntheticMark } from "#app/ui/show.tsx";
import { permit } from "#app/domain/kernel/actor.ts";
import { formatDay } from "#app/domain/kernel/time.ts";
import { partsOf } from "#app/domain/partnership/figures.server.ts";
import { writeAbout } from "#app/domain/partnership/model.ts";
import { may } from "#app/domain/partnership/policy.ts";
import { remarksOnPublication } from "#app/domain/partnership/read.server.ts";
import { getReleased } from "#app/domain/publications/read.server.ts";
import { releaseDue } from "#app/domain/publications/release.server.ts";
import { paths } from "#app/paths.ts";
import { RemarkLinks } from "#app/routes/parts/remarks-view.tsx";
import { page, staff } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Remark on ${data.title}` : "Not found");

export const loader = page(async ({ lade, params }) => {
  const person = staff(lade);
  permit(may.read(person));
  await releaseDue(lade);
  const { code, title: name, release_on, synthetic, content } = await getReleased(lade.db, params.code ?? "");
  return { code, title: name, release_on, synthetic, parts: partsOf(content), remarks: await remarksOnPublication(lade.db, person, code), mayRemark: may.remark(person).allowed };
});

export default function Publication() {
  const { code, title: name, release_on, synthetic, parts, remarks, mayRemark } = useLoaderData<typeof loader>();
  return (
    <Article>
      <Breadcrumbs trail={[{ text: "The Partnership", to: paths.partnership() }, { text: "Publications", to: paths.partnershipPublications() }, { text: name }]} />
      <PageHeader label="Remark on a publication" title={name} lead={`Released on ${formatDay(release_on)}`}>{synthetic ? <SyntheticMark /> : null}</PageHeader>
      <p><a href={paths.publication(code)}>The publication itself, with its tables and files</a></p>
      {parts.map((part) => (
        <section key={part.part} aria-labelledby={part.part}>
          <h2 id={part.part}>{part.title}</h2>
          <Inset>{part.says}</Inset>
          <RemarkLinks remarks={remarks[part.part]} />
          {mayRemark ? <p><a href={paths.newRemark(writeAbout({ kind: "publication", code, part: part.part }))}>Add to it or dispute it<span className="visually-hidden"> ({part.title})</span></a></p> : null}
        </section>
      ))}
    </Article>
  );
}
