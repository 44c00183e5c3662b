import { listSnapshots } from "../../reference/core/history.js";
import { errorOf, type Problem } from "../../reference/core/problem.js";
import { listSlots } from "../../reference/core/slot-list.js";
import { createVault } from "../../reference/core/vault-create.js";
import type { Values } from "../suite/case.js";
import { flag, list, number, optional, present, text } from "./args.js";
import { type Operation, type Operations, Rejected } from "./operation.js";
import { asNewSlot } from "./secret.js";
import { asFinding, logging, randomnessOf, reading, stateOf } from "./vault.js";

const create: Operation = (args, { provider }) =>
  logging(args, async (store) => {
    const options = {
      slots: list(args, "slots", asNewSlot),
      writerName: optional(args, "writerName", text),
      now: number(args, "now"),
      allowDeviceBoundOnly: flag(args, "allowDeviceBoundOnly"),
      provider,
      randomness: randomnessOf(args),
    };
    const vault = await createVault(store, present(options));
    return { state: stateOf(vault) };
  });

const open: Operation = reading((vault): Values => {
  const { header, latest, latestError, readOnly } = vault;
  const state = stateOf(vault);
  const error = readOnly === undefined ? latestError : errorOf(readOnly);
  // Read-only for a planted header, say, does not keep the device from remembering.
  if (error !== undefined) throw new Rejected(error.code, error.message, { state }, error);
  return { revision: header.revision, epoch: header.epoch, snapshot: latest?.sequence ?? 0, state };
});

const history: Operation = reading(async (vault) => {
  const ignored: Problem[] = [];
  const counts: number[] = [];
  for await (const { sequence } of listSnapshots(vault, ignored)) counts.push(sequence);
  const formerEpochs = vault.details.formerEpochs.map(({ epoch, rootKey, lastSequence, lastDigest }) => ({
    epoch,
    rootKey,
    lastSequence,
    lastDigest,
  }));
  const { revision, epoch } = vault.header;
  const newest = vault.latest?.sequence;
  return { revision, epoch, formerEpochs, counts, ignored: ignored.map(asFinding), newest };
});

/** Chapter 9: making and opening a vault. */
export const vaultOpening: Operations = {
  "vault.create": create,
  "vault.open": open,
  "vault.history": history,
  "vault.slot-list": reading((vault) => ({
    slots: listSlots(vault).map(({ slotId, kind, label }) => ({ slotId, kind, label })),
  })),
};
