/** The files of an application for the script of its pages: what is there, more of them, one less. Without a script each question has a page. */
import { removeApplicationFile } from "#app/domain/applications/files.server.ts";
import { listOwnFiles } from "#app/domain/applications/files-read.server.ts";
import { may } from "#app/domain/applications/policy.ts";
import { getApplication } from "#app/domain/applications/read.server.ts";
import { permit } from "#app/domain/kernel/actor.ts";
import { text, texts } from "#app/web/form.ts";
import { data, dataUpload, signedIn } from "#app/web/page.server.ts";
import { attached } from "../parts/files.ts";
import { addFiles } from "../parts/files.server.ts";

export const loader = data(async ({ lade, params }) => {
  signedIn(lade);
  return { files: attached(await listOwnFiles(lade, params.id ?? "")) };
});

/** `question`, and a `key` for each `file`; or `intent=remove` and `file`. Answers what became of each, and with every file that is there now. */
export const action = dataUpload(async ({ lade, params, receiveMany }) => {
  signedIn(lade);
  const application = await getApplication(lade, params.id ?? "");
  permit(may.write(lade.actor, application));
  const { form, files } = await receiveMany();
  const removes = text(form, "intent") === "remove";
  if (removes) await removeApplicationFile(lade, lade.files, application.id, text(form, "file"));
  const results = removes ? [] : await addFiles(lade, application.id, text(form, "question"), files, texts(form, "key"));
  return { results, files: attached(await listOwnFiles(lade, application.id)) };
});
