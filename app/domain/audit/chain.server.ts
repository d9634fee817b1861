/** How the hashes and seals of the audit are made: shared by the writer and the verifier. */
import type { JsonValue } from "#db/types.ts";
import { keyedHash, sha256 } from "../kernel/ids.server.ts";

/** What precedes the first link of every chain. */
export const firstHash = "0".repeat(64);

export interface EventFacts {
  subject_type: string;
  subject_id: string;
  sequence: number;
  at: Date;
  actor_kind: string;
  actor_id: string | null;
  action: string;
  detail: JsonValue;
}

/** JSON with keys in order, so that what PostgreSQL gives back hashes as what was written. */
export function canonical(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object")
    return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key]!)}`).join(",")}}`;
  return JSON.stringify(value);
}

export const eventHash = (previous: string, event: EventFacts): string =>
  sha256(canonical([previous, event.subject_type, event.subject_id, event.sequence, event.at.toISOString(), event.actor_kind, event.actor_id, event.action, event.detail]));

export const registerHash = (previous: string, sequence: number, subject: { type: string; id: string }): string =>
  sha256(canonical([previous, sequence, subject.type, subject.id]));

export const headSeal = (secret: string, head: { type: string; id: string; count: number; last_hash: string }): string =>
  keyedHash(secret, "audit-head", canonical([head.type, head.id, head.count, head.last_hash]));

export const registerSeal = (secret: string, count: number, lastHash: string): string => keyedHash(secret, "audit-register", canonical([count, lastHash]));
