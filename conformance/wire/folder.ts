import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { atExit } from "./at-exit.js";
import { type LoadBytes, MalformedValue } from "./decode.js";
import type { StoreBytes } from "./encode.js";

/** The files of one process of a testee: those that it is sent, and in {@link directory} those that it writes. */
export interface ExchangeFolder {
  /** An empty folder for the testee's files. */
  readonly directory: string;
  /** Writes bytes for the testee to read, and adds the file to `written`. */
  store(bytes: Uint8Array, written: string[]): ReturnType<StoreBytes>;
  readonly load: LoadBytes;
  remove(): void;
}

/** Makes a folder among the temporary files of the platform. It goes when `remove` is called, or this process ends. */
export function makeExchangeFolder(): ExchangeFolder {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "keepsake-conformance-")));
  const directory = join(root, "testee");
  mkdirSync(directory);
  let count = 0;

  function remove(): void {
    callOff();
    rmSync(root, { recursive: true, force: true, maxRetries: 2 });
  }
  const callOff = atExit(remove);

  return {
    directory,
    store(bytes, written) {
      const file = join(root, String(++count));
      writeFileSync(file, bytes);
      written.push(file);
      return { file, length: bytes.length, sha256: sha256(bytes) };
    },
    load: (stated) => readStated(directory, stated),
    remove,
  };
}

function readStated(directory: string, stated: Parameters<LoadBytes>[0]): Uint8Array {
  let bytes: Uint8Array;
  try {
    const path = realpathSync(stated.file);
    if (!path.startsWith(directory + sep)) {
      throw new MalformedValue(`the file ${stated.file} is not in the directory of hello`);
    }
    bytes = readFileSync(path);
  } catch (error) {
    if (error instanceof MalformedValue) throw error;
    throw new MalformedValue(`the file ${stated.file} cannot be read: ${(error as Error).message}`);
  }
  if (bytes.length !== stated.length || sha256(bytes) !== stated.sha256) {
    throw new MalformedValue(`the file ${stated.file} has not the length and the SHA-256 that the answer states`);
  }
  return bytes;
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
