import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { AttachmentContent, OpenContent } from "../core/backup.js";
import { concat, readU64, toHex, u64, utf8 } from "../core/bytes.js";
import type { ImportedContent, ImportResult } from "../import/index.js";
import { replaceFile } from "./replace-file.js";

/*
 * The digests of files that this device has backed up, so that those that did not change since need not be read again.
 * The file may be deleted at any time: the next backup reads everything once, and stores nothing anew.
 *
 * A digest that is wrong gives no wrong backup by itself: it leads to an object of this attachment that the vault has
 * under that digest, or to none. What has to be right is that a file with the same identity has the same content.
 */

/** Digests of files by their identity. */
export interface ContentCache {
  /** Opens attachments with their digest where it is known, and learns it where it is not. */
  opening(open: ImportResult["openAttachment"]): OpenContent;
  /** Writes what was learned. */
  save(): Promise<void>;
}

/**
 * How many files are remembered. Those of another chat, which this run does not see, are to stay; those that are gone or
 * have changed are not told from them. So those go that were not seen for the longest time, which takes neither dates nor
 * a look at the disk, and is at most 15 MB unless a single backup has more.
 */
const MOST = 262_144;

/** Magic, records of key, length and digest, those seen last before the others, and the SHA-256 of all of that. */
const MAGIC = utf8("keepsake-cache-1");
const KEY = 16;
const DIGEST_AT = KEY + 8;
const RECORD = DIGEST_AT + 32;
const CHECKSUM = 32;

/** Where everything is that may be deleted at any time: below XDG_CACHE_HOME, or below ~/.cache. */
export function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "keepsake");
}

/** Where the cache of a vault is. */
export function cachePath(vaultId: Uint8Array): string {
  return join(cacheFolder(), toHex(vaultId));
}

/** Reads the cache of a vault. One that is missing or damaged is empty. */
export async function openContentCache(vaultId: Uint8Array): Promise<ContentCache> {
  const path = cachePath(vaultId);
  const file = await readFile(path).catch(() => Buffer.alloc(0));
  const known = parse(file);
  /** Keys of `known`. */
  const seen = new Set<string>();
  const learned = new Map<string, Uint8Array>();

  function recordOf(key: string): Uint8Array | undefined {
    const at = known.get(key);
    return learned.get(key) ?? (at === undefined ? undefined : file.subarray(at, at + RECORD));
  }

  async function openKnown(open: () => Promise<ImportedContent | undefined>): Promise<AttachmentContent | undefined> {
    const content = await open();
    if (content?.identity === undefined) return content;
    const key = keyOf(vaultId, content.identity);
    const record = recordOf(key);
    if (record !== undefined && readU64(record, KEY) === content.length) {
      if (!learned.has(key)) seen.add(key);
      return { ...content, digest: new Uint8Array(record.subarray(DIGEST_AT)) };
    }
    return {
      ...content,
      async found({ length, digest }) {
        // Not if it was changed while it was read.
        const again = await open().catch(() => undefined);
        if (again?.identity !== content.identity || length !== content.length) return;
        learned.set(key, concat(Buffer.from(key, "latin1"), u64(length), digest));
      },
    };
  }

  function* records(): Generator<Uint8Array> {
    yield* learned.values();
    const others = [...known.keys()].filter((key) => !seen.has(key) && !learned.has(key));
    const room = Math.max(0, MOST - learned.size - seen.size);
    for (const key of [...seen, ...others.slice(0, room)]) yield recordOf(key)!;
  }

  return {
    opening: (open) => (attachment) => openKnown(() => open(attachment)),
    async save() {
      // Which ones were seen is written too, or those of a chat that never changes would seem old.
      if (learned.size === 0 && (seen.size === 0 || seen.size === known.size)) return;
      const content = Buffer.concat([MAGIC, ...records()]);
      // A backup is one without a cache too.
      await replaceFile(path, concat(content, checksum(content))).catch(() => {});
    },
  };
}

/** The beginning of a hash: names of files are nobody's business. */
function keyOf(vaultId: Uint8Array, identity: string): string {
  return createHash("sha256").update(vaultId).update(identity).digest().toString("latin1", 0, KEY);
}

/** Where the record of each key is. */
function parse(file: Buffer): ReadonlyMap<string, number> {
  const records = new Map<string, number>();
  const end = file.length - CHECKSUM;
  const content = file.subarray(0, Math.max(0, end));
  const isWhole = end >= MAGIC.length && (end - MAGIC.length) % RECORD === 0;
  if (!isWhole || !content.subarray(0, MAGIC.length).equals(MAGIC)) return records;
  if (!checksum(content).equals(file.subarray(end))) return records;
  for (let at = MAGIC.length; at < end; at += RECORD) records.set(file.toString("latin1", at, at + KEY), at);
  return records;
}

function checksum(content: Uint8Array): Buffer {
  return createHash("sha256").update(content).digest();
}
