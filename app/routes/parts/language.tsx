/** A page that can be read in several languages: which it is in, the way to the others, and what a draft translation says of itself. */
import type { ReactNode } from "react";
import { findingWordsIn } from "#app/domain/applications/eligibility-catalogues.ts";
import type { FindingWords } from "#app/domain/applications/eligibility-words.ts";
import { formWords } from "#app/domain/forms/catalogues.ts";
import { languages, type Language } from "#app/domain/forms/languages.ts";
import { FieldWordsContext } from "#app/ui/field.tsx";
import { FormPlaceContext } from "#app/ui/form-engine/place.ts";
import { Notice } from "#app/ui/show.tsx";

/** The fields and the forms inside speak the page's language. */
export function InLanguage({ language, children }: { language: Language; children: ReactNode }) {
  const { ask } = findingWordsIn[language];
  const words = formWords[language];
  return (
    <FieldWordsContext.Provider value={{ optional: ask.optional, error: ask.error, problem: ask.problem, chooseOne: ask.chooseOne, or: ask.or, day: words.dateParts.day, month: words.dateParts.month, year: words.dateParts.year }}>
      <FormPlaceContext.Provider value={{ words }}>{children}</FormPlaceContext.Provider>
    </FieldWordsContext.Provider>
  );
}

/** Above the page: this page in each of its other languages. */
export function LanguageLinks({ language, all, to }: { language: Language; all: readonly Language[]; to: (language: Language) => string }) {
  const others = all.filter((one) => one !== language);
  if (others.length === 0) return null;
  return (
    <p className="app-languages">
      {others.map((one) => <a key={one} href={to(one)} hrefLang={languages[one].tag} lang={languages[one].tag}>{languages[one].name}</a>)}
    </p>
  );
}

/** On every page in a translation that nobody who speaks the language has read. */
export function DraftTranslation({ language, words }: { language: Language; words: FindingWords }) {
  if (language === "en") return null;
  const english = findingWordsIn.en.language;
  return (
    <Notice kind="warning" title={words.language.draft}>
      <p>{words.language.draftText} {words.language.inEnglish}</p>
      <p lang={languages.en.tag}>{english.draft}. {english.draftText}</p>
    </Notice>
  );
}

/** Names that stay in English on a page in another language. */
export const InEnglish = ({ language, children }: { language: Language; children: ReactNode }) => (language === "en" ? <>{children}</> : <span lang={languages.en.tag}>{children}</span>);

/** The same page, with everything its address says, in another language. */
export function sameIn(language: Language, path: string, search: string): string {
  const query = new URLSearchParams(search);
  query.delete("_data");
  query.delete("lang");
  if (language !== "en") query.set("lang", language);
  return query.size > 0 ? `${path}?${query}` : path;
}

/** What an address asks for, for its links: nothing for English. */
export const langQuery = (language: Language): { lang?: string } => (language === "en" ? {} : { lang: language });
