/** Two minutes, no account: which rounds a group like this may apply to, and what to do next where it may not. The answers stand in the address only. */
import type { MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { findingWordsIn } from "#app/domain/applications/eligibility-catalogues.ts";
import { fitting, isAim, type Eligibility } from "#app/domain/applications/eligibility.ts";
import type { FindingWords } from "#app/domain/applications/eligibility-words.ts";
import { languageCodes, languageOf, languages, type Language } from "#app/domain/forms/languages.ts";
import { findHelper, listPotsToCome } from "#app/domain/funds/find.server.ts";
import { listOpenPots, type Pot } from "#app/domain/funds/read.server.ts";
import { listFormsOf } from "#app/domain/funds/round-forms.server.ts";
import { formsWithin } from "#app/domain/funds/round-forms.ts";
import { formatPence } from "#app/domain/kernel/money.ts";
import { listChoices } from "#app/domain/organisations/read.server.ts";
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, ErrorSummary, Form, Radios, Select } from "#app/ui/forms.tsx";
import { Article, BackLink, PageHeader } from "#app/ui/layout.tsx";
import { SyntheticMark, Tag } from "#app/ui/show.tsx";
import { page, type Lade } from "#app/web/page.server.ts";
import { title, type Refused } from "#app/web/refused.ts";
import { AimField, Findings, GroupFields, MoneyFields, readFacts, typedValues, yesNoIn } from "../parts/eligibility-form.tsx";
import { DraftTranslation, InEnglish, InLanguage, langQuery, LanguageLinks, sameIn } from "../parts/language.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => title(findingWordsIn[data?.language ?? "en"].find.title);

export const loader = page(async ({ lade, url }) => {
  const typed = url.searchParams;
  const language = languageOf(typed.get("lang"));
  const words = findingWordsIn[language];
  const { areas, legal_forms } = await listChoices(lade.db);
  const searched = typed.has("find");
  const { facts, errors } = readFacts(typed, { legal_forms: legal_forms.map((form) => form.code), words });
  const area = areas.find((one) => one.code === typed.get("where"));
  if (!area) errors["where"] = words.ask.where_error;
  if (!isAim(typed.get("aim") ?? "")) errors["aim"] = words.ask.aim_error;
  const whole = searched && Object.keys(errors).length === 0;
  return {
    language, lang: languages[language].tag, search: url.search, areas, legal_forms,
    found: whole && area ? await search(lade, area, facts, words) : null,
    refused: searched ? { errors: whole ? {} : errors, values: typedValues(typed) } satisfies Refused : null,
  };
});

async function search({ db }: Lade, area: { code: string; name: string }, facts: Parameters<typeof fitting>[1], words: FindingWords) {
  const helper = await findHelper(db, area.code);
  const near = { code: area.code, helper: helper?.name ?? words.reasons.theAreasInterface(area.name) };
  const open = await listOpenPots(db);
  const { here, elsewhere } = fitting(open, facts, near, words);
  const toCome = fitting(await listPotsToCome(db, area.code), facts, near, words).here.filter(({ result }) => result.answer !== "no");
  const contact = open.find((pot) => pot.area_code === area.code)?.contact_email ?? "";
  return {
    area: area.name,
    helper: helper ? { name: helper.name, contact } : null,
    open: await Promise.all(here.map(async ({ pot, result }) => ({ ...(await forCard(db, pot, words)), when: words.find.closes(words.instant(pot.closes_at!)), result, open: true }))),
    toCome: await Promise.all(toCome.map(async ({ pot, result }) => ({ ...(await forCard(db, pot, words)), when: words.find.opens(words.instant(pot.opens_at!)), result, open: false }))),
    elsewhere,
  };
}

async function forCard(db: Lade["db"], pot: Pot, words: FindingWords) {
  const forms = formsWithin(await listFormsOf(db, pot.round_id), pot);
  return {
    round: pot.round_code, area: pot.area_slug, synthetic: pot.synthetic,
    name: pot.shape === "national" ? pot.round_title : `${pot.round_title}: ${pot.area_name}`,
    amounts: amounts(pot, words),
    easy: forms.some((form) => form.definition.easy),
  };
}

