import { bytesOf, type Inputs } from "../../../conformance/suite/vectors/load.js";
import { secretOf } from "../../../conformance/suite/vectors/secret.js";
import { asSecret } from "../../../conformance/testee/secret.js";
import { deriveEpochKeys, type EpochKeys } from "../../../reference/core/derive.js";
import { decodeState } from "../../../reference/core/device-state.js";
import { parseHeader } from "../../../reference/core/header.js";
import { objectName } from "../../../reference/core/names.js";
import { objectContext } from "../../../reference/core/object.js";
import type { CryptoProvider } from "../../../reference/core/provider.js";
import { seededRandomness } from "../../../reference/core/randomness.js";
import { createMemoryStore } from "../../../reference/core/store-memory.js";
import type { Unlock } from "../../../reference/core/unlock-vault.js";
import { openVault } from "../../../reference/core/vault.js";
import type { Intermediate, Intermediates } from "./intermediate.js";
import { sealedWith } from "./sealed.js";

export const header: Intermediates = {
  async open(provider, { inputs }, [opened]) {
    const { vaultId, epoch } = await parseHeader(provider, bytesOf(inputs.file), inputs.revision);
    const keys = await deriveEpochKeys(provider, opened!.rootKey as Uint8Array, vaultId, epoch);
    return { headerMacKey: keys.headerMac, headerDetailsKey: keys.headerDetails };
  },
};

export const object: Intermediates = {
  async seal(provider, { inputs, expect }) {
    const vaultId = bytesOf(inputs.vaultId);
    const keys = await deriveEpochKeys(provider, bytesOf(inputs.rootKey), vaultId, inputs.epoch);
    const [id, key] = [bytesOf(expect.ok.reference.id), bytesOf(expect.ok.reference.key)];
    const salt = seededRandomness(bytesOf(inputs.seed))(`salt/${objectName(id)}`, 24);
    const sealed = await sealedWith(provider, key, objectContext(vaultId, inputs.type, id), salt);
    return { objectIdKey: keys.objectId, objectKeyKey: keys.objectKey, salt, ...sealed };
  },
};

/** The key of the epoch that a snapshot or a mark is of. */
function epochFileKey(kind: keyof EpochKeys): Intermediate {
  return async (provider, { inputs, expect }) => {
    const { epoch } = expect.ok!;
    const { rootKey } = inputs.epochs.find((entry: Inputs) => entry.epoch === epoch);
    const keys = await deriveEpochKeys(provider, bytesOf(rootKey), bytesOf(inputs.vaultId), epoch);
    return { key: keys[kind] };
  };
}

export const snapshot: Intermediates = { open: epochFileKey("snapshot") };

export const mark: Intermediates = { open: epochFileKey("mark") };

function open(provider: CryptoProvider, files: Inputs, unlockBy: Unlock) {
  const store = createMemoryStore(new Map(Object.entries(files).map(([name, file]) => [name, bytesOf(file)])));
  return openVault(store, unlockBy, { provider });
}

export const rotation: Intermediates = {
  async history(provider, { inputs }) {
    const vault = await open(provider, inputs.files, asSecret(secretOf(inputs.secret), "secret"));
    return { rootKey: vault.epochs.at(-1)!.rootKey };
  },
};

export const vault: Intermediates = {
  async write(provider, { expect }, answers) {
    const state = decodeState(answers.at(-1)!.state as Uint8Array);
    const { vaultId, epochs } = await open(provider, expect.ok.files, { kind: "device", state });
    return { vaultId, epochs: epochs.map(({ epoch, rootKey }) => ({ epoch, rootKey })) };
  },
};
