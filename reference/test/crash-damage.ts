import { checkVault } from "../core/check.js";
import { KeepsakeError } from "../core/errors.js";
import { forEachAttachment } from "../core/frame-refs.js";
import { headerName, objectName } from "../core/names.js";
import type { Frame } from "../core/proto/types.js";
import { repairObjects } from "../core/repair-objects.js";
import { readSegment } from "../core/segment-read.js";
import type { Vault } from "../core/vault.js";
import { inputOf, type Library } from "./vault-helpers.js";

/** Files as they are after a damage, by name; undefined: it is gone. */
export type Damage = Map<string, Uint8Array | undefined>;

function flip(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte, index) => (index === bytes.length >> 1 ? byte ^ 1 : byte));
}

/** A segment with a changed bit, of which one photo is gone, and half of the avatar: all snapshots refer to them. */
export async function damageObjects(vault: Vault): Promise<Damage> {
  const damage: Damage = new Map();
  const bytesOf = async (name: string) => (await vault.store.get(name))!;
  for (const segment of vault.latest!.snapshot.segments) {
    const { frames } = await readSegment(vault, segment);
    const names = new Map<string | undefined, string>();
    for (const frame of frames) forEachAttachment(frame, ({ id, object }) => names.set(id, objectName(object!.id!)));
    const [avatar, gone] = [names.get("avatar"), names.get("m1-b-photo")];
    if (avatar !== undefined) damage.set(avatar, (await bytesOf(avatar)).subarray(0, 500));
    if (gone === undefined) continue;
    damage.set(gone, undefined);
    const name = objectName(segment.object.id);
    damage.set(name, flip(await bytesOf(name)));
  }
  return damage;
}

/** Two headers above the one in use: half of one, and one with a changed bit. */
export async function damageHeaders({ store, header }: Vault): Promise<Damage> {
  const bytes = (await store.get(headerName(header.revision)))!;
  return new Map([
    [headerName(header.revision + 1), bytes.subarray(0, bytes.length >> 1)],
    [headerName(header.revision + 2), flip(bytes)],
  ]);
}

/** Puts back what is damaged, as often as it helps: a segment that is whole again names objects nobody could look for. */
export async function repairFrom(vault: Vault, library: Library): Promise<void> {
  async function* frames(): AsyncGenerator<Frame> {
    yield* library.frames;
  }
  for (;;) {
    const { findings } = await checkVault(vault, { readData: true });
    const unavailable = findings.find(({ code }) => code === "store.unavailable");
    if (unavailable !== undefined) throw new KeepsakeError("store.unavailable", unavailable.message);
    const damaged = new Set(findings.flatMap(({ name }) => name ?? []));
    if (damaged.size === 0) return;
    const { openAttachment } = inputOf(library);
    const repaired = await repairObjects(vault, damaged, { frames: [frames()], openAttachment });
    if (repaired.length === 0) throw new Error(`not repaired: ${[...damaged]}`);
  }
}
