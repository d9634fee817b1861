/** Reads the charity register's CSV as it streams in: nothing is kept of a line but what is compared later. */
import { createHash } from "node:crypto";
import { CsvError, parse } from "csv-parse";
import { Invalid } from "../kernel/errors.ts";
import { neededColumns, readRegisterLine, registerColumns, type RegisterKind, type RegisterLine } from "./register.ts";

const mostCharities = 200_000;
const mostProblems = 20;
/** Bytes of one line: purposes and objectives are long. */
const longestLine = 256 * 1024;

export interface RegisterFile {
  kind: RegisterKind;
  sha256: string;
  lines: RegisterLine[];
  /** Lines of a number that stood in the file before: the first counts. */
  repeated: number;
}

const refuse = (message: string): never => {
  throw new Invalid({ file: message });
};

/**
 * The register's file, checked line by line.
 * @throws Invalid on `file`: not UTF-8, not CSV, columns missing, or naming the first twenty wrong lines as a spreadsheet counts them
 */
export async function readRegisterFile(bytes: AsyncIterable<Uint8Array>): Promise<RegisterFile> {
  const hash = createHash("sha256");
  const lines = new Map<string, RegisterLine>();
  const problems: string[] = [];
  let repeated = 0;
  let names: string[] = [];
  const parser = parse({ bom: true, record_delimiter: ["\r\n", "\n"], relax_column_count: true, skip_empty_lines: true, max_record_size: longestLine, info: true, columns: (head: string[]) => (names = head.map((name) => name.trim())) });
  const fed = feed(bytes, parser, (chunk) => hash.update(chunk));
  try {
    for await (const { info, record } of parser as AsyncIterable<{ info: { lines: number }; record: Record<string, string> }>) {
      if (lines.size === 0 && problems.length === 0) checkColumns(names);
      const line = readRegisterLine(record);
      if ("message" in line) problems.push(`Line ${info.lines}: ${line.message}`);
      else if (lines.has(line.charity_number)) repeated += 1;
      else lines.set(line.charity_number, line);
      if (problems.length >= mostProblems || lines.size > mostCharities) break;
    }
    await fed;
  } catch (error) {
    parser.destroy();
    throw error instanceof CsvError ? new Invalid({ file: "This can't be read as CSV: check the quotation marks, or download the file once more" }) : error;
  }
  if (lines.size > mostCharities) refuse(`A register holds at most ${mostCharities.toLocaleString("en-GB")} charities`);
  if (problems.length > 0) refuse(`Nothing was loaded. ${problems.join(". ")}${problems.length >= mostProblems ? ", and perhaps more" : ""}`);
  if (lines.size === 0) refuse("There is no charity under the names of the columns");
  return { kind: names.includes(registerColumns.ceased_on) ? "former" : "current", sha256: hash.digest("hex"), lines: [...lines.values()], repeated };
}

function checkColumns(names: readonly string[]): void {
  const absent = neededColumns.map((column) => registerColumns[column]).filter((name) => !names.includes(name));
  if (absent.length > 0) refuse(`The first line names the register's columns. Missing: ${absent.join(", ")}`);
}

/** Hands the bytes to the parser as text; a file in another encoding than UTF-8 is refused and not guessed at. */
async function feed(bytes: AsyncIterable<Uint8Array>, parser: ReturnType<typeof parse>, see: (chunk: Uint8Array) => void): Promise<void> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    for await (const chunk of bytes) {
      if (parser.destroyed) return;
      see(chunk);
      if (!parser.write(decoder.decode(chunk, { stream: true }))) await new Promise<void>((resolve) => parser.once("drain", resolve).once("close", resolve));
    }
    parser.end(decoder.decode());
  } catch (error) {
    parser.destroy(error instanceof TypeError ? new Invalid({ file: "This file is not in UTF-8. Save it as “CSV UTF-8” and load it again" }) : (error as Error));
  }
}
