/** A client that costs little itself: plain sockets kept alive, one request at a time on each. */
import { connect, type Socket } from "node:net";

export interface Answer {
  status: number;
  head: string;
  body: Buffer;
}

/** One connection to one server, used for one request after another. */
export class Client {
  private socket: Socket | undefined;

  constructor(
    private readonly origin: string,
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  /** A connection that the server ended while nothing was asked is opened again. Throws when it ends before an answer is whole. */
  async get(path: string): Promise<Answer> {
    if (this.socket?.destroyed || this.socket?.readableEnded) this.socket = undefined;
    const socket = (this.socket ??= await this.open());
    return new Promise((resolve, reject) => {
      let got: Buffer[] = [];
      const settle = (then: () => void) => {
        socket.off("data", read).off("error", fail).off("close", ended);
        then();
      };
      const fail = (error: Error) => settle(() => reject(error));
      const ended = () => fail(new Error(`${this.origin}${path} was not answered to its end`));
      const read = (chunk: Buffer) => {
        got.push(chunk);
        const answer = whole(got.length === 1 ? chunk : (got = [Buffer.concat(got)])[0]!);
        if (answer) settle(() => resolve(answer));
      };
      socket.on("data", read).on("error", fail).on("close", ended);
      socket.write(this.request(path));
    });
  }

  /** Reads a long answer without keeping it. @returns milliseconds to the first byte of its body and to its end, and how long it was */
  async drain(path: string): Promise<{ status: number; firstByte: number; end: number; bytes: number }> {
    const socket = await this.open();
    const from = performance.now();
    return new Promise((resolve, reject) => {
      let head = "";
      let firstByte = 0;
      let bytes = 0;
      socket.on("data", (chunk: Buffer) => {
        if (firstByte > 0) return void (bytes += chunk.length);
        head += chunk.toString("latin1");
        const end = head.indexOf("\r\n\r\n");
        // Where the body is sent in pieces, its first one follows a line with its length.
        const body = end < 0 ? -1 : /transfer-encoding: chunked/i.test(head.slice(0, end)) ? head.indexOf("\r\n", end + 4) + 2 : end + 4;
        if (body > end + 3 && head.length > body) {
          firstByte = performance.now() - from;
          bytes += head.length - body;
        }
      });
      socket.on("error", reject);
      socket.on("close", () => resolve({ status: Number(head.slice(9, 12)), firstByte, end: performance.now() - from, bytes }));
      socket.write(this.request(path, "close"));
    });
  }

  close(): void {
    this.socket?.destroy();
    this.socket = undefined;
  }

  private request(path: string, connection = "keep-alive"): string {
    const lines = Object.entries({ host: new URL(this.origin).host, connection, ...this.headers }).map(([name, value]) => `${name}: ${value}\r\n`);
    return `GET ${path} HTTP/1.1\r\n${lines.join("")}\r\n`;
  }

  private open(): Promise<Socket> {
    const { hostname, port } = new URL(this.origin);
    return new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true });
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.off("error", reject);
        // Between two requests nobody listens.
        socket.on("error", () => undefined);
        resolve(socket);
      });
    });
  }
}

/** The answer when all of it has come. */
function whole(bytes: Buffer): Answer | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const head = bytes.toString("latin1", 0, end);
  const status = Number(head.slice(9, 12));
  const rest = bytes.subarray(end + 4);
  if (status === 304 || status === 204) return { status, head, body: Buffer.alloc(0) };
  const length = /\r\ncontent-length: (\d+)/i.exec(head);
  if (length) return rest.length >= Number(length[1]) ? { status, head, body: rest.subarray(0, Number(length[1])) } : undefined;
  const body = unchunked(rest);
  return body && { status, head, body };
}

function unchunked(bytes: Buffer): Buffer | undefined {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const line = bytes.indexOf("\r\n", at);
    if (line < 0) return undefined;
    const length = Number.parseInt(bytes.toString("latin1", at, line), 16);
    const next = line + 2 + length + 2;
    if (next > bytes.length) return undefined;
    if (length === 0) return Buffer.concat(parts);
    parts.push(bytes.subarray(line + 2, line + 2 + length));
    at = next;
  }
}

export interface LoadOptions {
  origin: string;
  paths: readonly string[];
  clients: number;
  requests: number;
  headers?: Readonly<Record<string, string>>;
  /** The status that each answer must have, but for one in a hundred: with the minute a kept page is drawn again. */
  status?: number;
}

/** Sends so many requests with so many clients at once. @returns requests a second. Throws when an answer is not the one expected. */
export async function load({ origin, paths, clients, requests, headers = {}, status = 200 }: LoadOptions): Promise<number> {
  let next = 0;
  let others = 0;
  const all = Array.from({ length: clients }, () => new Client(origin, headers));
  const from = performance.now();
  await Promise.all(
    all.map(async (client) => {
      while (next < requests) {
        const path = paths[next++ % paths.length]!;
        const answer = await client.get(path);
        if (answer.status === status) continue;
        others += 1;
        if (status !== 304 || answer.status !== 200 || others > requests / 100) throw new Error(`${origin}${path} was answered ${answer.status}, not ${status}`);
      }
    }),
  );
  const seconds = (performance.now() - from) / 1_000;
  for (const client of all) client.close();
  return requests / seconds;
}
