/** Answers that wait on the device lie there sealed: AES-GCM under a key that the server gives to this person for this draft, and that is held in memory only. */
import type { Field, Label } from "./queue.ts";

export interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  bytes: ArrayBuffer;
}

/** Whether this browser can seal: it does on https and on the machine itself. */
export const canSeal = (): boolean => typeof crypto !== "undefined" && crypto.subtle !== undefined;

/** @param base64 32 bytes. The key can be used and never read out again. */
export function importKey(base64: string): Promise<CryptoKey> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

/** What the seal is bound to: moved to another person, draft or question, it does not open. */
const boundTo = ({ application, person, question }: Label): Uint8Array<ArrayBuffer> => new TextEncoder().encode(`${application}|${person}|${question}`);

export async function seal(key: CryptoKey, label: Label, fields: readonly Field[]): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: boundTo(label) }, key, new TextEncoder().encode(JSON.stringify(fields)));
  return { iv, bytes };
}

/** The fields; undefined where the seal does not open under this key. */
export async function open(key: CryptoKey, label: Label, { iv, bytes }: Sealed): Promise<Field[] | undefined> {
  try {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: boundTo(label) }, key, bytes);
    return JSON.parse(new TextDecoder().decode(plain)) as Field[];
  } catch {
    return undefined;
  }
}
