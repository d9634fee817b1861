/** Reads a form that brings a file as it arrives: the bytes go into the store, so that memory stays flat whatever is sent. */
import { Busboy, type BusboyFileStream, type BusboyInstance } from "@fastify/busboy";
import type { Arrived } from "#app/domain/files/change.server.ts";
import { largestFile } from "#app/domain/files/model.ts";
import type { FileStore } from "#app/domain/files/store.server.ts";
import { Invalid } from "#app/domain/kernel/errors.ts";

export interface Received {
  /** The text fields. */
  form: FormData;
  /** What was chosen in the field `file`; undefined when nothing was. */
  arrived: Arrived | undefined;
}

/** 413: the file is larger than a document may be. */
export class TooLarge extends Invalid {
  override name = "TooLarge";
  constructor() {
    super({ file: "That file is larger than 10 MB. Save it smaller, or scan it in black and white, and choose it again" });
  }
}

/** 400: what came is no form, or broke off. */
export class BrokenForm extends Error {
  override name = "BrokenForm";
}

const limits = { files: 1, fields: 20, fieldSize: 10_000, fieldNameSize: 100, parts: 22, headerPairs: 20, headerSize: 8_192 };

/** The body of a request, unread. `form` holds the fields that came so far, also where the rest was refused. */
export function incoming(request: Request, store: FileStore) {
  const form = new FormData();
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  const body = () => (reader ??= request.body?.getReader());
  return {
    form,
    /** Throws TooLarge and BrokenForm. What was stored of a form that fails is removed. */
    receive: async (): Promise<Received> => ({ form, arrived: await parse(request.headers.get("content-type") ?? "", body(), form, store) }),
    discardRest: (): void => void discard(body()),
  };
}

type Body = ReadableStreamDefaultReader<Uint8Array> | undefined;

async function parse(contentType: string, body: Body, form: FormData, store: FileStore): Promise<Arrived | undefined> {
  const parser = startParser(contentType);
  let file: BusboyFileStream | undefined;
  let storing: Promise<Arrived> | undefined;
  const failed = new Promise<never>((_resolve, reject) => {
    const broken = (why: unknown) => reject(why instanceof TooLarge ? why : new BrokenForm("The form did not arrive whole", { cause: why }));
    parser.on("error", broken);
    for (const limit of ["filesLimit", "fieldsLimit", "partsLimit"] as const) parser.on(limit, () => broken(limit));
    parser.on("field", (name, value, nameCut, valueCut) => (nameCut || valueCut ? broken("a field is too long") : form.append(name, value)));
    parser.on("file", (field, stream, name) => {
      stream.on("error", broken);
      // Where nothing was chosen, browsers send a file without a name.
      if (field !== "file" || !name) return void stream.resume();
      file = stream;
      storing = store.put(upTo(largestFile, stream, reject)).then((kept) => ({ ...kept, name }));
      storing.catch(reject);
    });
  });
  const finished = new Promise<void>((resolve) => parser.on("finish", resolve));
  try {
    await Promise.race([feed(parser, body), failed]);
    await Promise.race([finished, failed]);
    return await storing;
  } catch (error) {
    file?.destroy(new BrokenForm("The form did not arrive whole"));
    const kept = await storing?.catch(() => undefined);
    if (kept) await store.remove(kept.key);
    throw error;
  }
}

function startParser(contentType: string): BusboyInstance {
  try {
    return new Busboy({ headers: { "content-type": contentType }, limits });
  } catch (cause) {
    throw new BrokenForm("That is no form", { cause });
  }
}

/** Hands the body to the parser as fast as the store takes it. */
async function feed(parser: BusboyInstance, body: Body): Promise<void> {
  for (;;) {
    const { done, value } = await read(body);
    if (done) return void parser.end();
    await new Promise<void>((resolve, reject) => void parser.write(value, (error) => (error ? reject(error) : resolve())));
  }
}

async function read(body: Body) {
  try {
    return (await body?.read()) ?? { done: true as const, value: undefined };
  } catch (cause) {
    throw new BrokenForm("The sender went away", { cause });
  }
}

/** @param refuse hears of it first: leaving the stream makes it fail in its own way */
async function* upTo(most: number, stream: AsyncIterable<Uint8Array>, refuse: (error: TooLarge) => void): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.byteLength;
    if (bytes > most) {
      const error = new TooLarge();
      refuse(error);
      throw error;
    }
    yield chunk;
  }
}

/** Without this a body that nobody read would hold its connection until the time is up. The wall has limited its length. */
async function discard(body: Body): Promise<void> {
  try {
    while (body && !(await body.read()).done);
  } catch {
    // The sender went away: there is nothing left to throw away.
  }
}
