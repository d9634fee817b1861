/** The search for a fund and the check of a round in every language there is. */
import type { Language } from "../forms/languages.ts";
import { gaelicFindingWords } from "./eligibility-words.gd.ts";
import { findingWords, type FindingWords } from "./eligibility-words.ts";

export const findingWordsIn: Record<Language, FindingWords> = { en: findingWords, gd: gaelicFindingWords };
