/** Two minutes, no account: whether a group may apply here; if not why, and what to do next. The answers stand in the address, nowhere else. */
import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { findingWordsIn } from "#app/domain/applications/eligibility-catalogues.ts";
import { eligibility, needsExistingService, whoToAsk, type Eligibility } from "#app/domain/applications/eligibility.ts";
import type { FindingWords } from "#app/domain/applications/eligibility-words.ts";
import { languageCodes, languageOf, languages } from "#app/domain/forms/languages.ts";
import { findPot, listOpenPots } from "#app/domain/funds/read.server.ts";
import { NotFound } from "#app/domain/kernel/errors.ts";
import { listChoices } from "#app/domain/organisations/read.server.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, ErrorSummary, Form, Radios } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { Notice } from "#app/ui/show.tsx";
import { page } from "#app/web/page.server.ts";
import { title, type Refused } from "#app/web/refused.ts";
import { AimField, Findings, GroupFields, MoneyFields, readFacts, typedValues, yesNoIn, yesOrNo } from "../parts/eligibility-form.tsx";
import { DraftTranslation, InEnglish, InLanguage, langQuery, LanguageLinks, sameIn } from "../parts/language.tsx";
import { potForPage } from "../parts/pot-facts.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(data ? `${findingWordsIn[data.language].check.title} ${data.pot.name}` : "Page not found");

export const loader = page(async ({ lade, params, url }) => {
  const pot = await findPot(lade.db, params.round ?? "", params.area ?? "");
  if (!pot || pot.round_kind !== "live") throw new NotFound();
  const typed = url.searchParams;
  const language = languageOf(typed.get("lang"));
  const words = findingWordsIn[language];
  const { name, round, area, national, open, state } = potForPage(pot, lade.now);
  const { legal_forms } = await listChoices(lade.db);
  const checked = typed.has("checked");
  const existing = needsExistingService(pot);
  const { facts, errors } = readFacts(typed, { legal_forms: legal_forms.map((form) => form.code), words });
  const works_in_area = yesOrNo(typed, "area");
  if (works_in_area === null) errors["area"] = words.ask.area_error;
  if (existing && facts.existing_service === null) errors["existing_service"] = words.ask.existing_error;
  const whole = checked && Object.keys(errors).length === 0;
  const result = whole ? eligibility(pot, { ...facts, works_in_area }, words) : null;
  const others = result?.answer === "no" ? (await listOpenPots(lade.db)).filter((other) => other.id !== pot.id).slice(0, 6).map((other) => potForPage(other, lade.now)) : [];
  return {
    language, lang: languages[language].tag, search: url.search,
    pot: { name, round, area, national, open, opens: pot.opens_at && state.text !== "Closed" ? words.instant(pot.opens_at) : null },
    legal_forms, existing, result,
    ask: whoToAsk(pot, words.reasons),
    others: others.map((other) => ({ text: other.name, to: paths.pot(other.round.code, other.area.slug) })),
    refused: checked ? { errors: whole ? {} : errors, values: typedValues(typed) } satisfies Refused : null,
  };
});

export default function EligibilityCheck() {
  const { language, pot, legal_forms, existing, refused, result, ask, others, search } = useLoaderData<typeof loader>();
  const words = findingWordsIn[language];
  const place = [pot.round.code, pot.area.slug] as const;
  return (
    <InLanguage language={language}>
      <Article>
        <BackLink to={paths.pot(...place)}><InEnglish language={language}>{pot.name}</InEnglish></BackLink>
        <LanguageLinks language={language} all={languageCodes} to={(one) => sameIn(one, paths.eligibility(...place), search)} />
        <ErrorSummary errors={refused?.errors} ids={{ area: "works_here" }} />
        <PageHeader title={words.check.title} label={<InEnglish language={language}>{pot.name}</InEnglish>} lead={words.check.lead} />
        <DraftTranslation language={language} words={words} />
        {result ? <Result result={result} pot={pot} ask={ask} others={others} words={words} questions={paths.questions(...place, langQuery(language))} /> : null}
        {result ? <h2>{words.check.answers}</h2> : null}
        <Form method="get" refused={refused ?? undefined}>
          <input type="hidden" name="checked" value="yes" />
          {language === "en" ? null : <input type="hidden" name="lang" value={language} />}
          <GroupFields legal_forms={legal_forms} words={words} />
          <Radios name="area" id="works_here" legend={words.ask.area(pot.national ? "Scotland" : pot.area.name)} options={yesNoIn(words)} inline />
          <AimField words={words} />
          {existing ? <Radios name="existing_service" legend={words.ask.existing_service} options={yesNoIn(words)} inline /> : null}
          <MoneyFields words={words} />
          <ButtonGroup><Button>{result ? words.check.again : words.check.check}</Button></ButtonGroup>
        </Form>
      </Article>
    </InLanguage>
  );
}

type Data = ReturnType<typeof useLoaderData<typeof loader>>;
function Result({ result, pot, ask, others, words, questions }: { result: Eligibility; pot: Data["pot"]; ask: string; others: Data["others"]; words: FindingWords; questions: string }) {
  const says = words.check;
  if (result.answer === "yes") {
    return (
      <Notice kind="success" title={pot.open ? says.yesOpen : says.yesLater}>
        {pot.open ? (
          <>
            <p>{says.yesText}</p>
            <ButtonGroup><Button to={paths.startApplication(pot.round.code, pot.area.slug)}>{says.apply}</Button><a href={questions}>{says.questions}</a></ButtonGroup>
          </>
        ) : <p>{pot.opens ? says.opensOn(pot.opens) : says.notOpen} <a href={questions}>{says.questions}</a></p>}
      </Notice>
    );
  }
  const no = result.answer === "no";
  return (
    <Notice kind={no ? "warning" : "info"} title={no ? says.no : says.ask}>
      <Findings findings={[...result.against, ...result.ask]} />
      {no ? null : <p>{says.askWhom(ask)}</p>}
      {no && others.length > 0 ? (
        <>
          <p>{says.others}</p>
          <ul>{others.map((other) => <li key={other.to}><a href={other.to}>{other.text}</a></li>)}</ul>
        </>
      ) : null}
    </Notice>
  );
}
