/** The form's sentences in every language there is. Only pages that are read in several languages ask for this: the others carry one. */
import type { Language } from "./languages.ts";
import { gaelicWords } from "./words.gd.ts";
import { words, type Words } from "./words.ts";

export const formWords: Record<Language, Words> = { en: words, gd: gaelicWords };
