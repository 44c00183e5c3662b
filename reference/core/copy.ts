import { equalBytes } from "./bytes.js";
import { createPool } from "./concurrency.js";
import { conflict, parallelOf, planCopy } from "./copy-plan.js";
import { defaultProvider } from "./default-provider.js";
import { type ErrorCode, KeepsakeError } from "./errors.js";
import { FILE_KIND, readPrefix } from "./file-prefix.js";
import type { ParsedHeader } from "./header.js";
import { headerName } from "./names.js";
import { type Problem, problemOf } from "./problem.js";
import type { OperationOptions } from "./progress.js";
import type { CryptoProvider } from "./provider.js";
import { sameContent } from "./same-content.js";
import { READ_SIZE } from "./source.js";
import type { Store, StoreData, StoredFile } from "./store.js";

/** How to copy a vault. */
export interface CopyOptions extends OperationOptions {
  readonly provider?: CryptoProvider;
}

/** What a copy did. */
export interface CopySummary {
  /** Files that were stored, and their bytes. */
  readonly copied: { readonly files: number; readonly bytes: number };
  /** Files that only the destination has, such as snapshots that were forgotten at the source. */
  readonly extra: { readonly headers: number; readonly snapshots: number; readonly objects: number };
  /** Files of the source that are damaged, and were left out. Ascending by name. */
  readonly problems: readonly Problem[];
}

/** What tells that a file is damaged without a key. */
interface Kind {
  readonly check?: (start: Uint8Array) => void;
  readonly short: ErrorCode;
}

const OBJECT: Kind = {
  check: (start) => readPrefix(start, FILE_KIND.object, { magic: "object.malformed", kind: "object.wrong-kind" }),
  short: "object.truncated",
};
/** Looked at when the copy was planned. */
const SNAPSHOT: Kind = { short: "snapshot.malformed" };

/**
 * Copies a vault from one store to another, or brings a copy up to date (spec: Vault, Copying). Needs no key, so it
 * cannot tell whether objects are whole: check the copy with a key. Whoever reads the copy meanwhile finds a vault that
 * is whole, or none yet. Can be repeated after an interruption: what is there is not copied again.
 *
 * @param source - may be an archive; nothing is written to it
 * @param destination - nothing else writes to it meanwhile; nothing is deleted there
 * @throws KeepsakeError header.missing, header.malformed or input.unsupported-version if the source has no vault that
 * this program knows; header.fork if another vault is at the destination; header.rollback or snapshot.rollback if the
 * source is older than the copy; store.conflict if a name is taken by another file, or the source changed while it was
 * listed; store.unavailable
 */
export async function copyVault(source: Store, destination: Store, options: CopyOptions = {}): Promise<CopySummary> {
  const { onProgress, signal, provider = defaultProvider() } = options;
  const { objects, snapshots, headers, epoch, extra, problems } = await planCopy(source, destination, provider);
  const found = [...problems];
  const copied = { files: 0, bytes: 0 };
  const bytesTotal = [...objects, ...snapshots].reduce((sum, { size }) => sum + size, 0);
  let bytesDone = 0;

  function advance(name: string, bytes: number): void {
    signal?.throwIfAborted();
    bytesDone += bytes;
    onProgress?.({ phase: "copy", bytesDone, bytesTotal, name });
  }

  /** The file in pieces, of which memory holds one. @throws KeepsakeError with the kind's code if it ends early */
  async function* pieces({ name, size }: StoredFile, first: Uint8Array, { short }: Kind): AsyncGenerator<Uint8Array> {
    let piece: Uint8Array | undefined = first;
    for (let offset = 0; ; piece = await source.getRange(name, offset, Math.min(READ_SIZE, size - offset))) {
      // [@store-short-range]
      if (piece === undefined || piece.length === 0) throw new KeepsakeError(short, `${name} is cut off.`, { name });
      yield piece;
      offset += piece.length;
      advance(name, piece.length);
      if (offset >= size) return;
    }
  }

  async function put(name: string, size: number, data: StoreData): Promise<void> {
    // [@never-overwrite]
    const result = await destination.putIfAbsent(name, data);
    if (result === "exists" && !(await sameContent(source, destination, name, size))) throw conflict(name);
    if (result === "exists") return;
    copied.files++;
    copied.bytes += size;
    if (data instanceof Uint8Array) advance(name, size);
  }

  async function copyFile(file: StoredFile, kind: Kind): Promise<void> {
    const { name, size } = file;
    signal?.throwIfAborted();
    const first = await source.getRange(name, 0, Math.min(READ_SIZE, size));
    // [@copy-gone]
    if (first === undefined) return;
    try {
      kind.check?.(first);
      await put(name, size, first.length === size ? first : pieces(file, first, kind));
    } catch (error) {
      if (!(error instanceof KeepsakeError) || error.code.startsWith("store.")) throw error;
      // [@copy-damaged]
      if ((await source.getRange(name, 0, 1)) !== undefined) found.push(problemOf(error, name));
    }
  }

  async function copyAll(files: readonly StoredFile[], kind: Kind): Promise<void> {
    const pool = createPool(parallelOf(source, destination));
    try {
      for (const file of files) await pool.start(() => copyFile(file, kind));
    } finally {
      await pool.done();
    }
  }

  async function copyHeaders(chosen: readonly ParsedHeader[]): Promise<void> {
    // One after the other, from the newest down. [@copy-newest-header-first]
    for (const { revision, bytes } of chosen) {
      const name = headerName(revision);
      signal?.throwIfAborted();
      const result = await destination.putIfAbsent(name, bytes);
      if (result === "stored") {
        copied.files++;
        copied.bytes += bytes.length;
        continue;
      }
      // It may be gone at the source by now, so what was read is compared.
      const other = await destination.get(name);
      if (other === undefined || !equalBytes(other, bytes)) throw conflict(name);
    }
  }

  // [@copy-objects-first] [@copy-snapshots-read-late]
  await copyAll(objects, OBJECT);
  // [@copy-order]
  const ahead = snapshots.filter((snapshot) => snapshot.epoch > epoch);
  const early = ahead.length > 0 ? ahead : snapshots;
  await copyHeaders(headers.filter((header) => header.epoch <= epoch));
  await copyAll(early, SNAPSHOT);
  await copyHeaders(headers.filter((header) => header.epoch > epoch));
  const late = snapshots.filter((snapshot) => !early.includes(snapshot));
  await copyAll(late, SNAPSHOT);
  return { copied, extra, problems: found.sort((a, b) => ((a.name ?? "") < (b.name ?? "") ? -1 : 1)) };
}
