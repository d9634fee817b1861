/** Answers and fields in here know the files of an application and where each can be opened. */
import type { ReactNode } from "react";
import type { AnswerFile } from "#app/domain/applications/files-model.ts";
import { paths } from "#app/paths.ts";
import { FormPlaceContext, useFormPlace } from "#app/ui/form-engine/place.ts";
import { attached } from "./files.ts";

export function FilesPlace({ application, files, children }: { application: string; files: readonly AnswerFile[]; children: ReactNode }) {
  const place = useFormPlace();
  return <FormPlaceContext.Provider value={{ ...place, applicationId: application, files: attached(files), fileLink: (file) => paths.applicationFile(application, file) }}>{children}</FormPlaceContext.Provider>;
}
