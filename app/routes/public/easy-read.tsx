/** A round and its questions in Easy Read, where the fund gives them. */
import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { listsFor } from "#app/domain/forms/read.server.ts";
import { findPot } from "#app/domain/funds/read.server.ts";
import { listFormsOf } from "#app/domain/funds/round-forms.server.ts";
import { formsWithin } from "#app/domain/funds/round-forms.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { paths } from "#app/paths.ts";
import { EasyAbout, EasyQuestions } from "#app/ui/form-engine/easy-read.tsx";
import { Button, ButtonGroup } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { SyntheticMark } from "#app/ui/show.tsx";
import { page } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";
import { potForPage } from "../parts/pot-facts.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `Easy Read: ${data.pot.name}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const pot = await findPot(lade.db, params.round ?? "", params.area ?? "");
  if (!pot || pot.round_kind !== "live") throw new NotFound();
  const forms = formsWithin(await listFormsOf(lade.db, pot.round_id), pot).filter((form) => form.definition.easy);
  const form = forms.find((one) => one.form_code === url.searchParams.get("form")) ?? forms[0];
  if (!form?.definition.easy) throw new NotFound("This fund has no Easy Read pages yet");
  const { sections, easy } = form.definition;
  const { name, round, area, national, open, opens, closes, contact, synthetic } = potForPage(pot, lade.now);
  return {
    pot: { name, round, area, national, open, opens, closes, contact, synthetic },
    form: { code: form.form_code, sections, easy },
    most: form.up_to_pence ?? pot.max_amount_pence,
    others: forms.filter((one) => one !== form).map((one) => ({ code: one.form_code, most: one.up_to_pence })),
    lists: await listsFor(lade.db, pot.lists),
  };
});

export default function EasyReadPage() {
  const { pot, form, most, others, lists } = useLoaderData<typeof loader>();
  const place = [pot.round.code, pot.area.slug] as const;
  return (
    <Article>
      <BackLink to={paths.pot(...place)}>{pot.name}</BackLink>
      <PageHeader title="Easy Read: money for groups" label={pot.name}>{pot.synthetic ? <p><SyntheticMark /></p> : null}</PageHeader>
      <EasyAbout about={form.easy.about} />
      <section className="app-easy">
        <h2>How much, and when</h2>
        <p>{pot.national ? "This is for people anywhere in Scotland." : `This is for people in ${pot.area.name}.`}</p>
        {most === null ? null : <p>With these questions you can ask for up to {formatPence(most)}.</p>}
        {pot.open && pot.closes ? <p>You have until {pot.closes}.</p> : pot.opens && !pot.open ? <p>You can&apos;t ask for money now.</p> : null}
        {pot.contact ? <p>You can ask us things. Write to <a href={`mailto:${pot.contact}`}>{pot.contact}</a>.</p> : null}
      </section>
      <h2>The questions</h2>
      <EasyQuestions definition={form} easy={form.easy} lists={lists} />
      {others.map((other) => (
        <p key={other.code}><a href={paths.easyRead(...place, { form: other.code })}>{other.most === null ? "The questions when you ask for more money" : `The questions when you ask for up to ${formatPence(other.most)}`}</a></p>
      ))}
      {pot.open ? <ButtonGroup><Button to={paths.startApplication(...place)}>Ask for money</Button></ButtonGroup> : null}
    </Article>
  );
}
