/** After RFC 9309. Pure. */
import { paths } from "#app/paths.ts";

/** Nothing of these is for search engines: what is behind sign-in, and long answers for programs. */
const closed = [
  "/account", "/admin", "/api", "/applications", "/demonstration", "/desk", "/documents", "/manage", "/national", "/organisations", "/panel", "/partnership", "/returns", "/health",
];

export const robots = (origin: string): string => `User-agent: *\n${closed.map((path) => `Disallow: ${path}\n`).join("")}\nSitemap: ${origin}${paths.sitemap()}\n`;
