import { deriveEpochKeys } from "../../../reference/core/derive.js";
import { type EpochFileKind, MARK_FILE, SNAPSHOT_FILE, sealEpochFile } from "../../../reference/core/epoch-file.js";
import { nodeProvider as provider } from "../../../reference/node/provider-node.js";
import type { Values } from "../case.js";
import { bytesOf, type Inputs, type Vector } from "./load.js";
import { type Adapter, type Adapters, expectationOf, type Request } from "./request.js";

const SALT_START = 18;
const SALT_END = 42;

/** The same content, written with the same salt, as the reference writes it. */
async function encoding(kind: EpochFileKind, { inputs }: Vector, ok: Inputs): Promise<Request> {
  const { name, epochs } = inputs;
  const vaultId = bytesOf(inputs.vaultId);
  const rootKey = bytesOf(epochs.find(({ epoch }: Inputs) => epoch === ok.epoch).rootKey);
  const [protobuf, sealSalt] = [bytesOf(ok.protobuf), bytesOf(inputs.file).subarray(SALT_START, SALT_END)];
  const keys = await deriveEpochKeys(provider, rootKey, vaultId, ok.epoch);
  const place = { vaultId, epoch: ok.epoch, number: ok.sequence ?? ok.number };
  const file = await sealEpochFile(provider, kind, keys, place, protobuf, () => sealSalt);
  const operation = `${kind.kind}.encode`;
  return {
    operation,
    args: { vaultId, epoch: ok.epoch, rootKey, protobuf, sealSalt },
    expectation: { ok: { name, file } },
    needs: [operation],
  };
}

function opens(kind: EpochFileKind, decoded: (ok: Inputs) => Values): Adapter {
  const operation = `${kind.kind}.decode`;
  return {
    operations: [operation],
    async requests(vector) {
      const { vaultId, epochs, name, file } = vector.inputs;
      const args = {
        vaultId: bytesOf(vaultId),
        epochs: epochs.map(({ epoch, rootKey }: Inputs) => ({ epoch, rootKey: bytesOf(rootKey) })),
        name,
        file: bytesOf(file),
      };
      const { ok } = vector.expect;
      const decode = { operation, args, expectation: expectationOf(vector, () => decoded(ok)) };
      return ok === undefined ? [decode] : [decode, await encoding(kind, vector, ok)];
    },
  };
}

/** Vectors of the layer snapshot; what is read is written again. */
export const snapshot: Adapters = {
  open: opens(SNAPSHOT_FILE, (ok) => ({ ...ok, protobuf: bytesOf(ok.protobuf), digest: bytesOf(ok.digest) })),
};

/** Vectors of the layer mark; what is read is written again. */
export const mark: Adapters = {
  open: opens(MARK_FILE, (ok) => ({ ...ok, protobuf: bytesOf(ok.protobuf), objectIds: ok.objectIds.map(bytesOf) })),
};
