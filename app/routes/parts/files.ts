/** Files of an application as its pages show them. */
import type { AnswerFile } from "#app/domain/applications/files-model.ts";
import { formatBytes, mediaTypes, scanStates, type MediaType } from "#app/domain/files/model.ts";
import type { AttachedFile } from "#app/ui/form-engine/place.ts";

export const attached = (files: readonly AnswerFile[]): AttachedFile[] =>
  files.map(({ id, question_id, name, bytes, media_type, scan }) => ({
    id, question_id, name, bytes,
    about: `${mediaTypes[media_type as MediaType].title}, ${formatBytes(bytes)}`,
    note: scanStates[scan].text,
    ...(scan === "held" && { waiting: true }),
    ...(!scanStates[scan].served && { closed: true }),
  }));
