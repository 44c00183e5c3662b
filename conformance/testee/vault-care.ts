import { checkVault } from "../../reference/core/check.js";
import { forget, prune } from "../../reference/core/prune.js";
import { asNumber, flag, list, number, optional, present } from "./args.js";
import type { Operations } from "./operation.js";
import { asFinding, reading, writing } from "./vault.js";

/** Chapter 9: forgetting, pruning, checking. */
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
