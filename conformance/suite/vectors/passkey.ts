import type { Values } from "../case.js";
import { bytesOf, type Vector } from "./load.js";
import { type Adapters, type Request, single } from "./request.js";

/** What the authenticator, the browser and the program compute for a slot, from the salt of the header to the slot opened again. */
function slotRequests({ inputs, expect, intermediates }: Vector): Request[] {
  const { epoch, rpId, transports } = inputs;
  const [vaultId, slotId, salt] = [bytesOf(inputs.vaultId), bytesOf(inputs.slotId), bytesOf(inputs.slotSalt)];
  const [credentialId, credRandom] = [bytesOf(inputs.credentialId), bytesOf(inputs.credRandom)];
  const [prfSalt, rootKey, sealSalt] = [bytesOf(inputs.prfSalt), bytesOf(inputs.rootKey), bytesOf(inputs.sealSalt)];
  const [info, sealedRootKey] = [bytesOf(expect.ok.info), bytesOf(expect.ok.sealedRootKey)];
  const [input, output] = [bytesOf(intermediates.prfInput), bytesOf(intermediates.prfOutput)];
  const secret = { kind: "passkey", credentialId, prf: output };
  const authenticator = { kind: "cred-random", credentialId, rpId, credRandom };
  const place = { vaultId, epoch };
  const slots = [{ info, sealedRootKey }];
  const wrapped = { ok: { sealedRootKey } };
  const unwrapped = { ok: { rootKey, slotId } };
  return [
    {
      operation: "slot.info",
      args: { slotId, salt, passkey: { rpId, credentialId, transports } },
      expectation: { ok: { info } },
    },
    { operation: "slot.wrap", args: { ...place, info, rootKey, sealSalt, secret }, expectation: wrapped },
    { operation: "passkey.prf-input", args: { prfSalt }, expectation: { ok: { input } }, needs: ["passkey.prf-input"] },
    {
      operation: "passkey.prf",
      args: { credRandom, input },
      expectation: { ok: { output } },
      needs: ["passkey.prf", "authenticator"],
    },
    {
      operation: "slot.wrap",
      args: { ...place, info, rootKey, sealSalt, secret: authenticator, prfSalt },
      expectation: wrapped,
      needs: ["authenticator"],
    },
    { operation: "slot.unwrap", args: { ...place, slots, secret }, expectation: unwrapped, needs: ["slot.unwrap"] },
    {
      operation: "slot.unwrap",
      args: { ...place, slots, secret: authenticator, prfSalt },
      expectation: unwrapped,
      needs: ["slot.unwrap", "authenticator"],
    },
  ];
}

function resultOf({ inputs: { result } }: Vector): Values {
  return { result: result.bytes === undefined ? result : { ...result, bytes: bytesOf(result.bytes) } };
}

/** Vectors of the layer passkey. */
export const passkey: Adapters = {
  prf: {
    ...single(
      "passkey.prf",
      ({ inputs }) => ({ credRandom: bytesOf(inputs.credRandom), input: bytesOf(inputs.input) }),
      ({ expect }) => ({ output: bytesOf(expect.ok.output) }),
    ),
    features: ["authenticator"],
  },
  slot: { operations: ["slot.info", "slot.wrap"], requests: slotRequests },
  result: single("passkey.result", resultOf, ({ expect }) => ({ output: bytesOf(expect.ok.output) })),
};
