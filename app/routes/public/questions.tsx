/** All questions of a round on one page: to read, to print, to talk over before anybody begins. Where there are several forms, each by its amounts. */
import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { findingWordsIn } from "#app/domain/applications/eligibility-catalogues.ts";
import { inLanguage, languageOf, languages, languagesOf } from "#app/domain/forms/languages.ts";
import { listsFor } from "#app/domain/forms/read.server.ts";
import { findPot } from "#app/domain/funds/read.server.ts";
import { listFormsOf } from "#app/domain/funds/round-forms.server.ts";
import { formsWithin } from "#app/domain/funds/round-forms.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { paths } from "#app/paths.ts";
import { PrintableQuestions } from "#app/ui/form-engine/printable.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Inset } from "#app/ui/show.tsx";
import { page } from "#app/web/page.server.ts";
import { title } from "#app/web/refused.ts";
import { DraftTranslation, InEnglish, InLanguage, LanguageLinks, sameIn } from "../parts/language.tsx";
import { potForPage } from "../parts/pot-facts.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `${findingWordsIn[data.language].questionsPage.title}: ${data.pot.name}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const pot = await findPot(lade.db, params.round ?? "", params.area ?? "");
  if (!pot || pot.round_kind !== "live") throw new NotFound();
  const forms = formsWithin(await listFormsOf(lade.db, pot.round_id), pot);
  if (forms.length === 0) throw new NotFound();
  const form = forms.find((one) => one.form_code === url.searchParams.get("form")) ?? forms[forms.length - 1]!;
  const inIt = languagesOf(form.definition);
  const asked = languageOf(url.searchParams.get("lang"));
  const language = inIt.includes(asked) ? asked : "en";
  const says = findingWordsIn[language].questionsPage;
  const { name, round, area } = potForPage(pot, lade.now);
  const { easy: _easy, languages: _languages, ...definition } = inLanguage(form.definition, language);
  return {
    language, languages: inIt, lang: languages[language].tag, search: url.search,
    pot: { name, round, area, closes: pot.closes_told ? findingWordsIn[language].instant(pot.closes_told) : null },
    definition,
    forms: forms.map((one, place) => {
      const own = inLanguage(one.definition, language);
      const { up_to_pence } = one;
      const below = forms[place - 1]?.up_to_pence ?? null;
      return {
        code: one.form_code, here: one === form,
        text: says.forAmounts(own.name ?? own.title, up_to_pence === null ? says.above(formatPence(below ?? 0)) : says.atMost(formatPence(up_to_pence))),
        about: says.about(own.sections.flatMap((section) => section.questions).length, own.minutes ?? 30),
      };
    }),
    easy: form.definition.easy !== undefined,
    lists: await listsFor(lade.db, pot.lists),
    limits: { min_amount_pence: pot.min_amount_pence, max_amount_pence: pot.max_amount_pence, form_max_pence: form.up_to_pence },
  };
});

export default function Questions() {
  const { language, languages: inIt, search, pot, definition, forms, easy, lists, limits } = useLoaderData<typeof loader>();
  const words = findingWordsIn[language];
  const says = words.questionsPage;
  const place = [pot.round.code, pot.area.slug] as const;
  const here = forms.find((form) => form.here)!;
  const withForm = (code: string) => sameIn(language, paths.questions(...place, { form: code }).split("?")[0]!, new URLSearchParams({ form: code }).toString());
  return (
    <InLanguage language={language}>
      <Article>
        <BackLink to={paths.pot(...place)}><InEnglish language={language}>{pot.name}</InEnglish></BackLink>
        <LanguageLinks language={language} all={inIt} to={(one) => sameIn(one, paths.questions(...place), search)} />
        <PageHeader title={says.title} label={<InEnglish language={language}>{pot.name}</InEnglish>} lead={says.lead} />
        <DraftTranslation language={language} words={words} />
        {forms.length > 1 ? (
          <>
            <h2>{says.which}</h2>
            <ul>{forms.map((form) => <li key={form.code}>{form.here ? <strong>{form.text}</strong> : <a href={withForm(form.code)}>{form.text}</a>}. {form.about}</li>)}</ul>
          </>
        ) : null}
        <Inset>
          {definition.intro ? <p>{definition.intro}</p> : null}
          {forms.length > 1 ? null : <p>{here.about}</p>}
          {pot.closes ? <p>{says.closes(pot.closes)}</p> : null}
          {easy ? <p><a href={paths.easyRead(...place, { form: here.code })}>{says.easy}</a></p> : null}
        </Inset>
        <PrintableQuestions definition={definition} lists={lists} limits={limits} />
      </Article>
    </InLanguage>
  );
}
