import { configure, type Entry, type FileEntry, Reader, ZipReader } from "@zip.js/zip.js";
import type { RandomAccessSource } from "../core/source.js";
import { importError } from "./problem.js";
import { type ExportSource, type FileAccess, isClutter, type OpenFile, type SourceFile } from "./source.js";

// Workers would need a script that a page's content policy may forbid; inflating is not what takes the time.
configure({ useWebWorkers: false });

/** An export has one entry for each photo: this is far above any, and bounds what a made-up zip can cost. */
const MAX_ENTRIES = 1_000_000;

class AccessReader extends Reader<RandomAccessSource> {
  readonly #access: RandomAccessSource;
  constructor(access: RandomAccessSource) {
    super(access);
    this.#access = access;
    this.size = access.size;
  }
  override readUint8Array(index: number, length: number): Promise<Uint8Array> {
    return this.#access.read(index, Math.max(0, Math.min(length, this.size - index)));
  }
}

/**
 * Lists a zip without reading its content. Entries are inflated one by one, when they are opened, in pieces.
 * Names are labels only: nothing is ever written under them.
 *
 * @throws KeepsakeError input.malformed, reason broken-zip
 */
export async function zipSource(name: string, access: FileAccess): Promise<ExportSource> {
  const files: SourceFile[] = [];
  try {
    const listed = await access.identify?.();
    // What is listed says nothing about another zip in its place.
    const identify = async () => {
      const now = await access.identify?.();
      return now === listed ? now : undefined;
    };
    const reader = new ZipReader(new AccessReader(access), { filenameValidation: "tolerant" });
    for await (const entry of reader.getEntriesGenerator()) {
      if (!isFile(entry) || isClutter(entry.filename)) continue;
      if (files.length >= MAX_ENTRIES) throw new RangeError(`more than ${MAX_ENTRIES} entries`);
      files.push(zipFile(entry, identify));
    }
  } catch (cause) {
    throw importError("broken-zip", `${name} is not a zip that can be read: copy it again, or export the chat again.`, {
      cause,
    });
  }
  return { name, files };
}

function isFile(entry: Entry): entry is FileEntry {
  return !entry.directory;
}

function zipFile(entry: FileEntry, identify: () => Promise<string | undefined>): SourceFile {
  return {
    path: entry.filename,
    async open(): Promise<OpenFile> {
      if (entry.encrypted) {
        throw importError("broken-zip", `${entry.filename} is locked with a password: unpack the zip first.`);
      }
      const zip = await identify();
      return {
        length: entry.uncompressedSize,
        read: () => inflate(entry),
        ...(zip === undefined ? {} : { identity: `${zip} ${entry.offset}` }),
      };
    },
  };
}

async function* inflate(entry: FileEntry): AsyncGenerator<Uint8Array> {
  let stop: (cause: unknown) => void = () => {};
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>({
    start(controller) {
      stop = (cause) => controller.error(cause);
    },
  });
  const abort = new AbortController();
  const done = entry.getData(writable, { checkSignature: true, signal: abort.signal });
  // An entry that cannot be read leaves the stream open, and its reader would wait for ever.
  done.catch(stop);
  let length = 0;
  let finished = false;
  try {
    for await (const piece of readable) {
      length += piece.length;
      if (length > entry.uncompressedSize) throw new RangeError("the entry is longer than the zip says");
      yield piece;
    }
    await done;
    if (length !== entry.uncompressedSize) throw new RangeError("the entry is shorter than the zip says");
    finished = true;
  } catch (cause) {
    throw importError("broken-zip", `${entry.filename} is damaged in the zip: export the chat again.`, { cause });
  } finally {
    if (!finished) abort.abort();
  }
}
