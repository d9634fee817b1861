/** Answers and fields in here know the files of an application and where each can be opened. */
import type { ReactNode } from "react";
import type { AnswerFile } from "#app/domain/applications/files-model.ts";
import { paths } from "#app/paths.ts";
import { FormPlaceContext, useFormPlace } from "#app/ui/form-engine/place.ts";
import { attached } from "./files.ts";

/** @param props.closed the reader may not know whose the application is, and files say it: they are named and can't be opened */
export function FilesPlace({ application, files, closed = false, children }: { application: string; files: readonly AnswerFile[]; closed?: boolean; children: ReactNode }) {
  const place = useFormPlace();
  if (closed) return <FormPlaceContext.Provider value={{ ...place, applicationId: application, files: files.map((file) => ({ ...attached([file])[0]!, note: "not open while you read without names", closed: true })) }}>{children}</FormPlaceContext.Provider>;
  return <FormPlaceContext.Provider value={{ ...place, applicationId: application, files: attached(files), fileLink: (file) => paths.applicationFile(application, file) }}>{children}</FormPlaceContext.Provider>;
}
