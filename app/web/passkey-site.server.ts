/** Under which name authenticators know this site. */
import { isIP } from "node:net";
import type { RelyingParty } from "#app/domain/accounts/passkeys.ts";
import type { Lade } from "./page.server.ts";

/**
 * The host of PUBLIC_URL. In the demonstration, which also answers to 127.0.0.1, it is localhost wherever the page was opened so: an
 * address of numbers can hold no passkey. Undefined where the page was opened by such an address.
 */
export function relyingParty({ config, request }: Pick<Lade, "config" | "request">): RelyingParty | undefined {
  const here = new URL(request.url);
  const site = config.mode === "demonstration" && here.hostname === "localhost" ? new URL(`http://${here.host}`) : config.publicUrl;
  if (isIP(site.hostname.replace(/^\[|\]$/g, "")) !== 0) return undefined;
  return { id: site.hostname, origin: site.origin };
}

/** Where the demonstration's page can be opened so that passkeys work. */
export function underAName({ config, request }: Pick<Lade, "config" | "request">, path: string): string | undefined {
  const here = new URL(request.url);
  return config.mode === "demonstration" && !relyingParty({ config, request }) ? `http://localhost:${here.port}${path}` : undefined;
}
