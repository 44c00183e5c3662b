import { deriveEpochKeys, type EpochKeys } from "../../reference/core/derive.js";
import { digest } from "../../reference/core/digest.js";
import { openMark, sealMark } from "../../reference/core/mark.js";
import { markName, snapshotName } from "../../reference/core/names.js";
import { decodeMark, decodeSnapshot, encodeMark, encodeSnapshot } from "../../reference/core/proto/codec.js";
import type { CryptoProvider } from "../../reference/core/provider.js";
import { openSnapshot, sealSnapshot } from "../../reference/core/snapshot.js";
import type { Values } from "../suite/case.js";
import { asObject, bytes, list, number, text } from "./args.js";
import type { Operations } from "./operation.js";

async function keysByEpoch(provider: CryptoProvider, args: Values): Promise<Map<number, EpochKeys>> {
  const keys = new Map<number, EpochKeys>();
  for (const entry of list(args, "epochs", asObject)) {
    const epoch = number(entry, "epoch");
    keys.set(epoch, await deriveEpochKeys(provider, bytes(entry, "rootKey"), bytes(args, "vaultId"), epoch));
  }
  return keys;
}

/** What sealing a snapshot or a mark takes, besides its protobuf. */
async function sealingOf(provider: CryptoProvider, args: Values) {
  const [vaultId, sealSalt] = [bytes(args, "vaultId"), bytes(args, "sealSalt")];
  const keys = await deriveEpochKeys(provider, bytes(args, "rootKey"), vaultId, number(args, "epoch"));
  return { vaultId, keys, randomness: () => sealSalt };
}

/** Chapters 8 and 9: snapshots and marks. */
export const epochFiles: Operations = {
  "snapshot.decode": async (args, { provider }) => {
    const [file, keys] = [bytes(args, "file"), await keysByEpoch(provider, args)];
    const opened = await openSnapshot(provider, keys, bytes(args, "vaultId"), text(args, "name"), file);
    const { sequence, epoch, minHeaderRevision, ancestors, segments } = opened;
    return {
      protobuf: encodeSnapshot(opened),
      sequence,
      epoch,
      minHeaderRevision,
      ancestors: ancestors.length,
      segments: segments.length,
      digest: await digest(provider, file),
    };
  },
  "snapshot.encode": async (args, { provider }) => {
    const { vaultId, keys, randomness } = await sealingOf(provider, args);
    const snapshot = decodeSnapshot(bytes(args, "protobuf"));
    const file = await sealSnapshot(provider, keys, vaultId, snapshot, randomness);
    return { name: snapshotName(snapshot.sequence), file };
  },
  "mark.decode": async (args, { provider }) => {
    const keys = await keysByEpoch(provider, args);
    const opened = await openMark(provider, keys, bytes(args, "vaultId"), text(args, "name"), bytes(args, "file"));
    const { number, epoch, objectIds } = opened;
    return { protobuf: encodeMark(opened), number, epoch, objectIds };
  },
  "mark.encode": async (args, { provider }) => {
    const { vaultId, keys, randomness } = await sealingOf(provider, args);
    const mark = decodeMark(bytes(args, "protobuf"));
    return { name: markName(mark.number), file: await sealMark(provider, keys, vaultId, mark, randomness) };
  },
};
