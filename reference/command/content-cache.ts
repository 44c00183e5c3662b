import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { AttachmentContent, OpenContent } from "../core/backup.js";
import { concat, equalBytes, readU64, toHex, u64, utf8 } from "../core/bytes.js";
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
  /**
   * Writes what was learned, if anything was.
   *
   * @param whole - everything was opened that there is, so that the rest may be forgotten
   */
  save(whole: boolean): Promise<void>;
}

/** Magic, records of key, length and digest, and the SHA-256 of all of that. */
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
  const known = parse(await readFile(path).catch(() => new Uint8Array()));
  const seen = new Map<string, Uint8Array>();
  let learned = false;

  async function openKnown(open: () => Promise<ImportedContent | undefined>): Promise<AttachmentContent | undefined> {
    const content = await open();
    if (content?.identity === undefined) return content;
    const key = keyOf(vaultId, content.identity);
    const record = known.get(key);
    if (record !== undefined && readU64(record, KEY) === content.length) {
      seen.set(key, record);
      return { ...content, digest: record.slice(DIGEST_AT) };
    }
    return {
      ...content,
      async found({ length, digest }) {
        // Not if it was changed while it was read.
        const again = await open().catch(() => undefined);
        if (again?.identity !== content.identity || length !== content.length) return;
        seen.set(key, concat(Buffer.from(key, "latin1"), u64(length), digest));
        learned = true;
      },
    };
  }

  return {
    opening: (open) => (attachment) => openKnown(() => open(attachment)),
    async save(whole) {
      const forgets = whole && seen.size < known.size;
      if (!learned && !forgets) return;
      const records = whole ? seen : new Map([...known, ...seen]);
      const content = concat(MAGIC, ...records.values());
      // A backup is one without a cache too.
      await replaceFile(path, concat(content, checksum(content))).catch(() => {});
    },
  };
}

/** The beginning of a hash: names of files are nobody's business. */
function keyOf(vaultId: Uint8Array, identity: string): string {
  return createHash("sha256").update(vaultId).update(identity).digest().toString("latin1", 0, KEY);
}

function parse(file: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const records = new Map<string, Uint8Array>();
  const end = file.length - CHECKSUM;
  const content = file.subarray(0, Math.max(0, end));
  const isWhole = end >= MAGIC.length && (end - MAGIC.length) % RECORD === 0;
  if (!isWhole || !equalBytes(content.subarray(0, MAGIC.length), MAGIC)) return records;
  if (!equalBytes(checksum(content), file.subarray(end))) return records;
  for (let at = MAGIC.length; at < end; at += RECORD) {
    const record = content.subarray(at, at + RECORD);
    records.set(Buffer.from(record.subarray(0, KEY)).toString("latin1"), record);
  }
  return records;
}

function checksum(content: Uint8Array): Uint8Array {
  return createHash("sha256").update(content).digest();
}
