/** Everything that is read of one application beside its criteria: what was sent, under the form it was sent with. */
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { withFiles } from "../applications/files-model.ts";
import { listSentFiles } from "../applications/files-read.server.ts";
import { getSubmission } from "../applications/read.server.ts";
import { getFormVersion, listsFor } from "../forms/read.server.ts";
import { getPot, listCriteria } from "../funds/read.server.ts";
import { getApplicationHead } from "./read.server.ts";

/** Throws NotFound where the application is closed to the viewer. The caller asks the policy first. */
export async function readApplication(db: Kysely<DB>, applicationId: string, viewerId: string) {
  const head = await getApplicationHead(db, applicationId, viewerId);
  const pot = await getPot(db, head.pot_id);
  const submission = await getSubmission(db, head.id);
  const form = await getFormVersion(db, submission.form_version_id);
  const files = await listSentFiles(db, head.id);
  return {
    head,
    pot,
    criteria: await listCriteria(db, pot.id),
    definition: form.definition,
    lists: withFiles(await listsFor(db, pot.lists), files),
    files,
    answers: submission.answers,
    organisation: submission.organisation,
    submitted_by_name: submission.submitted_by_name,
  };
}
