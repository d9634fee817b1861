/** What a browser sends of a passkey, and for which site it is. */
import { z } from "zod";

/** The name of our site to an authenticator (a host, never an IP address), and the origin that its answers come from. */
export interface RelyingParty {
  id: string;
  origin: string;
}
export type PasskeyPurpose = "add" | "sign-in" | "prove";

/** Passkeys of one person. */
export const mostPasskeys = 20;

const base64url = (most: number) => z.string().max(most).regex(/^[A-Za-z0-9_-]*$/);
const credentialId = base64url(2_048).min(1);

/** A credential as `PublicKeyCredential.toJSON()` writes it, in the parts that are read here. */
const credential = { id: credentialId, rawId: credentialId, type: z.literal("public-key"), clientExtensionResults: z.object({}).default({}) };
export const attestation = z.object({
  ...credential,
  response: z.object({ clientDataJSON: base64url(4_000), attestationObject: base64url(24_000), transports: z.array(z.string().regex(/^[a-z-]{1,20}$/)).max(8).optional() }),
});
export type AttestationJson = z.output<typeof attestation>;
export const assertion = z.object({
  ...credential,
  response: z.object({ clientDataJSON: base64url(4_000), authenticatorData: base64url(4_000), signature: base64url(4_000), userHandle: base64url(200).nullish() }),
});
export type AssertionJson = z.output<typeof assertion>;

/** What a person calls a passkey; empty is left to us. */
export const passkeyName = z
  .string()
  .default("")
  .transform((typed) => typed.normalize("NFC").trim().replace(/\s+/g, " "))
  .refine((name) => [...name].length <= 100, "Use at most 100 characters")
  .refine((name) => !/[\p{Cc}\p{Bidi_Control}]/u.test(name), "Enter the name in letters, on one line");
export const addedPasskey = z.object({ response: z.string().min(1, "Your browser made no passkey"), name: passkeyName });
export const renamedPasskey = z.object({ passkey: z.string(), name: passkeyName.refine((name) => name !== "", "Enter a name") });
