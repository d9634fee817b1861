/** Carries messages out of the outbox. At least once: the Message-ID comes from the dedupe key, so a second copy is known for one. */
import { createHash } from "node:crypto";
import { sql, type Kysely } from "kysely";
import { createTransport } from "nodemailer";
import type { DB } from "#db/types.ts";
import { withoutLinkSecrets, withSiteAddresses } from "./model.ts";

export interface Letter {
  to: string;
  subject: string;
  text: string;
  messageId: string;
}
/** Carries one letter to a mail server, or throws. */
export interface Carrier {
  carry(letter: Letter): Promise<void>;
  close(): void;
}

/**
 * A carrier over SMTP. The sender is `lade@` the host of PUBLIC_URL.
 * @param smtpUrl "smtp://user:password@host:port" or "smtps://…"; "?requireTLS=true" refuses a server without TLS
 */
export function smtpCarrier(smtpUrl: string, publicUrl: string): Carrier {
  const transport = createTransport(smtpUrl, { disableFileAccess: true, disableUrlAccess: true });
  const from = { name: "Lade", address: `lade@${new URL(publicUrl).hostname}` };
  return {
    async carry({ to, subject, text, messageId }) {
      await transport.sendMail({ from, to: { name: "", address: to }, subject, text, messageId, headers: { "Auto-Submitted": "auto-generated" } });
    },
    close: () => transport.close(),
  };
}

/** "<…@host>", the same each time for the same message. */
export const messageIdOf = (dedupeKey: string, publicUrl: string): string =>
  `<${createHash("sha256").update(dedupeKey).digest("hex").slice(0, 40)}@${new URL(publicUrl).hostname}>`;

/**
 * Sends one message that was not sent yet. Without a carrier (the demonstration without SMTP) its mail page is where it arrives.
 * @throws what the carrier throws, once the attempt is written down: the job is then tried again, later each time
 */
export async function sendMessage(db: Kysely<DB>, id: string, publicUrl: string, carrier: Carrier | undefined): Promise<void> {
  const message = await db
    .selectFrom("message")
    .select(["to_email", "subject", "body", "dedupe_key"])
    .where("id", "=", id)
    .where("sent_at", "is", null)
    .executeTakeFirst();
  if (!message) return;
  try {
    await carrier?.carry({
      to: message.to_email,
      subject: message.subject,
      text: withSiteAddresses(message.body, publicUrl),
      messageId: messageIdOf(message.dedupe_key, publicUrl),
    });
  } catch (error) {
    await noteAttempt(db, id, { last_error: faultOf(error) });
    throw new Error(`Message ${id} could not be handed over: ${faultOf(error)}`);
  }
  await noteAttempt(db, id, { last_error: null, sent: true, body: carrier ? withoutLinkSecrets(message.body) : message.body });
}

async function noteAttempt(db: Kysely<DB>, id: string, outcome: { last_error: string | null; sent?: true; body?: string }): Promise<void> {
  await db
    .updateTable("message")
    .set((eb) => ({ attempts: eb("attempts", "+", 1), last_error: outcome.last_error }))
    .$if(outcome.sent === true, (query) => query.set({ sent_at: sql<Date>`clock_timestamp()`, body: outcome.body! }))
    .where("id", "=", id)
    .where("sent_at", "is", null)
    .execute();
}

/** The fault's code and the server's reply code: not its text, which may repeat the address. */
function faultOf(error: unknown): string {
  const { code, responseCode } = error as { code?: string; responseCode?: number };
  return [code ?? "unknown fault", responseCode].filter(Boolean).join(" ");
}
