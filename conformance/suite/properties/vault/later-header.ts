/** A header as a program of a later version may write it. */
import { parseHeader, verifyHeader } from "../../../../reference/core/header.js";
import { nodeProvider } from "../../../../reference/node/provider-node.js";
import { hex, numberName } from "../oracle.js";
import { delimited, encode, type Noise } from "../protobuf.js";
import { dice } from "../random.js";
import { headerFile } from "../slots.js";
import { namesIn, stateOf, type World } from "./world.js";

/** Stores the next header: the slots are the same but for one of a new kind, and there are fields that nobody knows. */
export async function laterHeader(world: World, shape: Noise): Promise<void> {
  const random = dice(shape.seed + world.lastSequence);
  const newest = namesIn(world.files, "headers").at(-1)!;
  const revision = Number.parseInt(newest.slice(-16), 16);
  const { rootKey } = stateOf(world);
  const header = await parseHeader(nodeProvider, world.files[newest]!, revision);
  const details = await verifyHeader(nodeProvider, header, rootKey);
  const { vaultId, epoch, prfSalt } = header;
  const slotId = random.bytes(16);
  const info = encode("SlotInfo", { slotId, salt: random.bytes(32), $unknowns: [delimited(18, random.bytes(5))] });
  const isFull = header.slots.length >= 6;
  const unknown = isFull ? [] : [{ info, sealedRootKey: random.bytes(40) }];
  const slots = [
    ...header.slots.map(({ stored }) => ({ info: stored.info, sealedRootKey: stored.sealedRootKey })),
    ...unknown,
  ];
  const $unknowns = [...(header.message.$unknowns ?? []), delimited(200, random.bytes(8))];
  const drawn = {
    vaultId,
    epoch,
    prfSalt,
    rootKey,
    revision: revision + 1,
    slots,
    sealSalt: random.bytes(24),
    $unknowns,
    details,
  };
  const noise = { ...shape, unknown: 0 };
  const file = headerFile(drawn as Parameters<typeof headerFile>[0], { header: noise, details: shape });
  world.files = { ...world.files, [numberName("headers", revision + 1)]: file };
  if (!isFull) world.slots = [...world.slots, { slotId: hex(slotId), secret: undefined, label: "" }];
}
