/** Adding what a form brought to an answer: each file by itself, so that one that is refused keeps none of the others out. */
import { addApplicationFile } from "#app/domain/applications/files.server.ts";
import { Invalid } from "#app/domain/kernel/errors.ts";
import { newId } from "#app/domain/kernel/ids.server.ts";
import type { Lade } from "#app/web/page.server.ts";
import type { OneOfMany } from "#app/web/upload.server.ts";

export interface FileResult {
  name: string;
  id?: string;
  /** The same file was there already. */
  already?: boolean;
  /** Why it was not added, in words. */
  refused?: string;
}

/** @param keys one for each file, by place; a file without gets one of its own. Throws what refuses them all; then the bytes of the rest are gone. */
export async function addFiles(lade: Lade, application: string, question: string, files: readonly OneOfMany[], keys: readonly string[] = []): Promise<FileResult[]> {
  const results: FileResult[] = [];
  for (const [place, file] of files.entries()) {
    const { name } = file;
    if ("refused" in file) {
      results.push({ name, refused: file.refused });
      continue;
    }
    try {
      const { id, already } = await addApplicationFile(lade, lade.files, application, { question_id: question, key: keys[place] ?? newId(), arrived: file.arrived });
      results.push({ name, id, already });
    } catch (error) {
      if (!(error instanceof Invalid)) {
        for (const rest of files.slice(place + 1)) if ("arrived" in rest) await lade.files.remove(rest.arrived.key);
        throw error;
      }
      results.push({ name, refused: error.message });
    }
  }
  return results;
}
