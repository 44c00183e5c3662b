import { chooseForArchive } from "../../reference/core/archive-choose.js";
import { packArchive } from "../../reference/core/archive-write.js";
import { checkVault } from "../../reference/core/check.js";
import { errorOf } from "../../reference/core/problem.js";
import { forget, prune } from "../../reference/core/prune.js";
import { collect } from "../../reference/core/store.js";
import type { Vault } from "../../reference/core/vault.js";
import type { Values } from "../suite/case.js";
import { asNumber, flag, list, number, optional, present } from "./args.js";
import type { Operations } from "./operation.js";
import { asFinding, reading, writing } from "./vault.js";

async function archive(vault: Vault, args: Values): Promise<Values> {
  const { store, provider } = vault;
  const sequences = args.sequences === undefined ? undefined : list(args, "sequences", asNumber);
  const { names, missing } = await chooseForArchive(vault, sequences);
  const ordered = [...missing].sort((a, b) => ((a.name ?? "") < (b.name ?? "") ? -1 : 1));
  if (ordered[0] !== undefined && !flag(args, "acceptMissing")) throw errorOf(ordered[0]);
  return { file: await collect(packArchive(store, { names, provider })), missing: ordered.map(asFinding) };
}

/** Chapters 9 and 10: forgetting, pruning, checking, archives of chosen snapshots. */
export const vaultCare: Operations = {
  "vault.forget": writing(async (vault, args) => {
    await forget(vault, list(args, "sequences", asNumber));
    return {};
  }),
  "vault.prune": writing(async (vault, args) => {
    const [noOtherWriter, now] = [flag(args, "noOtherWriter"), number(args, "now")];
    await prune(vault, { ...present({ graceMs: optional(args, "graceMs", number) }), noOtherWriter, now });
    return {};
  }),
  "vault.archive": reading(archive),
  "vault.check": reading(async (vault, args) => {
    const { findings, unknownNames, unreferenced } = await checkVault(vault, { readData: flag(args, "readData") });
    return {
      findings: findings.map(asFinding),
      unknownNames,
      // Absent if a segment cannot be read, so that it is not known what it refers to.
      unreferenced: unreferenced?.map(({ name }) => name),
    };
  }),
};
