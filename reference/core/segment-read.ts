import { OBJECT_TYPE } from "./object.js";
import { readObject } from "./object-open.js";
import { objectSource } from "./object-source.js";
import { type DecodedSegment, decodeSegment, segmentTable, type TableEntry } from "./segment.js";
import type { ValidSegmentReference } from "./snapshot.js";
import type { Vault } from "./vault.js";

type Opened = Pick<Vault, "store" | "provider" | "vaultId">;

/** Fetches and opens the content of a segment. @throws KeepsakeError object.*, store.unavailable */
export async function readSegmentContent(
  { store, provider, vaultId }: Opened,
  { object }: ValidSegmentReference,
): Promise<Uint8Array> {
  return readObject(provider, vaultId, OBJECT_TYPE.segment, object, await objectSource(store, object));
}

/** Fetches, opens and decodes a segment by itself. @throws KeepsakeError object.*, content.*, store.unavailable */
export async function readSegment(vault: Opened, segment: ValidSegmentReference): Promise<DecodedSegment> {
  return decodeSegment(await readSegmentContent(vault, segment), segment);
}

/** The objects that the frames of a segment refer to. @throws KeepsakeError object.*, content.*, store.unavailable */
export async function readSegmentTable(vault: Opened, segment: ValidSegmentReference): Promise<TableEntry[]> {
  return segmentTable(await readSegmentContent(vault, segment));
}
