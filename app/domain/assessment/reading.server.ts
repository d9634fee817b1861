/** Everything that is read of one application beside its criteria: what was sent, under the form it was sent with. */
import type { Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { withFiles } from "../applications/files-model.ts";
import { listSentFiles } from "../applications/files-read.server.ts";
import { getSubmission } from "../applications/read.server.ts";
import { getFormVersion, listsFor } from "../forms/read.server.ts";
import { getPot, listCriteria } from "../funds/read.server.ts";
import { maskOf, readsAnonymously } from "./anonymity.server.ts";
import { anonymousAnswers, anonymousFiles, anonymousGroup } from "./anonymity.ts";
import { getApplicationHead } from "./read.server.ts";

/**
 * Without anything that says whose it is, where names are hidden from the viewer. Throws NotFound where the application is closed to
 * them. The caller asks the policy first.
 */
export async function readApplication(db: Kysely<DB>, applicationId: string, viewerId: string) {
  const head = await getApplicationHead(db, applicationId, viewerId);
  const pot = await getPot(db, head.pot_id);
  const submission = await getSubmission(db, head.id);
  const form = await getFormVersion(db, submission.form_version_id);
  const sent = await listSentFiles(db, head.id);
  const anonymous = await readsAnonymously(db, viewerId, pot.id);
  const mask = anonymous ? await maskOf(db, head.id) : undefined;
  const files = mask ? anonymousFiles(sent) : sent;
  return {
    head,
    pot,
    /** Names are hidden from the viewer: files can't be opened either. */
    anonymous,
    criteria: await listCriteria(db, pot.id),
    definition: form.definition,
    lists: withFiles(await listsFor(db, pot.lists), files),
    files,
    answers: mask ? anonymousAnswers(form.definition, submission.answers, mask) : submission.answers,
    organisation: mask ? anonymousGroup(submission.organisation, head.reference, mask) : submission.organisation,
    submitted_by_name: mask ? "" : submission.submitted_by_name,
  };
}