function amounts({ min_amount_pence: least, max_amount_pence: most }: Pick<Pot, "min_amount_pence" | "max_amount_pence">, { find }: FindingWords): string {
  if (least !== null && most !== null) return find.between(formatPence(least), formatPence(most));
  if (most !== null) return find.upTo(formatPence(most));
  return least === null ? find.noLimit : find.orMore(formatPence(least));
}

export default function FindAFund() {
  const { language, search, areas, legal_forms, found, refused } = useLoaderData<typeof loader>();
  const words = findingWordsIn[language];
  return (
    <InLanguage language={language}>
      <Article>
        <BackLink to={paths.funds()}>{words.find.allFunds}</BackLink>
        <LanguageLinks language={language} all={languageCodes} to={(one) => sameIn(one, paths.findFund(), search)} />
        <ErrorSummary errors={refused?.errors} />
        <PageHeader title={words.find.title} lead={words.find.lead} />
        <DraftTranslation language={language} words={words} />
        {found ? <Found found={found} language={language} /> : null}
        {found ? <h2>{words.find.answers}</h2> : null}
        <Form method="get" refused={refused ?? undefined}>
          <input type="hidden" name="find" value="yes" />
          {language === "en" ? null : <input type="hidden" name="lang" value={language} />}
          <GroupFields legal_forms={legal_forms} words={words} />
          <Select name="where" label={words.ask.where} hint={words.ask.where_hint} options={areas.map((area) => ({ value: area.code, text: area.name }))} />
          <AimField words={words} />
          <Radios name="existing_service" legend={`${words.ask.existing} ${words.ask.optional}`} options={yesNoIn(words)} inline />
          <MoneyFields words={words} />
          <ButtonGroup><Button>{found ? words.find.again : words.find.find}</Button></ButtonGroup>
        </Form>
      </Article>
    </InLanguage>
  );
}

type FoundRounds = NonNullable<ReturnType<typeof useLoaderData<typeof loader>>["found"]>;
function Found({ found, language }: { found: FoundRounds; language: Language }) {
  const words = findingWordsIn[language];
  const yes = found.open.filter(({ result }) => result.answer === "yes").length;
  return (
    <section aria-labelledby="found" id="results">
      <h2 id="found">{words.find.found(yes)}</h2>
      {yes > 0 ? <p>{words.find.foundText}</p> : null}
      {found.open.length === 0 ? <p>{words.find.nothingHere(found.area)}</p> : null}
      {[...found.open, ...found.toCome].map((card) => <Card key={`${card.round}/${card.area}`} card={card} language={language} />)}
      {found.elsewhere > 0 ? <p>{words.find.otherAreas(found.elsewhere)} <a href={paths.funds()}>{words.find.allFunds}</a></p> : null}
      {found.helper ? (
        <>
          <h3>{words.find.help}</h3>
          <p>{words.find.helpText(found.helper.name, found.area)} {found.helper.contact ? words.find.helpWrite(found.helper.contact) : null}</p>
        </>
      ) : null}
    </section>
  );
}

const colours = { yes: "green", ask: "blue", no: "grey" } as const satisfies Record<Eligibility["answer"], string>;
function Card({ card, language }: { card: FoundRounds["open"][number]; language: Language }) {
  const words = findingWordsIn[language];
  const { result } = card;
  const place = [card.round, card.area] as const;
  const toCome = !card.open;
  return (
    <section className="app-found" aria-label={card.name}>
      <h3><a href={paths.pot(...place)}><InEnglish language={language}>{card.name}</InEnglish></a></h3>
      <p><Tag colour={toCome ? "blue" : colours[result.answer]}>{toCome ? words.find.toCome : words.find[result.answer]}</Tag></p>
      <p>{words.find.grants(card.amounts)} {card.when}</p>
      <Findings findings={[...result.against, ...result.ask]} />
      <ul className="app-found__ways">
        <li><a href={paths.pot(...place)}>{words.find.read}<span className="visually-hidden">: {card.name}</span></a></li>
        <li><a href={paths.questions(...place, langQuery(language))}>{words.find.questions}<span className="visually-hidden">: {card.name}</span></a></li>
        {card.easy ? <li><a href={paths.easyRead(...place)}>{words.find.easy}<span className="visually-hidden">: {card.name}</span></a></li> : null}
      </ul>
      {card.synthetic ? <p><SyntheticMark /></p> : null}
    </section>
  );
}
