/** The wall in front of every route: methods, sizes, origins and headers, before anything is read. */
import type { NextFunction, Request, RequestHandler, Response } from "express";
import type { Config } from "#app/config.server.ts";

const longestUrl = 2_048;
/** Bytes. A form of ours with every answer at its limit stays well under it. */
const largestForm = 512 * 1024;
const multipart = /^multipart\/form-data\b/i;
/** The addresses that take a file: the file at its limit, and the form around it, in bytes. */
const uploads = [
  { path: /^\/organisations\/[^/]+\/documents\/?$/, most: 12 * 1024 * 1024, message: "That file is larger than a document here can be (10 MB). Go back, and choose a smaller one or save it smaller." },
  { path: /^\/applications\/[^/]+\/(?:files|questions\/[^/]+\/files)\/?$/, most: 42 * 1024 * 1024, message: "Those files are larger than can be sent at once (40 MB together, 10 MB each). Go back, and add them a few at a time." },
  { path: /^\/manage\/pots\/[^/]+\/upload\/?$/, most: 2.25 * 1024 * 1024, message: "That file is larger than 2 MB. Go back, split it, and load each part by itself." },
];
const bodyTypes = /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i;

const securityHeaders: Record<string, string> = {
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  // same-origin, not no-referrer: with that browsers would send `Origin: null` on our own forms.
  "Referrer-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
  "Cache-Control": "no-store",
};

export function headers(config: Config): RequestHandler {
  const overTls = config.publicUrl.protocol === "https:";
  return (_request, response, next) => {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    if (overTls) response.setHeader("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
    next();
  };
}

/** Refuses what no page of ours sends. The length is demanded, so that nothing is read before it is known to fit. */
export function limits(request: Request, response: Response, next: NextFunction): void {
  if (!["GET", "HEAD", "POST"].includes(request.method)) return refuse(response.set("Allow", "GET, HEAD, POST"), 405, "That method is not used here.");
  if (request.originalUrl.length > longestUrl) return refuse(response, 414, "That address is too long.");
  // Remix answers this path by expanding patterns, which an anonymous visitor could make very slow.
  if (request.path === "/__manifest") return refuse(response, 404, "There is nothing at this address.");
  if (request.path.includes("\0") || !decodes(request.path)) return refuse(response, 400, "That address is not written correctly.");
  if (request.method !== "POST") return next();
  const length = request.headers["content-length"];
  if (request.headers["transfer-encoding"] !== undefined || length === undefined || !/^\d+$/.test(length)) return refuse(response, 411, "Say how long the form is.");
  const upload = multipart.test(request.headers["content-type"] ?? "") ? uploads.find(({ path }) => path.test(request.path)) : undefined;
  if (upload) return Number(length) > upload.most ? refuse(response, 413, upload.message) : next();
  if (Number(length) > largestForm) return refuse(response, 413, "That is more than a form here can hold (512 kB).");
  if (Number(length) > 0 && !bodyTypes.test(request.headers["content-type"] ?? "")) return refuse(response, 415, "Send a form.");
  next();
}

/** Every request that could change something must come from a page of ours. */
export function sameOrigin(config: Config): RequestHandler {
  return (request, response, next) => {
    if (request.method === "GET" || request.method === "HEAD" || comesFromUs(request, config)) return next();
    refuse(response, 403, "This form did not come from a page of this site. Open the page again and send it from there.");
  };
}

function comesFromUs(request: Request, config: Config): boolean {
  const site = request.get("sec-fetch-site");
  if (site !== undefined) return site === "same-origin";
  const origin = request.get("origin");
  if (origin === undefined || origin === "null") return false;
  if (origin === config.publicUrl.origin) return true;
  // On a demonstration's loopback both localhost and 127.0.0.1 are us: there the Host decides.
  return config.mode === "demonstration" && origin === `http://${request.get("host")}`;
}

const decodes = (path: string): boolean => {
  try {
    return !decodeURIComponent(path).includes("\0");
  } catch {
    return false;
  }
};

function refuse(response: Response, status: number, message: string): void {
  // Node throws the unread body away as it comes, so that a browser that is still sending can read the answer.
  response.status(status).type("text/plain; charset=utf-8").send(`${message}\n`);
}
