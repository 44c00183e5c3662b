import { encodeSlotInfo, type KeySlot } from "../../reference/core/proto/codec.js";
import { bytesField, concat } from "./bytes.js";
import { forgeSlot } from "./forge.js";
import { FIELDS, headerWith, RECOVERY, slotWith } from "./header-parse.js";
import * as parts from "./header-parts.js";
import { refuses } from "./header-refuse.js";
import { PASSKEY, PLACE } from "./people.js";
import type { Rejected } from "./vector.js";

export async function fields(): Promise<Rejected[]> {
  const rule = async (id: string, mutation: string, change: Parameters<typeof headerWith>[0]) =>
    refuses(id, "header-fields", mutation, await headerWith(change), "A rule of the table of fields.");
  const passkey = async (id: string, mutation: string, change: Partial<typeof PASSKEY>) => {
    const info = encodeSlotInfo({ slotId: RECOVERY.slotId, salt: RECOVERY.salt, passkey: { ...PASSKEY, ...change } });
    return { ...(await rule(id, mutation, { slots: [await slotWith(info)] })), parent: "header-longest-passkey" };
  };
  const info = async (id: string, mutation: string, bytes: Uint8Array) =>
    rule(id, mutation, { slots: [await slotWith(bytes)] });
  const { slotId, salt, stored } = RECOVERY;
  const many: KeySlot[] = [];
  for (let i = 0; i < 33; i++)
    many.push((await forgeSlot(PLACE, `header/many/${i}`, { digits: "0".repeat(64) })).stored);
  const unknown = (sealedRootKey: Uint8Array) => ({ slots: [stored, { ...parts.UNKNOWN_SLOT, sealedRootKey }] });
  const filler = bytesField(50, new Uint8Array(4097 - stored.info.length - 4));
  return [
    await rule("header-vault-id-15", "a vault id of 15 bytes", { vaultId: PLACE.vaultId.slice(1) }),
    await rule("header-vault-id-17", "a vault id of 17 bytes", { vaultId: new Uint8Array(17) }),
    await rule("header-epoch-0", "epoch 0", { epoch: 0 }),
    await rule("header-revision-0", "revision 0", { revision: 0 }),
    await rule("header-prf-salt-31", "a PRF salt of 31 bytes", { prfSalt: FIELDS.prfSalt.slice(1) }),
    await rule("header-no-slot", "the slot is removed", { slots: [] }),
    { ...(await rule("header-33-slots", "a 33rd slot", { slots: many })), parent: "header-32-slots" },
    await rule("header-slot-twice", "the slot stands twice", { slots: [stored, stored] }),
    await info(
      "header-slot-id-15",
      "a slot id of 15 bytes",
      encodeSlotInfo({ slotId: slotId.slice(1), salt, recoveryKey: {} }),
    ),
    await info(
      "header-slot-salt-31",
      "a slot salt of 31 bytes",
      encodeSlotInfo({ slotId, salt: salt.slice(1), recoveryKey: {} }),
    ),
    await info("header-info-protobuf", "info is no protobuf message", concat(stored.info, Uint8Array.of(0xff))),
    {
      ...(await info("header-info-4097", "info of 4097 bytes", concat(stored.info, filler))),
      parent: "header-info-4096",
    },
    await rule("header-sealed-root-key-103", "the sealed root key is one shorter", {
      slots: [{ ...stored, sealedRootKey: stored.sealedRootKey.slice(1) }],
    }),
    await rule("header-sealed-root-key-105", "the sealed root key is one longer", {
      slots: [{ ...stored, sealedRootKey: concat(stored.sealedRootKey, Uint8Array.of(0)) }],
    }),
    {
      ...(await rule("header-unknown-slot-0", "an unknown slot without a sealed key", unknown(new Uint8Array()))),
      parent: "header-unknown-slot-1",
    },
    {
      ...(await rule("header-unknown-slot-4097", "an unknown slot with 4097 bytes", unknown(new Uint8Array(4097)))),
      parent: "header-unknown-slot-4096",
    },
    await passkey("header-rp-id-0", "an empty rp id", { rpId: "" }),
    await passkey("header-rp-id-254", "an rp id of 254 bytes", { rpId: "r".repeat(254) }),
    await passkey("header-credential-id-0", "an empty credential id", { credentialId: new Uint8Array() }),
    await passkey("header-credential-id-1024", "a credential id of 1024 bytes", { credentialId: new Uint8Array(1024) }),
    await passkey("header-transports-9", "nine transports", { transports: Array(9).fill("usb") }),
    await passkey("header-transport-33", "a transport of 33 bytes", { transports: ["t".repeat(33)] }),
    await rule("header-features-order", "required features 2 and 1", { requiredFeatures: [2, 1] }),
    await rule("header-features-twice", "required feature 1 twice", { requiredFeatures: [1, 1] }),
    {
      ...(await rule("header-feature-1", "required feature 1", { requiredFeatures: [1] })),
      requirements: ["header-features"],
      reject: { code: "input.unsupported-version" },
    },
    {
      ...(await rule("header-feature-private", "required feature 10000", { requiredFeatures: [10_000] })),
      requirements: ["header-features"],
      reject: { code: "input.unsupported-version" },
    },
  ];
}
