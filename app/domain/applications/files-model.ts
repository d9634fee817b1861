/** Files as answers: which questions take them, what is shown of each, and what keeps one from being sent. Pure. */
import type { ScanState } from "../files/model.ts";
import { filesList, type CodeList, type CodeLists, type FilesQuestion, type FormDefinition } from "../forms/definition.ts";
import { answersOnPath, type Answers, type Problem } from "../forms/model.ts";

/** A file of an answer as a page shows it. */
export interface AnswerFile {
  id: string;
  question_id: string;
  name: string;
  bytes: number;
  media_type: string;
  scan: ScanState;
}

/** A file as it was sent: part of the submission and of its hash. */
export interface SentFile {
  question: string;
  id: string;
  name: string;
  media_type: string;
  bytes: number;
  sha256: string;
}

export const filesQuestions = (definition: Pick<FormDefinition, "sections">): FilesQuestion[] =>
  definition.sections.flatMap((section) => section.questions).filter((question) => question.kind === "files");
export const filesQuestion = (definition: Pick<FormDefinition, "sections">, id: string): FilesQuestion | undefined => filesQuestions(definition).find((question) => question.id === id);

/** The code lists with the files of the answers among them: their ids as codes, their names as titles. */
export function withFiles(lists: CodeLists, files: readonly Pick<AnswerFile, "id" | "name">[]): CodeLists {
  const list: CodeList = { code: filesList, version: 1, title: "Files", items: files.map(({ id, name }) => ({ code: id, title: name, confirmed: true })) };
  return { ...lists, [filesList]: list };
}

/** Answers that can't be sent because of a file: one that is not there, or one in which a virus was found. One that waits for the scanner can. */
export function fileProblems(definition: FormDefinition, answers: Answers, files: readonly Pick<AnswerFile, "id" | "question_id" | "name" | "scan">[]): Problem[] {
  const on = answersOnPath(definition, answers);
  return definition.sections.flatMap((section) =>
    filesQuestions({ sections: [section] }).flatMap(({ id: question }): Problem[] => {
      const held = ([on[question] ?? []].flat() as string[]).map((id) => files.find((file) => file.id === id && file.question_id === question));
      const infected = held.find((file) => file?.scan === "infected");
      if (held.every((file) => file !== undefined) && !infected) return [];
      const message = infected ? `A virus was found in “${infected.name}”. Remove it, and add another copy if you have one` : "One of these files is not here any more. Look at what is there, and add it again";
      return [{ section: section.id, question, field: question, message, kind: "wrong" }];
    }),
  );
}
