import { bytesOf, type Inputs } from "../../../conformance/suite/vectors/load.js";
import { secretOf } from "../../../conformance/suite/vectors/secret.js";
import { asSecret } from "../../../conformance/testee/secret.js";
import { lengthPrefixed, u64 } from "../../../reference/core/bytes.js";
import { kekFromPrf, kekFromRecoveryKey, sealContext } from "../../../reference/core/derive.js";
import { DIGEST_PIECE } from "../../../reference/core/digest.js";
import type { ParsedHeader } from "../../../reference/core/header.js";
import type { CryptoProvider } from "../../../reference/core/provider.js";
import { seededRandomness } from "../../../reference/core/randomness.js";
import { openRootKey } from "../../../reference/core/secret.js";
import { parseSlot } from "../../../reference/core/slot.js";
import type { Intermediates } from "./intermediate.js";
import { sealedWith } from "./sealed.js";

export const derivation: Intermediates = {
  mac: async (provider, { inputs }) => ({ hmac: await provider.hmacSha512(bytesOf(inputs.key), bytesOf(inputs.data)) }),
  derive: async (provider, { inputs }) => ({
    prk: await provider.hmacSha512(bytesOf(inputs.salt), bytesOf(inputs.ikm)),
  }),
};

export const digests: Intermediates = {
  async digest(provider, { inputs }) {
    const content = bytesOf(inputs.content);
    const pieces = [];
    for (let at = 0; at < content.length; at += DIGEST_PIECE) {
      pieces.push(await provider.sha256(content.subarray(at, at + DIGEST_PIECE)));
    }
    return { pieces };
  },
};

export const recoveryKey: Intermediates = {
  generate: (_, { inputs }) => ({ block: seededRandomness(bytesOf(inputs.seed))("recovery-key/0", 80) }),
};

export const sealing: Intermediates = {
  seal: (provider, { inputs }) =>
    sealedWith(provider, bytesOf(inputs.key), sealContext(inputs.type, bytesOf(inputs.fields)), bytesOf(inputs.salt)),
};

/** What the root key in a slot is sealed with. */
async function slotSeal(provider: CryptoProvider, inputs: Inputs, info: Uint8Array, kek: Uint8Array) {
  const context = sealContext("slot", bytesOf(inputs.vaultId), u64(inputs.epoch), lengthPrefixed(info));
  const { commitment } = await sealedWith(provider, kek, context, bytesOf(inputs.sealSalt));
  return { kek, context, commitment };
}

export const passkey: Intermediates = {
  async slot(provider, { inputs, intermediates, expect }) {
    const [vaultId, slotId, salt] = [bytesOf(inputs.vaultId), bytesOf(inputs.slotId), bytesOf(inputs.slotSalt)];
    const kek = await kekFromPrf(provider, bytesOf(intermediates.prfOutput), salt, vaultId, slotId);
    return slotSeal(provider, inputs, bytesOf(expect.ok.info), kek);
  },
};

export const slots: Intermediates = {
  async seal(provider, { inputs }) {
    const [vaultId, info, secret] = [bytesOf(inputs.vaultId), bytesOf(inputs.info), bytesOf(inputs.secret)];
    const { slotId, salt } = parseSlot({ info, sealedRootKey: new Uint8Array(104) });
    const kek =
      inputs.kind === "passkey"
        ? await kekFromPrf(provider, secret, salt, vaultId, slotId)
        : await kekFromRecoveryKey(provider, new TextDecoder().decode(secret), salt, vaultId, slotId);
    return slotSeal(provider, inputs, info, kek);
  },
  async open(provider, { inputs }) {
    const header = {
      vaultId: bytesOf(inputs.vaultId),
      epoch: inputs.epoch,
      prfSalt: new Uint8Array(32),
      slots: inputs.slots.map(({ info, sealedRootKey }: Inputs) =>
        parseSlot({ info: bytesOf(info), sealedRootKey: bytesOf(sealedRootKey) }),
      ),
    };
    const secret = asSecret(secretOf(inputs.secret), "secret");
    const root = await openRootKey(provider, header as unknown as ParsedHeader, secret);
    return root?.opened === undefined ? {} : { kek: root.opened.kek };
  },
};
