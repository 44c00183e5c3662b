import { toHex } from "../../core/bytes.js";
import { KeepsakeError } from "../../core/errors.js";
import { secureRandomness } from "../../core/randomness.js";
import type { FileDemand, FileHead, FilePiece, FileRequest } from "../service/messages.js";
import { type Answer, answerDownload } from "./answer.js";

/** Names of sessions and downloads are guessed by nobody, and tabs do not mix. */
const NAME = 16;
/** How long a browser may take to fetch a download that was started. */
const FETCH_MS = 60_000;

/** Answers for a path below a session; undefined if there is no such file. */
export type SessionFiles = (path: string, range: string | null) => Answer | undefined;

/** What the service worker can ask of this engine. */
export interface Serving {
  /** Starts to serve pages. @returns the path under which they are, relative to the page, and how to stop it */
  openSession(files: SessionFiles): { readonly path: string; readonly close: () => void };
  /**
   * Offers a file that is made while it is fetched, once.
   *
   * @param start - gets its path, relative to the page
   * @throws the signal's reason; what `bytes` throws; DOMException AbortError if the browser stops the download
   */
  download(file: Download, start: (path: string) => void, signal: AbortSignal): Promise<void>;
  /** Answers one request. */
  serve(port: MessagePort): void;
}

interface Download {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

export function createServing(): Serving {
  const sessions = new Map<string, SessionFiles>();
  const downloads = new Map<string, () => Answer>();
  const newName = (what: string) => toHex(secureRandomness(what, NAME));

  function answerFor({ path, range }: FileRequest): Answer | null {
    const [folder, name = "", ...rest] = path.split("/");
    if (folder === "download") return downloads.get(name)?.() ?? null;
    const session = folder === "view" ? sessions.get(name) : undefined;
    return session?.(rest.join("/"), range) ?? null;
  }

  /** An error here would be one of the whole worker. */
  function tryAnswer(request: FileRequest): Answer | null {
    try {
      return answerFor(request);
    } catch {
      return null;
    }
  }

  return {
    openSession(files) {
      const name = newName("session");
      sessions.set(name, files);
      return { path: `view/${name}/`, close: () => sessions.delete(name) };
    },
    async download({ name, mediaType, bytes }, start, signal) {
      const id = newName("download");
      try {
        await new Promise<void>((resolve, reject) => {
          const timer = setTimeout(() => reject(notFetched()), FETCH_MS);
          signal.addEventListener("abort", () => reject(signal.reason), { once: true });
          downloads.set(id, () => {
            downloads.delete(id);
            clearTimeout(timer);
            try {
              return answerDownload(name, mediaType, settled(bytes, resolve, reject));
            } catch (error) {
              reject(error);
              throw error;
            }
          });
          start(`download/${id}`);
        });
      } finally {
        downloads.delete(id);
      }
    },
    serve(port) {
      port.onmessage = ({ data }: MessageEvent<FileRequest>) => {
        const answer = tryAnswer(data);
        port.postMessage((answer?.head ?? null) satisfies FileHead);
        if (answer === null) port.close();
        else giveOut(port, answer.body);
      };
    },
  };
}

/** Gives the pieces of a body as they are asked for, and stops reading when they are not wanted any more. */
function giveOut(port: MessagePort, body: AsyncIterable<Uint8Array>): void {
  const iterator = body[Symbol.asyncIterator]();
  const say = (piece: FilePiece) => port.postMessage(piece, typeof piece === "object" ? [piece.piece.buffer] : []);
  const stop = () => void iterator.return?.().catch(() => {});
  const give = async () => {
    try {
      const next = await iterator.next();
      // Pieces may lie in a buffer that is used again.
      if (!next.done) return say({ piece: next.value.slice() });
      say("done");
    } catch {
      say("failed");
    }
    port.close();
  };
  port.onmessage = ({ data }: MessageEvent<FileDemand>) => {
    if (data === "pull") void give();
    else {
      stop();
      port.close();
    }
  };
  // The service worker was stopped. Where browsers do not say so, the reading rests until the page is closed.
  port.addEventListener("close", stop);
}

/** Passes bytes on, and tells how it ended, also where it is stopped before it begins. */
function settled(
  bytes: AsyncIterable<Uint8Array>,
  resolve: () => void,
  reject: (error: unknown) => void,
): AsyncIterable<Uint8Array> {
  const iterator = bytes[Symbol.asyncIterator]();
  const passing: AsyncIterator<Uint8Array> = {
    async next() {
      try {
        const next = await iterator.next();
        if (next.done) resolve();
        return next;
      } catch (error) {
        reject(error);
        throw error;
      }
    },
    async return() {
      reject(new DOMException("The browser stopped the download.", "AbortError"));
      await iterator.return?.();
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => passing };
}

function notFetched(): KeepsakeError {
  const message = "The browser did not start the download; reload the page and try again.";
  return new KeepsakeError("store.unavailable", message);
}
