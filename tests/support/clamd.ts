/** A scanner to test with: speaks clamd's protocol (zINSTREAM with lengths) on a real port, and answers by what is in the bytes. */
import { createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

/** The test file of EICAR, in two parts, so that no scanner takes this file for it. */
export const eicar = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR", "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].join("");

export type Mood =
  /** Answers by what it was sent. */
  | "well"
  | "silent"
  /** Ends the connection once it has seen the whole, without a word. */
  | "hangs-up"
  /** Ends it in the middle of what is sent. */
  | "cuts"
  /** Says that all is well before it has seen anything. */
  | "hasty"
  /** Any answer, as it is. */
  | { says: string };

export interface TestScanner {
  address: { host: string; port: number };
  mood: Mood;
  /** Sizes of what it has seen whole. */
  seen: number[];
  close(): Promise<void>;
}

export async function testScanner(): Promise<TestScanner> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => undefined);
    serve(socket, scanner);
  });
  const scanner: TestScanner = {
    address: { host: "127.0.0.1", port: 0 },
    mood: "well",
    seen: [],
    async close() {
      for (const socket of sockets) socket.destroy();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  scanner.address.port = (server.address() as AddressInfo).port;
  return scanner;
}

function serve(socket: Socket, scanner: TestScanner): void {
  const { mood } = scanner;
  if (mood === "hasty") socket.write("stream: OK\0");
  let waiting = Buffer.alloc(0);
  let begun = false;
  const pieces: Buffer[] = [];
  socket.on("data", (data) => {
    waiting = Buffer.concat([waiting, data]);
    if (!begun) {
      const end = waiting.indexOf(0);
      if (end === -1) return;
      const command = waiting.toString("latin1", 0, end);
      if (command !== "zINSTREAM") return void socket.end("UNKNOWN COMMAND\0");
      begun = true;
      waiting = waiting.subarray(end + 1);
    }
    if (mood === "cuts" && waiting.length > 0) return void socket.destroy();
    while (waiting.length >= 4) {
      const length = waiting.readUInt32BE(0);
      if (length === 0) return answer(Buffer.concat(pieces));
      if (waiting.length < 4 + length) return;
      pieces.push(waiting.subarray(4, 4 + length));
      waiting = waiting.subarray(4 + length);
    }
  });
  const answer = (whole: Buffer): void => {
    if (mood === "silent" || mood === "hasty") return;
    if (mood === "hangs-up") return void socket.end();
    scanner.seen.push(whole.length);
    if (typeof mood === "object") return void socket.end(mood.says);
    socket.end(whole.includes(eicar) ? "stream: Eicar-Test-Signature FOUND\0" : "stream: OK\0");
  };
}
