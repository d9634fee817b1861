/** All questions of a round on one page: to read, to print, to talk over before anybody begins. */
import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { getFormVersion, listsFor } from "#app/domain/forms/read.server.ts";
import { findPot } from "#app/domain/funds/read.server.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { paths } from "#app/paths.ts";
import { PrintableQuestions } from "#app/ui/form-engine/printable.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Inset } from "#app/ui/show.tsx";
import { page } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";
import { potForPage } from "../parts/pot-facts.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `All questions: ${data.pot.name}` : "Page not found");

export const loader = page(async ({ lade, params }) => {
  const pot = await findPot(lade.db, params.round ?? "", params.area ?? "");
  if (!pot?.form_version_id || pot.round_kind !== "live") throw new NotFound();
  const { definition } = await getFormVersion(lade.db, pot.form_version_id);
  const { name, round, area, closes } = potForPage(pot, lade.now);
  return {
    pot: { name, round, area, closes },
    definition,
    lists: await listsFor(lade.db, pot.lists),
    limits: { min_amount_pence: pot.min_amount_pence, max_amount_pence: pot.max_amount_pence },
  };
});

export default function Questions() {
  const { pot, definition, lists, limits } = useLoaderData<typeof loader>();
  return (
    <Article>
      <BackLink to={paths.pot(pot.round.code, pot.area.slug)}>{pot.name}</BackLink>
      <PageHeader title="All the questions" label={pot.name} lead="You can print this page, or save it, and write your answers in your own time." />
      <Inset>
        {definition.intro ? <p>{definition.intro}</p> : null}
        {pot.closes ? <p>This round closes on {pot.closes}.</p> : null}
      </Inset>
      <PrintableQuestions definition={definition} lists={lists} limits={limits} />
    </Article>
  );
}
