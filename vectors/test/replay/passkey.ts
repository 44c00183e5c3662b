import { createSoftwareAuthenticator } from "../../../reference/authenticator/index.js";
import { lengthPrefixed, toHex, u64 } from "../../../reference/core/bytes.js";
import { messageKeys } from "../../../reference/core/cobblestone-message.js";
import { kekFromPrf, sealContext } from "../../../reference/core/derive.js";
import { normalisePrfResult, prfInput } from "../../../reference/core/passkey.js";
import { encodeSlotInfo } from "../../../reference/core/proto/codec.js";
import { openSlot, parseSlot, sealSlot } from "../../../reference/core/slot.js";
import { bytesOf, type Inputs } from "../load.js";
import type { Replays } from "./replay.js";

function evaluate(credRandom: Uint8Array, rpId: string, credentialId: Uint8Array, input: Uint8Array): Uint8Array {
  const kept = [{ credentialId, rpId, credRandomWithUv: credRandom, credRandomWithoutUv: new Uint8Array(32) }];
  return createSoftwareAuthenticator(undefined, kept).getPrf(credentialId, rpId, input);
}

/** What a platform would give. */
function resultOf({ form, bytes, values }: Inputs): unknown {
  if (form === "none") return undefined;
  if (form === "list") return values;
  const content = bytesOf(bytes);
  if (form === "buffer") return content.slice().buffer;
  const longer = new Uint8Array(content.length + 9);
  longer.set(content, 4);
  return longer.subarray(4, 4 + content.length);
}

export const passkey: Replays = {
  prf: (_, { credRandom, input }) => ({
    ok: { output: evaluate(bytesOf(credRandom), "any.example", new Uint8Array(16), bytesOf(input)) },
  }),
  async slot(provider, inputs) {
    const { epoch, rpId, transports } = inputs;
    const [vaultId, slotId, salt] = [bytesOf(inputs.vaultId), bytesOf(inputs.slotId), bytesOf(inputs.slotSalt)];
    const [credentialId, rootKey, sealSalt] = [inputs.credentialId, inputs.rootKey, inputs.sealSalt].map(bytesOf);
    const input = prfInput(bytesOf(inputs.prfSalt));
    const output = evaluate(bytesOf(inputs.credRandom), rpId, credentialId!, input);
    const kek = await kekFromPrf(provider, output, salt, vaultId, slotId);
    const info = encodeSlotInfo({ slotId, salt, passkey: { rpId, credentialId: credentialId!, transports } });
    const randomness = (name: string) => {
      if (name !== `salt/headers/0000000000000001/slots/${toHex(slotId)}`) throw new Error(name);
      return sealSalt!;
    };
    const place = { vaultId, epoch, revision: 1 };
    const { sealedRootKey = new Uint8Array() } = await sealSlot(provider, rootKey!, place, info, kek, randomness);
    const parsed = parseSlot({ info, sealedRootKey });
    const opened = await openSlot(provider, parsed, place, kek);
    if (opened === null || toHex(opened) !== toHex(rootKey!)) throw new Error("the slot does not open");
    const context = sealContext("slot", vaultId, u64(epoch), lengthPrefixed(info));
    const { commitment } = await messageKeys(provider, kek, context, sealSalt!);
    const intermediates = { prfInput: input, prfOutput: output, kek, context, commitment };
    return { ok: { info, sealedRootKey }, intermediates };
  },
  result: (_, { result }) => ({ ok: { output: normalisePrfResult(resultOf(result)) } }),
};
