/** The session's cookie, which holds its token. On https it has the `__Host-` prefix, on plain http browsers would refuse that. */
import type { Config } from "#app/config.server.ts";
import { unsentCookie } from "#app/ui/form-engine/device/shelf.ts";

const names = ["__Host-lade", "lade"] as const;
const secure = (config: Config): boolean => config.publicUrl.protocol === "https:";

/** The session token in a Cookie header, if there is one of the right shape. */
export function sessionFrom(header: string | undefined): string | undefined {
  for (const pair of (header ?? "").split(";")) {
    const [name, value] = pair.trim().split("=", 2);
    if ((names as readonly string[]).includes(name ?? "") && /^[A-Za-z0-9_-]{20,64}$/.test(value ?? "")) return value;
  }
  return undefined;
}

/** @param expiresAt left out on a shared computer: then it goes when the browser closes */
export function sessionCookie(config: Config, token: string, expiresAt?: Date): string {
  const attributes = `Path=/; HttpOnly; SameSite=Lax${expiresAt ? `; Expires=${expiresAt.toUTCString()}` : ""}`;
  return secure(config) ? `__Host-lade=${token}; ${attributes}; Secure` : `lade=${token}; ${attributes}`;
}

export const noSessionCookie = (config: Config): string => sessionCookie(config, "", new Date(0));

/**
 * Whether answers of this person lie on the device unsent, as the device itself says: `markUnsent` sets and takes away this second
 * cookie, which goes to the sign-out's address only and holds nothing but the person's id.
 */
export const hasUnsent = (header: string | null, personId: string): boolean => (header ?? "").split(";").some((pair) => pair.trim() === `${unsentCookie}=${personId}`);
