/** Reads a form that brings files as it arrives: the bytes go into the store, so that memory stays flat whatever is sent. */
import { Busboy, type BusboyFileStream, type BusboyInstance } from "@fastify/busboy";
import type { Arrived } from "#app/domain/files/change.server.ts";
import { largestFile, mostAtOnce } from "#app/domain/files/model.ts";
import type { FileStore } from "#app/domain/files/store.server.ts";
import { Invalid } from "#app/domain/kernel/errors.ts";

export interface Received {
  /** The text fields. */
  form: FormData;
  /** What was chosen in the field `file`; undefined when nothing was. */
  arrived: Arrived | undefined;
}

/** One of several files: in the store, or refused in words while the others went on. */
export type OneOfMany = { name: string; arrived: Arrived } | { name: string; refused: string };

export interface ReceivedMany {
  /** The text fields. */
  form: FormData;
  /** What was chosen in the field `file`, in the order in which it came. */
  files: OneOfMany[];
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

/** 422: more files in one form than it takes. */
export class TooMany extends Invalid {
  override name = "TooMany";
  constructor() {
    super({ file: `Add up to ${mostAtOnce.files} files at a time. None of these is added yet: choose fewer, and add the others after them` });
  }
}

const limits = { fields: 20, fieldSize: 10_000, fieldNameSize: 100, headerPairs: 20, headerSize: 8_192 };

/** The body of a request, unread. `form` holds the fields that came so far, also where the rest was refused. */
export function incoming(request: Request, store: FileStore) {
  const form = new FormData();
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  const body = () => (reader ??= request.body?.getReader());
  return {
    form,
    /** The one file that a form brings. Throws TooLarge and BrokenForm. What was stored of a form that fails is removed. */
    receive: async (): Promise<Received> => {
      const [one] = await parse(request.headers.get("content-type") ?? "", body(), form, store, 1);
      return { form, arrived: one && "arrived" in one ? one.arrived : undefined };
    },
    /** Every file that a form brings; one that is too large is refused by itself. Throws TooMany and BrokenForm; then nothing is kept. */
    receiveMany: async (): Promise<ReceivedMany> => ({ form, files: await parse(request.headers.get("content-type") ?? "", body(), form, store, mostAtOnce.files) }),
    discardRest: (): void => void discard(body()),
  };
}

type Body = ReadableStreamDefaultReader<Uint8Array> | undefined;

/** @param most files; of a form for one file the first that is too large ends it */
async function parse(contentType: string, body: Body, form: FormData, store: FileStore, most: number): Promise<OneOfMany[]> {
  const parser = startParser(contentType, most);
  let file: BusboyFileStream | undefined;
  const storing: Promise<OneOfMany>[] = [];
  const failed = new Promise<never>((_resolve, reject) => {
    const broken = (why: unknown) => reject(why instanceof TooLarge || why instanceof TooMany ? why : new BrokenForm("The form did not arrive whole", { cause: why }));
    parser.on("error", broken);
    parser.on("filesLimit", () => broken(most > 1 ? new TooMany() : "filesLimit"));
    for (const limit of ["fieldsLimit", "partsLimit"] as const) parser.on(limit, () => broken(limit));
    parser.on("field", (name, value, nameCut, valueCut) => (nameCut || valueCut ? broken("a field is too long") : form.append(name, value)));
    parser.on("file", (field, stream, name) => {
      stream.on("error", broken);
      // Where nothing was chosen, browsers send a file without a name.
      if (field !== "file" || !name) return void stream.resume();
      file = stream;
      const stored = most > 1 ? storeOne(store, stream, name) : store.put(upTo(largestFile, stream, reject)).then((kept) => ({ name, arrived: { ...kept, name } }));
      stored.catch(reject);
      storing.push(stored);
    });
  });
  const finished = new Promise<void>((resolve) => parser.on("finish", resolve));
  try {
    await Promise.race([feed(parser, body), failed]);
    await Promise.race([finished, failed]);
    return await Promise.all(storing);
  } catch (error) {
    file?.destroy(new BrokenForm("The form did not arrive whole"));
    for (const stored of await Promise.allSettled(storing)) if (stored.status === "fulfilled" && "arrived" in stored.value) await store.remove(stored.value.arrived.key);
    throw error;
  }
}

/** Keeps one of several files. Of one that is too large the rest is read and thrown away, so that the next can come. */
async function storeOne(store: FileStore, stream: BusboyFileStream, name: string): Promise<OneOfMany> {
  try {
    return { name, arrived: { ...(await store.put(upTo(largestFile, stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>))), name } };
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error;
    stream.resume();
    return { name, refused: error.message };
  }
}

function startParser(contentType: string, files: number): BusboyInstance {
  try {
    return new Busboy({ headers: { "content-type": contentType }, limits: { ...limits, files, parts: limits.fields + files + 1 } });
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
async function* upTo(most: number, stream: AsyncIterable<Uint8Array>, refuse: (error: TooLarge) => void = () => undefined): AsyncGenerator<Uint8Array> {
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
