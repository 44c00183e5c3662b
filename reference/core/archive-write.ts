import { encodeFooter, encodeIndex, encodeRecordHead, isArchivedName, recordEnd } from "./archive-format.js";
import type { Archive } from "./archive-read.js";
import { defaultProvider } from "./default-provider.js";
import { KeepsakeError } from "./errors.js";
import { FILE_KIND, filePrefix } from "./file-prefix.js";
import { newestHeaderName } from "./header-list.js";
import { LIMITS } from "./limits.js";
import { parseName } from "./names.js";
import type { OperationOptions } from "./progress.js";
import { encodeArchiveIndex } from "./proto/codec.js";
import type { CryptoProvider } from "./provider.js";
import { sameContent } from "./same-content.js";
import { readPieces } from "./source.js";
import { listFiles, type Store, type StoredFile } from "./store.js";
import { archiveStore } from "./store-archive.js";

/** How to pack an archive. */
export interface PackOptions extends OperationOptions {
  /** Names of the files to pack, as `archiveNames` chooses them. Default: everything that a vault has but marks. */
  readonly names?: ReadonlySet<string>;
  readonly provider?: CryptoProvider;
}

/**
 * Packs a vault into one file (spec: Archive), in a memory that does not grow with it. Needs no key.
 *
 * @returns The bytes of the archive. The same vault gives the same bytes.
 * @throws KeepsakeError header.missing, header.malformed, store.unavailable (also if a file changes meanwhile)
 */
export async function* packArchive(store: Store, options: PackOptions = {}): AsyncGenerator<Uint8Array> {
  const { names, onProgress, signal, provider = defaultProvider() } = options;
  const files = await filesToPack(store, provider, names);
  const bytesTotal = files.reduce((sum, file) => sum + file.size, 0);
  let bytesDone = 0;
  let offset = 0;
  const entries = [];

  const prefix = filePrefix(FILE_KIND.archive);
  yield prefix;
  offset += prefix.length;
  for (const { name, size } of files) {
    const entry = { name, offset, length: size };
    entries.push(entry);
    yield encodeRecordHead(name, size);
    let length = 0;
    for await (const piece of readPieces(store, name, size)) {
      signal?.throwIfAborted();
      yield piece;
      length += piece.length;
      bytesDone += piece.length;
      onProgress?.({ phase: "pack", bytesDone, bytesTotal, name });
    }
    if (length !== size) throw new KeepsakeError("store.unavailable", `${name} changed while it was read.`, { name });
    offset = recordEnd(entry);
  }
  const index = encodeIndex(encodeArchiveIndex({ entries }));
  yield index;
  yield encodeFooter(offset, await provider.sha256(index));
}

async function filesToPack(
  store: Store,
  provider: CryptoProvider,
  names: ReadonlySet<string> | undefined,
): Promise<StoredFile[]> {
  // [@archive-sorted] [@archive-no-marks] [@archive-no-others]
  const all = (await listFiles(store, "")).filter((file) => isArchivedName(file.name));
  // [@archive-one-header]
  const header = await newestHeaderName(store, provider);
  const files = all.filter(({ name }) =>
    parseName(name)?.kind === "header" ? name === header : names === undefined || names.has(name),
  );
  if (files.length > LIMITS.archiveEntries) {
    throw new KeepsakeError("input.limit-exceeded", `The vault has ${files.length} files, too many for an archive.`);
  }
  return files;
}

/**
 * Unpacks an archive into a store, so that it becomes an ordinary vault. Needs no key. Can be repeated after an
 * interruption: files that are there already are compared.
 *
 * @throws KeepsakeError store.conflict if another vault, or more of this one, is there; archive.malformed
 */
export async function unpackArchive(archive: Archive, store: Store, options: OperationOptions = {}): Promise<void> {
  const { onProgress, signal } = options;
  const source = archiveStore(archive);
  for (const prefix of ["headers/", "snapshots/"]) {
    for (const { name } of await listFiles(store, prefix)) {
      if (!archive.entries.has(name)) throw conflict(name);
    }
  }
  // Objects before the snapshots that name them, and the header, which makes it a vault, last.
  const order = { object: 0, snapshot: 1, header: 2, mark: 3 };
  const rank = (name: string) => order[parseName(name)!.kind];
  const entries = [...archive.entries.values()].sort((a, b) => rank(a.name) - rank(b.name));
  const bytesTotal = entries.reduce((sum, entry) => sum + entry.length, 0);
  let bytesDone = 0;
  for (const { name, length } of entries) {
    signal?.throwIfAborted();
    const result = await store.putIfAbsent(name, exactly(readPieces(source, name, length), length, name, signal));
    if (result === "exists" && !(await sameContent(source, store, name, length))) throw conflict(name);
    bytesDone += length;
    onProgress?.({ phase: "unpack", bytesDone, bytesTotal, name });
  }
}

async function* exactly(
  pieces: AsyncIterable<Uint8Array>,
  length: number,
  name: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  let done = 0;
  for await (const piece of pieces) {
    signal?.throwIfAborted();
    done += piece.length;
    yield piece;
  }
  if (done !== length) throw new KeepsakeError("input.truncated", `The archive ends within ${name}.`, { name });
}

function conflict(name: string): KeepsakeError {
  const message = `${name} is there with other content; unpack the archive into a place of its own.`;
  return new KeepsakeError("store.conflict", message, { name });
}
