import {
  type ArchiveEntry,
  checkEntries,
  FOOTER,
  INDEX,
  INDEX_HEAD,
  malformed,
  parseFooter,
  parseIndexHead,
  readRecordHead,
  recordEnd,
  recordHeadSize,
} from "./archive-format.js";
import { equalBytes } from "./bytes.js";
import { defaultProvider } from "./default-provider.js";
import { KeepsakeError } from "./errors.js";
import { FILE_KIND, filePrefix, PREFIX_LENGTH, readPrefix } from "./file-prefix.js";
import { LIMITS } from "./limits.js";
import { decodeArchiveIndex } from "./proto/codec.js";
import { countFields } from "./proto/count-fields.js";
import type { CryptoProvider } from "./provider.js";
import type { RandomAccessSource } from "./source.js";

/** Tag of ArchiveIndex.entries: field 1, a message. */
/** Field of ArchiveIndex. */
const ENTRIES = 1;

/** An archive that was opened: its files by name, still unread. */
export interface Archive {
  readonly source: RandomAccessSource;
  /** Ascending by name. */
  readonly entries: ReadonlyMap<string, ArchiveEntry>;
}

/**
 * Opens an archive by its index, which takes four reads whatever its size (spec: Archive). Records are compared with
 * the index when they are used, and all of them by {@link verifyArchive}.
 *
 * @throws KeepsakeError input.malformed, input.truncated, input.trailing-data, input.unsupported-version,
 * input.limit-exceeded, archive.malformed, archive.duplicate
 */
export async function openArchive(
  source: RandomAccessSource,
  provider: CryptoProvider = defaultProvider(),
): Promise<Archive> {
  await checkPrefix(source);
  const footer = parseFooter(await source.read(Math.max(0, source.size - FOOTER), FOOTER));
  // [@archive-trailing] [@archive-truncated]
  if (footer === undefined) throw await whyNoFooter(source);
  const { indexOffset, sha256 } = footer;
  const indexEnd = source.size - FOOTER;
  // [@archive-offset]
  if (indexOffset === undefined || indexOffset < PREFIX_LENGTH || indexOffset > indexEnd - INDEX_HEAD) {
    throw malformed("The footer names a place outside the archive.");
  }
  const length = parseIndexHead(await source.read(indexOffset, INDEX_HEAD));
  if (length !== indexEnd - indexOffset - INDEX_HEAD) throw malformed("There is no index where the footer says.");
  // [@archive-index-limit]
  if (length > LIMITS.archiveIndexBytes) {
    throw new KeepsakeError("input.limit-exceeded", `The archive's index has ${length} bytes, which is too many.`);
  }
  const index = await source.read(indexOffset, INDEX_HEAD + length);
  // [@archive-sha256]
  if (!equalBytes(await provider.sha256(index), sha256)) throw malformed("The archive's index is damaged.");
  // [@archive-entries-limit]
  if (countFields(index.subarray(INDEX_HEAD), ENTRIES, LIMITS.archiveEntries) > LIMITS.archiveEntries) {
    throw new KeepsakeError("input.limit-exceeded", "The archive has too many files.");
  }
  // [@archive-index-protobuf]
  const { entries } = decodeArchiveIndex(index.subarray(INDEX_HEAD));
  checkEntries(entries, PREFIX_LENGTH, indexOffset);
  return { source, entries: new Map(entries.map(({ name, offset, length }) => [name, { name, offset, length }])) };
}

async function checkPrefix(source: RandomAccessSource): Promise<void> {
  const start = await source.read(0, PREFIX_LENGTH);
  const expected = filePrefix(FILE_KIND.archive);
  // [@archive-short]
  if (start.length < PREFIX_LENGTH && equalBytes(start, expected.subarray(0, start.length))) throw truncated();
  // [@archive-magic] [@archive-version] [@archive-kind]
  readPrefix(start, FILE_KIND.archive, { magic: "input.malformed", kind: "archive.malformed" });
}

/** Scans an archive that does not end as one, to tell what is cut off from what is followed by something. */
async function whyNoFooter(source: RandomAccessSource): Promise<KeepsakeError> {
  let offset = PREFIX_LENGTH;
  for (let count = 0; count <= LIMITS.archiveEntries; count++) {
    const [type] = await source.read(offset, 1);
    if (type === INDEX) {
      const length = parseIndexHead(await source.read(offset, INDEX_HEAD));
      if (length === undefined) return truncated();
      const footer = parseFooter(await source.read(offset + INDEX_HEAD + length, FOOTER));
      if (footer === undefined || footer.indexOffset !== offset) return truncated();
      return new KeepsakeError("input.trailing-data", "Something follows the end of the archive.");
    }
    const entry = await readRecordHead(source, offset).catch(() => undefined);
    if (entry === undefined) return truncated();
    offset = recordEnd(entry);
  }
  return truncated();
}

function truncated(): KeepsakeError {
  return new KeepsakeError("input.truncated", "The archive is cut off; copy it again from where it came.");
}

/**
 * Where the bytes of a file start in the archive, after comparing its record with the index.
 *
 * @throws KeepsakeError archive.malformed
 */
export async function locateFile(archive: Archive, entry: ArchiveEntry): Promise<number> {
  const record = await readRecordHead(archive.source, entry.offset);
  // [@archive-record-matches]
  if (record?.name !== entry.name || record.length !== entry.length) {
    throw malformed(`The record of ${entry.name} is not what the index says.`, entry.name);
  }
  return entry.offset + recordHeadSize(entry.name);
}

/**
 * Compares every record with the index: the entries are contiguous, so this is a scan. Files are not read.
 *
 * @throws KeepsakeError archive.malformed
 */
export async function verifyArchive(archive: Archive): Promise<void> {
  for (const entry of archive.entries.values()) await locateFile(archive, entry);
}
