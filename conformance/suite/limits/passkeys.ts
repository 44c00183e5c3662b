import { type DrawnSlot, prfOutputOf, type SlotPlace, sealSlot } from "../properties/slots.js";
import { accepted, type Limit, type Probe, rejected } from "./limit.js";
import { limitOf } from "./table.js";

const AT: SlotPlace = {
  vaultId: new Uint8Array(16).fill(1),
  epoch: 1,
  prfSalt: new Uint8Array(32).fill(2),
  rootKey: new Uint8Array(32).fill(3),
};

/** Opening a passkey's slot with these fields, which is sealed as they are. */
function opening(
  what: string,
  isAccepted: boolean,
  { rpId = "a", credentialId = 16, transports = [] as string[] },
): Probe {
  const secret = {
    kind: "passkey" as const,
    rpId,
    credentialId: new Uint8Array(credentialId).fill(4),
    transports,
    credRandom: new Uint8Array(32).fill(5),
  };
  const slot: DrawnSlot = {
    slotId: new Uint8Array(16).fill(6),
    salt: new Uint8Array(32).fill(7),
    sealSalt: new Uint8Array(24).fill(8),
    secret,
  };
  const given = { kind: "passkey", credentialId: secret.credentialId, prf: prfOutputOf(secret, AT) };
  const args = { vaultId: AT.vaultId, epoch: AT.epoch, slots: [sealSlot(slot, AT)], secret: given };
  const { rootKey } = AT;
  return {
    what,
    args,
    expectation: isAccepted ? accepted({ rootKey, slotId: slot.slotId }) : rejected("header.malformed"),
  };
}

const SHARED = {
  chapter: "04-passkey.md",
  operation: "slot.unwrap",
  requirements: ["header-fields", "limits-accept"],
  why: "What is within the limits has to open too, and what is past them is refused though its seal is right.",
};

/** Sizes of what the slot of a passkey says. */
export const passkeyLimits: readonly Limit[] = [
  {
    ...SHARED,
    name: "passkey/rp-id",
    title: "The size of the rp id of a slot that opens",
    *probes() {
      const most = limitOf("relying-party-id");
      const letters = "é".repeat(Math.floor(most / 2));
      for (const rpId of ["a", "a".repeat(most), `a${letters}`]) {
        yield opening(`${Buffer.byteLength(rpId)} bytes`, true, { rpId });
      }
      for (const rpId of ["", "a".repeat(most + 1), "a".repeat(255), `aa${letters}`]) {
        yield opening(`${Buffer.byteLength(rpId)} bytes`, false, { rpId });
      }
    },
  },
  {
    ...SHARED,
    name: "passkey/credential-id",
    title: "The size of the credential id of a slot that opens",
    *probes() {
      const most = limitOf("credential-id");
      for (const credentialId of [1, 16, 64, 255, 256, most]) {
        yield opening(`${credentialId} bytes`, true, { credentialId });
      }
      for (const credentialId of [0, most + 1]) yield opening(`${credentialId} bytes`, false, { credentialId });
    },
  },
  {
    ...SHARED,
    name: "passkey/transports",
    title: "The number and sizes of the transports of a slot that opens",
    *probes() {
      const [entries, size] = [limitOf("transports"), limitOf("transport")];
      const list = (count: number, length: number) =>
        Array.from({ length: count }, (_, i) => String(i).padEnd(length, "x"));
      for (const transports of [[], ["internal"], ["of-a-later-time"], list(entries, size), ["", ""]]) {
        yield opening(`${transports.length} transports`, true, { transports });
      }
      yield opening(`${entries + 1} transports`, false, { transports: list(entries + 1, 3) });
      yield opening(`a transport of ${size + 1} bytes`, false, { transports: list(1, size + 1) });
    },
  },
];
