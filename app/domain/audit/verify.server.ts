/** Walks every chain and says where one is broken. */
import type { Kysely, Selectable } from "kysely";
import type { AuditEventTable, DB } from "#db/types.ts";
import { eventHash, firstHash, headSeal, registerHash, registerSeal } from "./chain.server.ts";

/**
 * Every finding as a sentence that names the subject and the event; an empty list when the audit is whole.
 * Reads in pages of subjects, so memory does not grow with the audit.
 */
export async function verifyAudit(db: Kysely<DB>, secret: string): Promise<string[]> {
  const findings: string[] = [];
  const register = await db.selectFrom("audit_register").selectAll().executeTakeFirst();
  let previous = firstHash;
  let expected = 0;
  for (let from = 0; ; ) {
    const heads = await db.selectFrom("audit_head").selectAll().where("register_sequence", ">", from).orderBy("register_sequence").limit(500).execute();
    if (heads.length === 0) break;
    const events = await db
      .selectFrom("audit_event as e")
      .innerJoin("audit_head as h", (join) => join.onRef("h.subject_type", "=", "e.subject_type").onRef("h.subject_id", "=", "e.subject_id"))
      .selectAll("e")
      .where("h.register_sequence", ">", from)
      .where("h.register_sequence", "<=", heads.at(-1)!.register_sequence)
      .orderBy("e.sequence")
      .execute();
    const chains = groupBySubject(events);
    for (const head of heads) {
      const name = `${head.subject_type} ${head.subject_id}`;
      expected += 1;
      if (head.register_sequence !== expected) {
        findings.push(`The register jumps from entry ${expected - 1} to entry ${head.register_sequence}: a chain is missing before ${name}`);
        expected = head.register_sequence;
      } else if (head.register_previous !== previous || head.register_hash !== registerHash(previous, head.register_sequence, { type: head.subject_type, id: head.subject_id })) {
        findings.push(`Register entry ${head.register_sequence} (${name}) does not follow from the entry before it`);
      }
      previous = head.register_hash;
      findings.push(...verifyChain(name, head, chains.get(name) ?? [], secret));
    }
    from = heads.at(-1)!.register_sequence;
  }
  if ((register?.count ?? 0) !== expected || (register?.last_hash ?? firstHash) !== previous)
    findings.push(`The register says that ${register?.count ?? 0} chains were begun, ${expected} are here: the last ones were cut off`);
  else if (register && register.seal !== registerSeal(secret, register.count, register.last_hash)) findings.push("The register's seal is not ours");
  const strays = await db
    .selectFrom("audit_event as e")
    .leftJoin("audit_head as h", (join) => join.onRef("h.subject_type", "=", "e.subject_type").onRef("h.subject_id", "=", "e.subject_id"))
    .where("h.count", "is", null)
    .select(["e.subject_type", "e.subject_id"])
    .distinct()
    .limit(20)
    .execute();
  findings.push(...strays.map((stray) => `${stray.subject_type} ${stray.subject_id} has events but no entry in the register`));
  return findings;
}

type Event = Selectable<AuditEventTable>;

function groupBySubject(events: Event[]): Map<string, Event[]> {
  const chains = new Map<string, Event[]>();
  for (const event of events) {
    const name = `${event.subject_type} ${event.subject_id}`;
    const chain = chains.get(name);
    if (chain) chain.push(event);
    else chains.set(name, [event]);
  }
  return chains;
}

function verifyChain(name: string, head: { subject_type: string; subject_id: string; count: number; last_hash: string; seal: string }, events: Event[], secret: string): string[] {
  let previous = firstHash;
  for (const [index, event] of events.entries()) {
    const where = `${name}, event ${index + 1}`;
    if (event.sequence !== index + 1) return [`${where} is missing: the next one here is number ${event.sequence}`];
    if (event.previous_hash !== previous) return [`${where} (${event.action}) does not follow from the event before it`];
    if (event.hash !== eventHash(previous, event)) return [`${where} (${event.action}) was changed after it was recorded`];
    previous = event.hash;
  }
  if (events.length !== head.count || previous !== head.last_hash) return [`${name} should have ${head.count} events, ${events.length} are here: its end was cut off`];
  if (head.seal !== headSeal(secret, { type: head.subject_type, id: head.subject_id, count: head.count, last_hash: head.last_hash }))
    return [`${name}: the seal on its head is not ours`];
  return [];
}
