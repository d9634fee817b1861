/** Tries that failed, for whoever looks for an attack (ASVS 16.3.1). Addresses and clients appear as keyed hashes: alike is seen, who is not. */
import { record } from "../audit/change.server.ts";
import { inTransaction, type Context } from "../kernel/context.ts";
import { keyedHash } from "../kernel/ids.server.ts";
import { person } from "./person.server.ts";

/** Where tries for addresses without an account are kept: one subject, because strangers choose how many addresses there are. */
export const unknownAddress = { type: "sign-in", id: "00000000-0000-7000-8000-000000000001" } as const;

export interface Failure {
  /** Who was tried, where the address is known here. */
  person_id?: string | undefined;
  email?: string;
  client?: string | undefined;
  by: "password" | "passkey" | "authenticator" | "recovery-code";
}

const mark = ({ secret }: Context, purpose: string, text: string): string => keyedHash(secret, `failed-${purpose}`, text).slice(0, 24);

/** Records one failed try. Call it after the transaction that refused it: what is rolled back is not remembered. */
export async function recordFailure(context: Context, { person_id, email, client, by }: Failure): Promise<void> {
  const detail = { by, ...(client !== undefined && { client: mark(context, "client", client) }), ...(!person_id && email !== undefined && { address: mark(context, "address", email) }) };
  await inTransaction(context, (tx) => record(tx, "person.sign-in-failed", person_id ? person(person_id) : unknownAddress, detail));
}
