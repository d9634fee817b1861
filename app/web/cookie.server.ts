/** The one cookie: the session's token. On https it has the `__Host-` prefix, on plain http browsers would refuse that. */
import type { Config } from "#app/config.server.ts";

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

export function sessionCookie(config: Config, token: string, expiresAt: Date): string {
  const attributes = `Path=/; HttpOnly; SameSite=Lax; Expires=${expiresAt.toUTCString()}`;
  return secure(config) ? `__Host-lade=${token}; ${attributes}; Secure` : `lade=${token}; ${attributes}`;
}

export const noSessionCookie = (config: Config): string => sessionCookie(config, "", new Date(0));
