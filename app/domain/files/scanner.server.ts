/**
 * Asks a scanner whether bytes hold a virus. The one that is spoken to is clamd, by its own protocol (clamd(8), INSTREAM): written here
 * because the known package for it waits for ever on a silent scanner and reads an answer that it does not understand as none at all.
 */
import { connect, type Socket } from "node:net";
import { pipeline } from "node:stream/promises";

export type Finding = { infected: false } | { infected: true; name: string };

export interface Scanner {
  /** Throws ScannerAway wherever there is any doubt about the answer: nothing is taken for clean that was not called so. */
  scan(bytes: AsyncIterable<Uint8Array>): Promise<Finding>;
}

/** A socket in the file system, or a port. */
export type ScannerAddress = { path: string } | { host: string; port: number };

/** The scanner can't be reached, is too slow, breaks off or says what can't be understood: ask again later. */
export class ScannerAway extends Error {
  override name = "ScannerAway";
}

/** Milliseconds in which the whole must be answered: clamd's own limit for one file is two minutes. */
const longestWait = 130_000;
/** Bytes of an answer. */
const longestAnswer = 4_096;
const longestName = 200;

/** @param wait milliseconds in which the whole must be answered */
export function clamd(address: ScannerAddress, { wait = longestWait }: { wait?: number } = {}): Scanner {
  return {
    async scan(bytes) {
      const socket = connect(address);
      const timer = setTimeout(() => socket.destroy(new ScannerAway(`no answer in ${Math.round(wait / 1000)} seconds`)), wait);
      try {
        const sending = { ended: false };
        const [answer] = await Promise.all([readAnswer(socket, sending), pipeline(inFrames(bytes, sending), socket, { end: false })]);
        return understand(answer);
      } catch (error) {
        if (error instanceof ScannerAway) throw error;
        throw new ScannerAway(codeOf(error), { cause: error });
      } finally {
        clearTimeout(timer);
        socket.destroy();
      }
    },
  };
}

interface Sending {
  ended: boolean;
}

/** The command, then each piece after its length, then a length of nothing. */
async function* inFrames(bytes: AsyncIterable<Uint8Array>, sending: Sending): AsyncGenerator<Buffer> {
  yield Buffer.from("zINSTREAM\0");
  for await (const piece of bytes) {
    if (piece.byteLength === 0) continue;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(piece.byteLength);
    yield Buffer.concat([length, piece]);
  }
  // Whatever has been said up to here is heard before the end is sent.
  await new Promise((resolve) => setImmediate(resolve));
  sending.ended = true;
  yield Buffer.alloc(4);
}

/** What the scanner says up to the zero that ends it. Said before it has seen the whole, it counts for nothing. */
function readAnswer(socket: Socket, sending: Sending): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = Buffer.alloc(0);
    socket.on("data", (piece: Buffer) => {
      said = Buffer.concat([said, piece]);
      const end = said.indexOf(0);
      if (end !== -1) sending.ended ? resolve(said.toString("utf8", 0, end)) : reject(new ScannerAway("an answer before the end of the file"));
      else if (said.length > longestAnswer) reject(new ScannerAway("an answer without an end"));
    });
    socket.on("error", reject);
    socket.on("close", () => reject(new ScannerAway("the answer broke off")));
  });
}

function understand(answer: string): Finding {
  if (answer === "stream: OK") return { infected: false };
  const found = /^stream: (.+) FOUND$/.exec(answer);
  // The scanner's name for it is shown to people: no more than letters, figures and marks.
  if (found) return { infected: true, name: found[1]!.replace(/[^\w.:/()+-]+/g, " ").trim().slice(0, longestName) || "unnamed" };
  throw new ScannerAway(/^(INSTREAM size limit exceeded|.* ERROR$)/.test(answer) ? "it could not look at the file" : "an answer that can't be understood");
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? "it can't be reached";
