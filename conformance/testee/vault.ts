import { decodeState, deviceState, encodeState } from "../../reference/core/device-state.js";
import { KeepsakeError } from "../../reference/core/errors.js";
import type { Problem } from "../../reference/core/problem.js";
import { secureRandomness, seededRandomness } from "../../reference/core/randomness.js";
import type { Unlock } from "../../reference/core/unlock-vault.js";
import { openVault, type Vault } from "../../reference/core/vault.js";
import type { Value, Values } from "../suite/case.js";
import { bytes, MalformedRequest, number, optional, present } from "./args.js";
import { type Bench, type Operation, Rejected } from "./operation.js";
import { secret } from "./secret.js";
import { createWatchedStore, type WatchedStore } from "./store.js";

/** A code for what is a mistake of the caller, and none of the specification's faults. */
const USAGE = "usage";

export function randomnessOf(args: Values) {
  const seed = optional(args, "seed", bytes);
  return seed === undefined ? secureRandomness : seededRandomness(seed);
}

/** Opens the vault of an operation, by its secret or by what the device keeps. */
export function openFrom(args: Values, { provider }: Bench, store: WatchedStore): Promise<Vault> {
  const state = optional(args, "state", bytes);
  const remembered = state === undefined ? undefined : decodeState(state);
  const options = { remembered, revision: optional(args, "revision", number), provider };
  let unlockBy: Unlock;
  if (args.secret !== undefined) unlockBy = secret(args, "secret");
  else if (remembered !== undefined) unlockBy = { kind: "device", state: remembered };
  else throw new MalformedRequest("a vault is opened by a secret or a state");
  return openVault(store, unlockBy, { ...present(options), randomness: randomnessOf(args) });
}

/** The state that the device should remember now; undefined if it must not change. */
export function stateOf(vault: Vault): Uint8Array | undefined {
  const state = deviceState(vault);
  return state === undefined ? undefined : encodeState(state);
}

/** What is wrong with which file, in the form of the protocol. */
export const asFinding = ({ code, name }: Problem): Value => ({ code, name });

/** An operation that looks at an open vault. */
export function reading(
  look: (vault: Vault, args: Values, store: WatchedStore) => Values | Promise<Values>,
): Operation {
  return (args, bench) =>
    refusingMistakes(async () => {
      const store = createWatchedStore(args);
      return look(await openFrom(args, bench, store), args, store);
    });
}

/**
 * An operation that changes a vault: answers with what was done to the store, also where it failed, and with what the
 * device should remember.
 */
export function writing(change: (vault: Vault, args: Values) => Promise<Values>): Operation {
  return (args, bench) =>
    logging(args, async (store) => {
      const vault = await openFrom(args, bench, store);
      const result = await change(vault, args);
      return { ...result, state: stateOf(vault) };
    });
}

/** Runs `change` on the store of the arguments and adds the log to its answer or rejection. */
export async function logging(args: Values, change: (store: WatchedStore) => Promise<Values>): Promise<Values> {
  const store = createWatchedStore(args);
  try {
    return { log: store.log, ...(await refusingMistakes(() => change(store))) };
  } catch (error) {
    if (error instanceof Rejected) throw new Rejected(error.code, error.message, { ...error.details, log: store.log });
    if (!(error instanceof KeepsakeError)) throw error;
    throw new Rejected(error.code, error.message, { log: store.log }, error);
  }
}

/** Runs `run`, where the reference tells a mistake of its caller by these classes. */
async function refusingMistakes(run: () => Promise<Values>): Promise<Values> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) throw new Rejected(USAGE, error.message, {}, error);
    throw error;
  }
}
