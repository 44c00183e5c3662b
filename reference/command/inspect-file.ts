import { toHex } from "../core/bytes.js";
import { plaintextSize } from "../core/cobblestone.js";
import { defaultProvider } from "../core/default-provider.js";
import { MARK_FILE, peekEpoch, SNAPSHOT_FILE } from "../core/epoch-file.js";
import { KeepsakeError } from "../core/errors.js";
import { FILE_KIND, FORMAT_VERSION, MAGIC, PREFIX_LENGTH } from "../core/file-prefix.js";
import { parseHeader } from "../core/header.js";
import type { RandomAccessSource } from "../core/source.js";
import { type ShownSlot, slotTable } from "./slot-list.js";
import { bytes } from "./words.js";

/** What anyone can read off one stored file of a vault. */
export interface SeenFile {
  readonly kind: keyof typeof FILE_KIND;
  readonly version: number;
  /** Bytes. */
  readonly size: number;
  /** Of a header, a snapshot or a mark. */
  readonly epoch?: number;
  /** Of a header. */
  readonly vaultId?: Uint8Array;
  readonly revision?: number;
  readonly slots?: readonly ShownSlot[];
  /** Of anything sealed: bytes inside with padding, of which the real length is a part that nobody sees. */
  readonly paddedSize?: number;
}

/** The kind of a stored file, by its first bytes. @throws KeepsakeError input.malformed, input.unsupported-version */
export function kindOfFile(start: Uint8Array): keyof typeof FILE_KIND {
  const [version, kind] = start.subarray(MAGIC.length);
  if (MAGIC.some((byte, index) => start[index] !== byte) || kind === undefined) {
    throw new KeepsakeError("input.malformed", "This is not a file of Keepsake.");
  }
  if (version !== FORMAT_VERSION) {
    throw new KeepsakeError("input.unsupported-version", `This file is of version ${version} of the format.`);
  }
  const found = Object.entries(FILE_KIND).find(([, number]) => number === kind);
  if (found === undefined) throw new KeepsakeError("input.malformed", `There is no kind ${kind} of file.`);
  return found[0] as keyof typeof FILE_KIND;
}

/** Reads what stands in the clear in a header, snapshot, object or mark. */
export async function inspectFile(kind: keyof typeof FILE_KIND, source: RandomAccessSource): Promise<SeenFile> {
  const seen = { kind, version: FORMAT_VERSION, size: source.size };
  if (kind === "header") {
    // A header that is too long is refused by its length field, after a few bytes more than the largest.
    const stored = await source.read(0, Math.min(source.size, 2 ** 21));
    const header = await parseHeader(defaultProvider(), stored, undefined);
    const { vaultId, epoch, revision } = header;
    const slots = header.slots.map(({ slotId, kind, passkey }) => ({ slotId, kind, passkey }));
    return { ...seen, vaultId, epoch, revision, slots };
  }
  const clear = PREFIX_LENGTH + (kind === "object" ? 0 : 8);
  const padded = plaintextSize(source.size - clear);
  const size = padded === undefined ? {} : { paddedSize: padded };
  if (kind === "object") return { ...seen, ...size };
  const epoch = peekEpoch(kind === "mark" ? MARK_FILE : SNAPSHOT_FILE, await source.read(0, clear));
  return { ...seen, epoch, ...size };
}

/** The same as text. */
export function fileText(seen: SeenFile): string {
  const lines = [
    `${/^[aeiou]/.test(seen.kind) ? "An" : "A"} ${seen.kind} of Keepsake format ${seen.version}, ${bytes(seen.size)}.`,
  ];
  if (seen.vaultId !== undefined)
    lines.push(`Vault ${toHex(seen.vaultId)}, epoch ${seen.epoch}, revision ${seen.revision}.`);
  else if (seen.epoch !== undefined) lines.push(`Sealed in epoch ${seen.epoch}.`);
  if (seen.slots !== undefined) lines.push("", slotTable(seen.slots));
  if (seen.paddedSize !== undefined) {
    lines.push(`Inside are at most ${bytes(seen.paddedSize - 8)}, padded; what it is cannot be seen without a key.`);
  }
  return lines.join("\n");
}
