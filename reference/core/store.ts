import type { ContentDigest } from "./attachment-content.js";
import { concatAll } from "./bytes.js";
import type { ObjectStart } from "./object-start.js";
import type { CryptoProvider } from "./provider.js";

/** A file of a store, as {@link Store.list} names it. */
export interface StoredFile {
  /** Path below the vault's root, parts separated by `/`. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

/** How many files are transferred at the same time where a store does not say. */
export const PARALLEL = 3;

/** What can be written to a {@link Store}: whole, or in pieces so that memory does not hold it. */
export type StoreData = Uint8Array | AsyncIterable<Uint8Array>;

/** Reads, seals and stores files of the device on other threads. */
export interface FileTaker {
  /** Whose primitives it computes. */
  readonly provider: CryptoProvider;
  /**
   * Reads a file.
   *
   * @param length - bytes, about
   * @param onSealed - is told now and then how many bytes of a long file are sealed
   * @returns undefined where other threads would not be faster
   * @throws SourceError if the file cannot be read; KeepsakeError store.unavailable; the reason of the signal
   */
  take(
    path: string,
    length: number,
    signal: AbortSignal | undefined,
    onSealed: (bytes: number) => void,
  ): Promise<TakenFile | undefined>;
}

/** A file of the device that was read. */
export interface TakenFile extends ContentDigest {
  /**
   * Seals the content as an object and stores it as {@link Store.putIfAbsent} does.
   *
   * @throws KeepsakeError object.size, object.digest if the file has changed, store.unavailable; SourceError if
   * the file is read again, and cannot be; the reason of the signal
   */
  put(start: ObjectStart): Promise<"stored" | "exists">;
  /** Lets go of the content. */
  release(): void;
}

/**
 * What Keepsake needs of a place that keeps files: a folder, a bucket, an archive (spec: Vault, Stores).
 * Nothing is ever overwritten. Errors are `store.unavailable`, with the store's own error as the cause. An operation
 * waits for what it asked for, even if it is to stop: a store that may never answer limits the time itself, and gives an
 * error then, whether or not what was asked for is done later.
 */
export interface Store {
  /** How many files a caller may transfer at the same time; 3 if absent. */
  readonly parallel?: number;
  /** True if a piece is not looked at any more once the next one is asked for, so that its memory may be used again. */
  readonly releasesPieces?: boolean;
  /**
   * Takes files of the device without this program's reading them, where that is faster. It goes past `putIfAbsent`, so
   * a store that wraps another one's leaves it out.
   */
  readonly fileTaker?: FileTaker;
  /** The whole file, or undefined if there is none. For small files: headers, marks, snapshots. */
  get(name: string): Promise<Uint8Array | undefined>;
  /**
   * `length` bytes from `offset`, or undefined if there is no such file. Bytes past the end are left out, so an
   * offset at or past the end gives an empty array.
   */
  getRange(name: string, offset: number, length: number): Promise<Uint8Array | undefined>;
  /**
   * Stores a file unless the name is taken, atomically: of two writers exactly one gets `"stored"`, and a file is
   * there whole and durable, or not at all. If `data` throws, nothing is stored and the error is passed on. It need
   * not be read if the name is taken.
   */
  putIfAbsent(name: string, data: StoreData): Promise<"stored" | "exists">;
  /** Every file whose name starts with `prefix`, in any order. */
  list(prefix: string): AsyncIterable<StoredFile>;
  /** Deletes a file; one that is not there is deleted already. */
  delete(name: string): Promise<void>;
}

/** All pieces in one array. */
export async function collect(pieces: StoreData): Promise<Uint8Array> {
  if (pieces instanceof Uint8Array) return pieces;
  const parts: Uint8Array[] = [];
  for await (const part of pieces) parts.push(part);
  return concatAll(parts);
}

/** The listed files as an array, ascending by name. */
export async function listFiles(store: Store, prefix: string): Promise<StoredFile[]> {
  const files: StoredFile[] = [];
  for await (const file of store.list(prefix)) files.push(file);
  return files.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
