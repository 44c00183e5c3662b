import { OBJECT_TYPE } from "./object.js";
import { readObject } from "./object-open.js";
import { objectSource } from "./object-source.js";
import { type DecodedSegment, decodeSegment, segmentTable, type TableEntry } from "./segment.js";
import type { ValidSegmentReference } from "./snapshot.js";
import type { Vault } from "./vault.js";

type Opened = Pick<Vault, "store" | "provider" | "vaultId">;

async function readContent({ store, provider, vaultId }: Opened, { object }: ValidSegmentReference): Promise<Uint8Array> {
  return readObject(provider, vaultId, OBJECT_TYPE.segment, object, await objectSource(store, object));
}

/** Fetches, opens and decodes a segment. @throws KeepsakeError object.*, content.*, store.unavailable */
export async function readSegment(vault: Opened, segment: ValidSegmentReference): Promise<DecodedSegment> {
  return decodeSegment(await readContent(vault, segment), segment);
}

/** The objects that the frames of a segment refer to. @throws KeepsakeError object.*, content.*, store.unavailable */
export async function readSegmentTable(vault: Opened, segment: ValidSegmentReference): Promise<TableEntry[]> {
  return segmentTable(await readContent(vault, segment));
}
