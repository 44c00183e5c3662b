import { toHex } from "../core/bytes.js";
import type { StoreView } from "../core/inspect.js";
import { slotTable } from "./slot-list.js";
import { bytes, count, table } from "./words.js";

/** Sizes of objects that are shown; --json has them all. */
const MOST_SIZES = 12;

/** What a storage provider, or a thief of its disks, sees of a vault. */
export function seenText({ headers, snapshots, marks, objects, unknownNames, files, bytes: total }: StoreView): string {
  const lines = ["What a storage provider sees:", "", `  ${count(files, "file")}, ${bytes(total)} in all`];
  for (const { name, size, vaultId, epoch, problem } of headers) {
    const what = problem === undefined ? `vault ${toHex(vaultId!)}, epoch ${epoch}` : problem.message;
    lines.push(`  ${name}  ${bytes(size)}: ${what}`);
  }
  for (const { name, size, epoch } of [...snapshots, ...marks]) {
    lines.push(`  ${name}  ${bytes(size)}: sealed${epoch === undefined ? ", damaged" : ` in epoch ${epoch}`}`);
  }
  const number = objects.reduce((sum, entry) => sum + entry.count, 0);
  if (number > 0)
    lines.push(`  ${count(number, "sealed object")} with random-looking names and padded sizes:`, sizeTable(objects));
  if (unknownNames.length > 0) lines.push(`  ${count(unknownNames.length, "file")} that do not belong here.`);
  const newest = headers.findLast(({ slots }) => slots !== undefined);
  if (newest?.slots !== undefined) lines.push("", slotTable(newest.slots));
  return lines.join("\n");
}

/** The largest objects tell most, so they come first. */
function sizeTable(objects: StoreView["objects"]): string {
  const shown = objects.slice(-MOST_SIZES).reverse();
  const rows = shown.map(({ size, count: number }) => [
    `    ${number.toLocaleString("en")} x`,
    size.toLocaleString("en"),
  ]);
  const rest = objects.slice(0, -MOST_SIZES).reduce((sum, entry) => sum + entry.count, 0);
  return `${table(rows, [0, 1])}${rest > 0 ? `\n    and ${rest.toLocaleString("en")} smaller ones` : ""}`;
}
