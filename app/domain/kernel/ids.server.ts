/** Keys, references, tokens and keyed hashes. */
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes, randomInt } from "node:crypto";
import { uuidv7 } from "uuidv7";

/** A UUIDv7: made in the application, so that a key is known before the row is written. */
export const newId = (): string => uuidv7();

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Whether text can be a key: asked before it meets PostgreSQL, which would refuse other text with an error. */
export const isId = (text: string | undefined): text is string => text !== undefined && uuidPattern.test(text);

/** Letters and digits that cannot be taken for one another on paper or over the telephone. */
const alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
/** A reference that people can read aloud, such as "CA-7KM4-Q2XW". Unique with a constraint behind it. */
export function newReference(prefix: string): string {
  const part = () => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join("");
  return `${prefix}-${part()}-${part()}`;
}

/** 256 random bits for a link or a session, URL-safe. */
export const newToken = (): string => randomBytes(32).toString("base64url");
export const sha256 = (text: string | Uint8Array): string => createHash("sha256").update(text).digest("hex");

const keys = new Map<string, Buffer>();
/** Deriving a key costs more than using it, and there are as many as purposes: each is made once. */
function key(secret: string, purpose: string): Buffer {
  const name = `${purpose}\0${secret}`;
  const made = keys.get(name) ?? Buffer.from(hkdfSync("sha256", secret, "lade", purpose, 32));
  keys.set(name, made);
  return made;
}
/** A hash that only the holder of the secret can make; `purpose` keeps hashes for one use from matching another's. */
export const keyedHash = (secret: string, purpose: string, text: string): string => createHmac("sha256", key(secret, purpose)).update(text).digest("hex");

/** AES-256-GCM, bound to `owner` (a row's key), so that a ciphertext moved to another row does not open. */
export function seal(secret: string, purpose: string, owner: string, plain: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key(secret, purpose), nonce).setAAD(Buffer.from(owner));
  const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64");
}
/** Opens what `seal` closed. Throws when the secret, the owner or the text is another. */
export function unseal(secret: string, purpose: string, owner: string, sealed: string): string {
  const bytes = Buffer.from(sealed, "base64");
  const decipher = createDecipheriv("aes-256-gcm", key(secret, purpose), bytes.subarray(0, 12)).setAAD(Buffer.from(owner));
  decipher.setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
}
