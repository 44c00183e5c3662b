import type { ContentDigest } from "../core/attachment-content.js";
import { equalBytes } from "../core/bytes.js";
import { KeepsakeError } from "../core/errors.js";
import { contentChanged, SourceError } from "../core/source-error.js";
import type { FileTaker, Store } from "../core/store.js";
import type { FileAnswer } from "./file-thread.js";
import { createFileThreads, type FileThread } from "./file-threads.js";
import type { FileData } from "./folder-put.js";
import { nodeProvider } from "./provider-node.js";

/**
 * Takes files on other threads, which read, hash and seal them.
 *
 * @param put - opens a new file for what is to be written, and gives it its name
 */
export function createFileTaker(put: (name: string, data: FileData) => ReturnType<Store["putIfAbsent"]>): FileTaker {
  const threads = createFileThreads();
  return {
    provider: nodeProvider,
    async take(path, length, signal, onSealed) {
      if (!threads.areUseful(length)) return undefined;
      const stop = new Int32Array(new SharedArrayBuffer(4));
      const onAbort = () => Atomics.store(stop, 0, 1);
      signal?.addEventListener("abort", onAbort, { once: true });

      // The thread that holds the content.
      let holder: FileThread | undefined;
      const letGo = () => {
        holder?.release();
        holder = undefined;
      };
      const release = () => {
        letGo();
        signal?.removeEventListener("abort", onAbort);
      };

      async function read(): Promise<ContentDigest> {
        holder = await threads.take();
        signal?.throwIfAborted();
        const answer = checked(await holder.ask({ kind: "read", path, stop }), signal);
        return (answer as { content: ContentDigest }).content;
      }

      try {
        const content = await read();
        return {
          ...content,
          release,
          put: (start) =>
            put(start.name, async ({ fd }) => {
              // Padding is sealed too.
              const reportSealed = (bytes: number) => onSealed(Math.min(bytes, content.length));
              // It was let go of if it is stored under another name now, because that one was taken.
              if (holder === undefined && !equalBytes((await read()).digest, content.digest)) {
                throw contentChanged("object.digest", start.name);
              }
              checked(await holder!.ask({ kind: "seal", start, target: fd }, reportSealed), signal);
              // Others may have the thread while the file is made durable.
              letGo();
            }),
        };
      } catch (error) {
        release();
        throw error;
      }
    },
  };
}

/** Passes on what is no failure. */
function checked(answer: FileAnswer, signal: AbortSignal | undefined): FileAnswer {
  if ("stopped" in answer) throw signal!.reason;
  if (!("failure" in answer)) return answer;
  const { message, code, details } = answer.failure;
  if (code !== undefined) throw new KeepsakeError(code, message, details);
  throw new SourceError("object.missing", "The file cannot be read.", new Error(message));
}
