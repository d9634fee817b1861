/** Looking for viruses in what is kept: held until the scanner has answered, kept apart where it found something, and everyone concerned is told. */
import { sql, type Kysely } from "kysely";
import type { DB } from "#db/types.ts";
import { paths } from "#app/paths.ts";
import { record } from "../audit/change.server.ts";
import { enqueue } from "../jobs/change.server.ts";
import { inTransaction, type Context, type TransactionContext } from "../kernel/context.ts";
import { queueMessage } from "../messages/change.server.ts";
import { isMailbox } from "../messages/model.ts";
import { quarantineDays, type ScanState } from "./model.ts";
import { ScannerAway, type Finding, type Scanner } from "./scanner.server.ts";
import type { FileStore } from "./store.server.ts";

/** The state in which a file begins, and the job that changes it. */
export const firstState = (store: Pick<FileStore, "scanned">): ScanState => (store.scanned ? "held" : "not-scanned");
export async function askForScan(tx: Pick<TransactionContext, "db">, file: { id: string; scan: ScanState }): Promise<void> {
  if (file.scan === "held") await enqueue(tx, "scan-file", { file_id: file.id }, { key: `scan-file/${file.id}` });
}

/**
 * Looks at one file that has not been looked at. Without a scanner nothing changes.
 * @throws ScannerAway where there is no sure answer: the file stays as it was, and the job is tried again
 */
export async function scanFile(context: Context, store: FileStore, scanner: Scanner | undefined, id: string): Promise<void> {
  const file = await waiting(context.db).where("id", "=", id).executeTakeFirst();
  if (!file || !scanner) return;
  try {
    await settle(context, file.id, await scanner.scan(await store.open(file.storage_key)));
  } catch (error) {
    if (error instanceof ScannerAway) await context.db.updateTable("stored_file").set((eb) => ({ scan_tries: eb("scan_tries", "+", 1) })).where("id", "=", file.id).execute();
    // Taken out meanwhile: nothing is left to look at.
    else if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
}

/**
 * Everything that still waits, the oldest first: what a job gave up on, and what came before there was a scanner. At most `most`, and no
 * more once the scanner does not answer. Answers how many were looked at.
 */
export async function scanWaiting(context: Context, store: FileStore, scanner: Scanner | undefined, most = 500): Promise<number> {
  if (!scanner) return 0;
  const files = await waiting(context.db).orderBy("scan_tries").orderBy("uploaded_at").limit(most).execute();
  let looked = 0;
  let refusals = 0;
  for (const { id } of files) {
    try {
      await scanFile(context, store, scanner, id);
      looked += 1;
    } catch (error) {
      // One file that the scanner can't read must not keep the others waiting; a scanner that is away keeps them all.
      if (!(error instanceof ScannerAway) || (refusals += 1) >= 3) return looked;
    }
  }
  return looked;
}

const waiting = (db: Kysely<DB>) => db.selectFrom("stored_file").select(["id", "storage_key"]).where("scan", "in", ["held", "not-scanned"]).where("removed_at", "is", null);

async function settle(context: Context, id: string, finding: Finding): Promise<void> {
  await inTransaction(context, async (tx) => {
    const file = await tx.db
      .updateTable("stored_file")
      .set({ scan: finding.infected ? "infected" : "clean", scanned_at: sql<Date>`clock_timestamp()`, finding: finding.infected ? finding.name : "" })
      .where("id", "=", id)
      .where("scan", "in", ["held", "not-scanned"])
      .where("removed_at", "is", null)
      .returningAll()
      .executeTakeFirst();
    if (!file || !finding.infected) return;
    for (const letter of await lettersAbout(tx, file)) await queueMessage(tx, letter);
    await record(tx, `${file.owner_type}.file-infected`, { type: file.owner_type, id: file.owner_id }, { file_id: file.id });
  });
}

interface Infected {
  id: string;
  name: string;
  finding: string;
  owner_type: string;
  owner_id: string;
  uploaded_by: string | null;
}

/** To whoever added it; to those who look after the service; and, where an application with it was sent, to the fund. */
async function lettersAbout({ db }: TransactionContext, file: Infected) {
  const people = await db
    .selectFrom("person as p")
    .select(["p.id", "p.email", "p.name"])
    .where("p.disabled_at", "is", null)
    .where((eb) =>
      eb.or([
        eb("p.id", "=", file.uploaded_by),
        eb.exists(eb.selectFrom("role_held as r").select("r.id").whereRef("r.person_id", "=", "p.id").where("r.role", "=", "service-administrator").where("r.ended_at", "is", null)),
      ]),
    )
    .execute();
  const funds = await db
    .selectFrom("submission_file as s")
    .innerJoin("submission", "submission.id", "s.submission_id")
    .innerJoin("application as a", "a.id", "submission.application_id")
    .innerJoin("pot", "pot.id", "a.pot_id")
    .select(["a.reference", "pot.contact_email"])
    .distinct()
    .where("s.stored_file_id", "=", file.id)
    .execute();
  const letter = (to: { email: string; id?: string }, dedupe: string, lines: readonly string[]) => ({
    to_email: to.email, to_person_id: to.id ?? null, template: "file.infected", subject: "A virus was found in a file", body: lines.join("\n"), dedupe_key: `file.infected/${file.id}/${dedupe}`,
  });
  return [
    ...people.map((person) => letter(person, person.id, person.id === file.uploaded_by ? toUploader(person.name, file) : toService(person.name, file))),
    ...funds.filter(({ contact_email }) => isMailbox(contact_email)).map((fund) =>
      letter({ email: fund.contact_email }, fund.reference, [
        "Hello,",
        "",
        `A virus was found in a file that came with application ${fund.reference}. Nobody can open the file, and the rest of the application is not touched.`,
        "",
        "The group has been told. You can ask them for another copy.",
      ]),
    ),
  ];
}

const toUploader = (name: string, file: Infected): string[] => [
  `Hello ${name},`,
  "",
  `We looked for viruses in the file “${file.name}” that you added, and found one. Nobody can open the file.`,
  "",
  "This can happen to anyone. Here is what to do:",
  "- remove the file from your group's page or application",
  "- look for viruses on the device that it came from",
  "- add another copy when you have one that is safe",
  "",
  file.owner_type === "application" ? paths.application(file.owner_id) : paths.organisationDocuments(file.owner_id),
];
const toService = (name: string, file: Infected): string[] => [
  `Hello ${name},`,
  "",
  `The scanner found “${file.finding}” in a file of ${file.owner_type === "application" ? "an application" : "a group"}. Nobody can open it. Whoever added it has been told.`,
  "",
  `File: ${file.id}`,
  `Its bytes are removed in ${quarantineDays} days.`,
];

/** Removes the bytes of files that were found infected `quarantineDays` ago; their rows stay and say so. Answers how many. */
export async function endQuarantine(db: Kysely<DB>, store: FileStore): Promise<number> {
  const over = await db
    .updateTable("stored_file")
    .set({ bytes_removed_at: sql<Date>`clock_timestamp()` })
    .where("scan", "=", "infected")
    .where("bytes_removed_at", "is", null)
    .where("scanned_at", "<", sql<Date>`clock_timestamp() - ${quarantineDays} * interval '1 day'`)
    .returning("storage_key")
    .execute();
  for (const { storage_key } of over) await store.remove(storage_key);
  return over.length;
}
