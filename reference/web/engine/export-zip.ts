import { configure, TextReader, ZipWriter } from "@zip.js/zip.js";
import type { StoredSnapshot } from "../../core/history.js";
import type { OperationOptions } from "../../core/progress.js";
import type { Attachment } from "../../core/proto/types.js";
import { openAttachment, readFrames } from "../../core/restore.js";
import { collect } from "../../core/store.js";
import type { Vault } from "../../core/vault.js";
import { selectChats } from "../../export/frames.js";
import { type OpenMedia, type Sink, writeHtml } from "../../viewer/index.js";

// Workers would need a script that a page's content policy may forbid.
configure({ useWebWorkers: false });

/** Media up to this are checked in memory before they are written; larger ones are read twice. */
const HELD = 8_388_608;
/** Times that a zip can hold. */
const EARLIEST_MS = Date.UTC(1980, 0, 2);
const LATEST_MS = Date.UTC(2106, 0, 1);

/** A zip with the pages of a backup, of everything or of one chat, and their media, made while it is read. */
export async function* zipPages(
  vault: Vault,
  snapshot: StoredSnapshot,
  chatId: string | undefined,
  options: OperationOptions,
): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const zip = new ZipWriter(writable);
  const done = writePages(zip, vault, snapshot, chatId, options).then(() => zip.close());
  // Seen below; whoever reads must not wait for ever.
  done.catch((error) => writable.abort(error).catch(() => {}));
  try {
    yield* readable;
    await done;
  } catch (error) {
    await done;
    throw error;
  } finally {
    await done.catch(() => {});
  }
}

async function writePages(
  zip: ZipWriter<unknown>,
  vault: Vault,
  snapshot: StoredSnapshot,
  chatId: string | undefined,
  options: OperationOptions,
): Promise<void> {
  const { signal } = options;
  let broken: { error: unknown } | undefined;
  const sink: Sink = {
    async writeFile(path, data, modifiedAtMs = Date.now()) {
      const lastModDate = new Date(Math.max(EARLIEST_MS, Math.min(modifiedAtMs, LATEST_MS)));
      try {
        // Photos and videos are compressed already.
        if (typeof data === "string") await zip.add(path, new TextReader(data), { lastModDate });
        else await zip.add(path, streamOf(data), { lastModDate, level: 0 });
      } catch (error) {
        broken = { error };
        throw error;
      }
    },
  };
  const frames = readFrames(vault, snapshot, signal === undefined ? {} : { signal });
  const chosen = selectChats(frames, chatId === undefined ? [] : [chatId]);
  const openMedia = checkedMedia(vault, snapshot.snapshot.totals?.attachmentBytes, options);
  await writeHtml(chosen, sink, { openMedia, ...(signal === undefined ? {} : { signal }) });
  // Half of an entry stands in the zip, which cannot be taken back.
  if (broken !== undefined) throw broken.error;
}

/** Opens attachments that are known to be whole: nothing can be taken back from a zip that is being written. */
function checkedMedia(
  vault: Vault,
  bytesTotal: number | undefined,
  { signal, onProgress }: OperationOptions,
): OpenMedia {
  let bytesDone = 0;
  const open = async function* (attachment: Attachment) {
    for await (const piece of openAttachment(vault, attachment)) {
      signal?.throwIfAborted();
      yield piece;
    }
  };
  return async (attachment) => {
    const { object, fileName: name = "" } = attachment;
    let pieces: AsyncIterable<Uint8Array>;
    if ((object?.length ?? 0) <= HELD) {
      const held = await collect(open(attachment));
      pieces = (async function* () {
        yield held;
      })();
    } else {
      for await (const _ of open(attachment)) {
        // Read to its end, where it is known to be right.
      }
      pieces = open(attachment);
    }
    return (async function* () {
      for await (const piece of pieces) {
        yield piece;
        bytesDone += piece.length;
        onProgress?.({ phase: "restore", bytesDone, name, ...(bytesTotal === undefined ? {} : { bytesTotal }) });
      }
    })();
  };
}

/** Not `ReadableStream.from`, which not every browser has. */
function streamOf(data: Uint8Array | AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterable = data instanceof Uint8Array ? [data] : data;
  const iterator = (async function* () {
    yield* iterable;
  })();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await iterator.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    cancel: async () => void (await iterator.return(undefined)),
  });
}
