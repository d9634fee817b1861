/** Somebody at a browser: signed in, sending forms from our own pages, one request at a time on a connection that is kept. */
import { Agent, request as httpRequest } from "node:http";

export interface Answered {
  status: number;
  location: string | undefined;
  text: string;
  /** Milliseconds from the press to the last byte. */
  took: number;
}

export class Person {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(
    private readonly origin: string,
    private readonly token: string,
  ) {}

  /** A form is posted, anything else is asked for. Rejects when the connection breaks. */
  ask(path: string, form?: Readonly<Record<string, string>>): Promise<Answered> {
    const from = performance.now();
    const body = form && Buffer.from(new URLSearchParams(form).toString());
    const headers = {
      cookie: `lade=${this.token}`, "sec-fetch-site": "same-origin",
      ...(body ? { "content-type": "application/x-www-form-urlencoded", "content-length": String(body.length) } : {}),
    };
    return new Promise((resolve, reject) => {
      const request = httpRequest(new URL(path, this.origin), { agent: this.agent, method: body ? "POST" : "GET", headers }, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("error", reject);
        response.on("end", () => resolve({ status: response.statusCode ?? 0, location: response.headers.location, text: Buffer.concat(parts).toString("utf8"), took: performance.now() - from }));
      });
      request.on("error", reject);
      request.end(body);
    });
  }

  leave(): void {
    this.agent.destroy();
  }
}
