import { decodeState } from "../../../../reference/core/device-state.js";
import { chooseSnapshot } from "../../../../reference/core/history.js";
import type { ValidSnapshot } from "../../../../reference/core/snapshot.js";
import { createMemoryStore } from "../../../../reference/core/store-memory.js";
import { openVault, type Vault } from "../../../../reference/core/vault.js";
import { nodeProvider } from "../../../../reference/node/provider-node.js";
import { byReference } from "../answers.js";
import type { Files } from "./plain.js";

/** Opens a vault with the reference, by what a device keeps. @throws Mismatch if the reference refuses it */
export function openByReference(files: Files, state: Uint8Array): Promise<Vault> {
  const store = createMemoryStore(new Map(Object.entries(files)));
  return byReference("a vault", () =>
    openVault(store, { kind: "device", state: decodeState(state) }, { provider: nodeProvider }),
  );
}

/** The newest snapshot, or that of a sequence. @throws Mismatch if the reference cannot read it */
export async function readSnapshotOf(files: Files, state: Uint8Array, sequence?: number): Promise<ValidSnapshot> {
  const vault = await openByReference(files, state);
  return (await byReference("a snapshot", () => chooseSnapshot(vault, sequence))).snapshot;
}
