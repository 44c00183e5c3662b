import { decodeSlotInfo } from "../../../reference/core/proto/codec.js";
import { bytesOf, type Inputs, type Vector } from "./load.js";
import { type Adapters, expectationOf, type Request } from "./request.js";
import { secretOf } from "./secret.js";

function sealRequests({ inputs, expect }: Vector): Request[] {
  const [vaultId, info, rootKey] = [bytesOf(inputs.vaultId), bytesOf(inputs.info), bytesOf(inputs.rootKey)];
  const { slotId, passkey } = decodeSlotInfo(info);
  const material = bytesOf(inputs.secret);
  const secret =
    passkey === null
      ? { kind: "recovery-key", digits: new TextDecoder().decode(material) }
      : { kind: "passkey", credentialId: passkey.credentialId, prf: material };
  const sealedRootKey = bytesOf(expect.ok.sealedRootKey);
  const place = { vaultId, epoch: inputs.epoch, secret };
  return [
    {
      operation: "slot.wrap",
      args: { ...place, info, rootKey, sealSalt: bytesOf(inputs.sealSalt) },
      expectation: { ok: { sealedRootKey } },
    },
    {
      operation: "slot.unwrap",
      args: { ...place, slots: [{ info, sealedRootKey }] },
      expectation: { ok: { rootKey, slotId } },
      needs: ["slot.unwrap"],
    },
  ];
}

/** Vectors of the layer slots. */
export const slots: Adapters = {
  seal: { operations: ["slot.wrap"], requests: sealRequests },
  open: {
    operations: ["slot.unwrap"],
    requests: (vector) => {
      const { vaultId, epoch, slots, secret } = vector.inputs;
      const args = {
        vaultId: bytesOf(vaultId),
        epoch,
        slots: slots.map(({ info, sealedRootKey }: Inputs) => ({
          info: bytesOf(info),
          sealedRootKey: bytesOf(sealedRootKey),
        })),
        secret: secretOf(secret),
      };
      const opened = () => {
        const { rootKey, slotId } = vector.expect.ok;
        return { rootKey: bytesOf(rootKey), ...(slotId === undefined ? {} : { slotId: bytesOf(slotId) }) };
      };
      return [{ operation: "slot.unwrap", args, expectation: expectationOf(vector, opened) }];
    },
  },
};
