/** The languages that pages can be in. English is whole and is what stands where another language has no words yet. */
import type { FormDefinition, Option, Question, TranslatedQuestion } from "./definition.ts";

/** `tag` is what a page says of itself in `lang`; `name` is the language's own. */
export const languages = {
  en: { tag: "en-GB", name: "English" },
  gd: { tag: "gd", name: "Gàidhlig" },
} as const;
export type Language = keyof typeof languages;

export const languageCodes = Object.keys(languages) as Language[];
/** The language that an address asks for; English where it asks for none that there is. */
export const languageOf = (asked: string | null): Language => languageCodes.find((code) => code === asked) ?? "en";

/** The languages a form can be read in. */
export const languagesOf = (definition: Pick<FormDefinition, "languages">): Language[] => ["en", ...languageCodes.filter((code) => code !== "en" && definition.languages?.[code])];

/** The form in a language: ids, limits and conditions as they are, its words where there are any. */
export function inLanguage(definition: FormDefinition, language: Language): FormDefinition {
  const translation = language === "en" ? undefined : definition.languages?.[language];
  if (!translation) return definition;
  return {
    ...definition,
    title: translation.title,
    intro: translation.intro ?? definition.intro,
    name: translation.name ?? definition.name,
    sections: definition.sections.map((section) => ({
      ...section,
      ...translation.sections[section.id],
      questions: section.questions.map((question) => translated(question, translation.questions[question.id])),
    })),
  };
}

function translated(question: Question, own: TranslatedQuestion | undefined): Question {
  if (!own) return question;
  const { options, columns, ...texts } = own;
  const optionIn = (option: Option): Option => ({ ...option, ...options?.[option.value] });
  const said = { ...question, ...texts } as Question;
  switch (said.kind) {
    case "choice":
      return { ...said, options: said.options.map(optionIn) };
    case "choices":
      return { ...said, options: said.options.map(optionIn), exclusive: said.exclusive?.map(optionIn) };
    case "codes":
      return { ...said, exclusive: said.exclusive?.map(optionIn) };
    case "address":
      return { ...said, areas: said.areas?.map(optionIn) };
    case "rows":
      return {
        ...said,
        columns: said.columns.map((column) => {
          const { options: cells, ...names } = columns?.[column.id] ?? { title: column.title };
          return column.kind === "choice" ? { ...column, ...names, options: column.options.map((option) => ({ ...option, text: cells?.[option.value] ?? option.text })) } : { ...column, ...names };
        }),
      };
    default:
      return said;
  }
}
