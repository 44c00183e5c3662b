import { bytesFor } from "../../../../reference/arbitraries/bytes-for.js";
import { concat, toHex } from "../../../../reference/core/bytes.js";
import type { Reference } from "../../../../reference/core/object.js";
import { readSegmentContent } from "../../../../reference/core/segment-read.js";
import { encodeSegmentTable, segmentTable } from "../../../../reference/core/segment-table.js";
import { attachmentFile, attachmentReference, nameOf, segmentFile, snapshotFile } from "./forge.js";
import { vaultOf } from "./prunable.js";
import type { Files, Scene } from "./scene.js";

/** A backup of a newer program: the table of its last segment lists an object that no frame of version 1.0 refers to. */
export async function withLaterKind(scene: Scene): Promise<{ scene: Scene; object: Reference; stored: Files }> {
  const vault = await vaultOf(scene);
  const content = bytesFor("later kind", 300);
  const object = await attachmentReference(vault, "later kind", content);
  const stored = { [nameOf(object)]: await attachmentFile(vault, object, content) };
  const { segments } = vault.latest!.snapshot;
  const last = segments.at(-1)!;
  const before = await readSegmentContent(vault, last);
  const table = segmentTable(before);
  const frames = before.subarray(encodeSegmentTable(table).length);
  const longer = [...table, { id: object.id, length: object.length }].sort((x, y) =>
    toHex(x.id) < toHex(y.id) ? -1 : 1,
  );
  const { reference, file } = await segmentFile(vault, concat(encodeSegmentTable(longer), frames));
  const snapshot = await snapshotFile(vault, { segments: [...segments.slice(0, -1), { ...last, object: reference }] });
  const files = { ...scene.files, ...stored, [nameOf(reference)]: file, ...snapshot };
  return { scene: { ...scene, files }, object, stored };
}
