/** Passwords at rest: argon2id with the parameters of OWASP's Password Storage Cheat Sheet (19 MiB, 2 passes, 1 lane). */
import { hash, verify } from "@node-rs/argon2";

// 2 is Algorithm.Argon2id: a const enum of the package, which single-file compilers cannot read.
const parameters = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** The same characters typed on another keyboard may arrive composed otherwise (NIST SP 800-63B: normalise before hashing). Nothing else is changed. */
const asTyped = (password: string): string => password.normalize("NFKC");

export const hashPassword = (password: string): Promise<string> => hash(asTyped(password), parameters);

let nobodys: Promise<string> | undefined;

/** Whether the password is the one that was hashed. Without a hash it takes as long and answers no. */
export async function verifyPassword(stored: string | undefined, password: string): Promise<boolean> {
  const against = stored ?? (await (nobodys ??= hashPassword(crypto.randomUUID())));
  const right = await verify(against, asTyped(password));
  return stored !== undefined && right;
}
