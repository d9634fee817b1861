/** What the fields and the answers of a form know of the place where they stand: its language, and the files that are kept for it. */
import { createContext, useContext } from "react";
import { words, type Words } from "#app/domain/forms/words.ts";

/** A file as a form shows it. */
export interface AttachedFile {
  id: string;
  name: string;
  bytes: number;
  /** Which question it was added to. */
  question_id?: string | null;
  /** What is known of its viruses, in words. */
  note?: string;
  /** "PDF, 340 kB" */
  about?: string;
  /** The scanner has not answered yet. */
  waiting?: boolean;
  /** Nobody gets its bytes: no link. */
  closed?: boolean;
}
export interface FormPlace {
  words: Words;
  /** What the files are kept with, where there are files. */
  applicationId?: string;
  files?: readonly AttachedFile[];
  /** Where a file can be opened by whoever looks; no link without it. */
  fileLink?: (id: string) => string;
}
export const FormPlaceContext = createContext<FormPlace>({ words });
export const useFormPlace = (): FormPlace => useContext(FormPlaceContext);
export const useWords = (): Words => useFormPlace().words;
