import { toHex } from "../core/bytes.js";
import { parseName } from "../core/names.js";
import { listFiles, type Store, type StoredFile } from "../core/store.js";
import { newestHeader } from "./headers.js";
import { type SlotSummary, slotTable, visibleSlots } from "./slot-list.js";
import { bytes, table } from "./words.js";

/** Everything that a storage provider, or a thief of its disks, can read off a vault. */
export interface SeenVault {
  readonly vaultId: string;
  readonly epoch: number;
  readonly revision: number;
  readonly slots: readonly SlotSummary[];
  /** Number and bytes of the files of each kind. */
  readonly files: Readonly<Record<"header" | "snapshot" | "object" | "mark" | "other", FileCount>>;
  /** A few of the objects, by name. */
  readonly examples: readonly StoredFile[];
}

interface FileCount {
  readonly count: number;
  readonly bytes: number;
}

const EXAMPLES = 5;

/** Looks at a vault as its storage provider can. @throws KeepsakeError header.missing, header.malformed */
export async function seenVault(store: Store): Promise<SeenVault> {
  const header = await newestHeader(store);
  const all = await listFiles(store, "");
  const objects = all.filter(({ name }) => parseName(name)?.kind === "object");
  const countOf = (kind: string): FileCount => {
    const files = all.filter(({ name }) => (parseName(name)?.kind ?? "other") === kind);
    return { count: files.length, bytes: files.reduce((sum, { size }) => sum + size, 0) };
  };
  return {
    vaultId: toHex(header.vaultId),
    epoch: header.epoch,
    revision: header.revision,
    slots: visibleSlots(header),
    files: {
      header: countOf("header"),
      snapshot: countOf("snapshot"),
      object: countOf("object"),
      mark: countOf("mark"),
      other: countOf("other"),
    },
    examples: objects.slice(0, EXAMPLES),
  };
}

/** The same as text. */
export function seenText({ vaultId, epoch, revision, slots, files, examples }: SeenVault): string {
  const kinds = Object.entries(files).filter(([kind, { count }]) => kind !== "other" || count > 0);
  const rows = kinds.map(([kind, { count, bytes: size }]) => [`  ${kind}`, count.toLocaleString("en"), bytes(size)]);
  const lines = [
    "What a storage provider sees:",
    `  Vault ${vaultId}, epoch ${epoch}, header revision ${revision}`,
    "",
    slotTable(slots),
    "",
    table([["  Files", "Count", "Size"], ...rows], [1, 2]),
  ];
  if (examples.length > 0) {
    lines.push("", "Objects have no names but these, and padded sizes:");
    lines.push(
      table(
        examples.map(({ name, size }) => [`  ${name}`, size.toLocaleString("en")]),
        [1],
      ),
    );
  }
  return lines.join("\n");
}
