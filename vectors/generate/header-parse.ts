import { readU32, u32 } from "../../reference/core/bytes.js";
import { digest } from "../../reference/core/digest.js";
import { filePrefix } from "../../reference/core/file-prefix.js";
import { parseHeader } from "../../reference/core/header.js";
import { encodeSlotInfo, type KeySlot } from "../../reference/core/proto/codec.js";
import { bytesField, concat, flip, numberField, patch, utf8, varint } from "./bytes.js";
import { forgeHeaderFile, forgeHeaderMessage, forgeSlot } from "./forge.js";
import * as parts from "./header-parts.js";
import { PASSKEY, PLACE } from "./people.js";
import { provider, random } from "./seed.js";
import type { Accepted, Rejected } from "./vector.js";

const { RECOVERY, FIELDS, headerWith, headerAnd, slotWith } = parts;
const revision = PLACE.revision;

async function parses(id: string, requirement: string, file: Uint8Array, comment: string): Promise<Accepted> {
  const { vaultId, epoch, prfSalt, slots } = await parseHeader(provider, file, undefined);
  const n = readU32(file, 10);
  const number = (await parseHeader(provider, file, undefined)).revision;
  return {
    id,
    title: comment,
    requirements: [requirement],
    operation: "parse",
    inputs: { file, revision: number },
    ok: {
      vaultId,
      epoch,
      revision: number,
      prfSalt,
      slots: slots.map(({ slotId, salt, kind }) => ({ slotId, salt, kind })),
      digest: await digest(provider, file),
    },
    intermediates: { protobufLength: n, sha256: file.slice(14 + n, 46 + n) },
    comment,
  };
}

function refuses(id: string, requirement: string, mutation: string, file: Uint8Array, comment: string): Rejected {
  return {
    id,
    title: mutation,
    requirements: [requirement],
    operation: "parse",
    inputs: { file, revision },
    reject: { code: "header.malformed" },
    parent: "header-one-slot",
    mutation,
    comment,
  };
}

export async function headersThatParse(): Promise<Accepted[]> {
  const many: KeySlot[] = [];
  for (let i = 0; i < 32; i++)
    many.push((await forgeSlot(PLACE, `header/many/${i}`, { digits: "0".repeat(64) })).stored);
  const unpadded = concat(varint(2 * 8), Uint8Array.of(0x82, 0));
  const longest = {
    ...PASSKEY,
    rpId: "r".repeat(253),
    credentialId: random("header/credential", 1023),
    transports: Array(8).fill("t".repeat(32)),
  };
  const longSlot = await forgeSlot(PLACE, "header/longest", { prf: random("header/prf", 32), passkey: longest });
  const last = { ...PLACE, epoch: Number.MAX_SAFE_INTEGER, revision: Number.MAX_SAFE_INTEGER };

  return [
    await parses("header-one-slot", "header-fields", await headerWith(), "One recovery-key slot."),
    await parses(
      "header-three-slots",
      "slot-keep-unknown",
      await headerWith({ slots: [RECOVERY.stored, parts.PASSKEY_SLOT.stored, parts.UNKNOWN_SLOT] }),
      "A recovery key, a passkey, and a slot of unknown kind.",
    ),
    await parses(
      "header-32-slots",
      "header-fields",
      await headerWith({ slots: many }),
      "As many slots as there may be.",
    ),
    await parses(
      "header-longest-passkey",
      "header-fields",
      await headerWith({ slots: [longSlot.stored] }),
      "Every field of a passkey slot at its limit.",
    ),
    await parses(
      "header-info-4096",
      "header-fields",
      await headerWith({
        slots: [
          await slotWith(
            concat(RECOVERY.stored.info, bytesField(50, new Uint8Array(4096 - RECOVERY.stored.info.length - 4))),
          ),
        ],
      }),
      "The longest info, with an unknown field.",
    ),
    await parses(
      "header-unknown-slot-1",
      "header-fields",
      await headerWith({ slots: [RECOVERY.stored, { ...parts.UNKNOWN_SLOT, sealedRootKey: new Uint8Array(1) }] }),
      "The shortest sealed key of an unknown kind.",
    ),
    await parses(
      "header-unknown-slot-4096",
      "header-fields",
      await headerWith({ slots: [RECOVERY.stored, { ...parts.UNKNOWN_SLOT, sealedRootKey: new Uint8Array(4096) }] }),
      "The longest sealed key of an unknown kind.",
    ),
    await parses(
      "header-unknown-fields",
      "proto-keep-unknown",
      await headerAnd(bytesField(500, utf8("later")), numberField(501, 9), numberField(501, 2n ** 64n - 1n)),
      "Unknown fields, one of them above 2^53 - 1.",
    ),
    await parses(
      "header-last-numbers",
      "number-limit",
      await forgeHeaderFile(last, await forgeHeaderMessage(last, FIELDS, parts.DETAILS)),
      "The largest epoch and revision.",
    ),
    await parses(
      "header-long-varint",
      "proto-noncanonical-accepted",
      await headerAnd(unpadded),
      "The epoch again, in two bytes.",
    ),
    await parses(
      "header-field-twice",
      "proto-last-wins",
      await forgeHeaderFile(PLACE, concat(numberField(2, 9), await parts.plainMessage())),
      "The epoch twice: the last counts.",
    ),
  ];
}

async function structure(): Promise<Rejected[]> {
  const file = await headerWith();
  const n = readU32(file, 10);
  const big = concat(await parts.plainMessage(), bytesField(500, new Uint8Array(1_048_576)));
  const odd = (prefix: Uint8Array) => parts.plainMessage().then((message) => forgeHeaderFile(PLACE, message, prefix));
  const future = await odd(concat(utf8("KEEPSAKE"), Uint8Array.of(2, 1)));
  return [
    refuses("header-empty", "prefix-magic", "all bytes are removed", new Uint8Array(), "Shorter than the prefix."),
    refuses(
      "header-9-bytes",
      "prefix-magic",
      "all after byte 9 is removed",
      file.subarray(0, 9),
      "Shorter than the prefix.",
    ),
    refuses(
      "header-other-magic",
      "prefix-magic",
      "another magic",
      await odd(concat(utf8("KEEPSAKF"), Uint8Array.of(1, 1))),
      "Everything else is right.",
    ),
    {
      ...refuses("header-version-2", "prefix-version", "version 2", future, "Everything else is right."),
      reject: { code: "input.unsupported-version" },
    },
    {
      ...refuses(
        "header-version-0",
        "prefix-version",
        "version 0",
        await odd(concat(utf8("KEEPSAKE"), Uint8Array.of(0, 1))),
        "Everything else is right.",
      ),
      reject: { code: "input.unsupported-version" },
    },
    refuses(
      "header-other-kind",
      "prefix-kind",
      "the kind of a snapshot",
      await odd(filePrefix(2)),
      "Everything else is right.",
    ),
    refuses(
      "header-prefix-only",
      "header-length",
      "all after the prefix is removed",
      file.subarray(0, 10),
      "No length.",
    ),
    refuses(
      "header-too-large",
      "header-size-limit",
      "an unknown field of 1 MiB follows",
      await forgeHeaderFile(PLACE, big),
      "More than 1,048,576 bytes of protobuf.",
    ),
    refuses(
      "header-n-too-small",
      "header-length",
      "n is one less",
      patch(file, 10, u32(n - 1)),
      "The length of the file is not 78 + n.",
    ),
    refuses(
      "header-n-too-large",
      "header-length",
      "n is one more",
      patch(file, 10, u32(n + 1)),
      "The length of the file is not 78 + n.",
    ),
    refuses(
      "header-one-byte-less",
      "header-length",
      "the last byte is removed",
      file.subarray(0, -1),
      "The length of the file is not 78 + n.",
    ),
    refuses(
      "header-one-byte-more",
      "header-length",
      "a byte follows",
      concat(file, Uint8Array.of(0)),
      "The length of the file is not 78 + n.",
    ),
    refuses("header-wrong-sha256", "header-sha256", "a bit of the SHA-256", flip(file, -40), "Damage."),
    refuses("header-damaged", "header-sha256", "a bit of the message", flip(file, 20), "Damage."),
    {
      ...refuses(
        "header-other-name",
        "header-name",
        "the name has the next revision",
        file,
        "A header under another name.",
      ),
      inputs: { file, revision: revision + 1 },
    },
  ];
}

async function protobuf(): Promise<Rejected[]> {
  const raw = async (
    id: string,
    requirement: string,
    mutation: string,
    bytes: Uint8Array,
    comment = "Not as protobuf is encoded.",
  ) => refuses(id, requirement, mutation, await headerAnd(bytes), comment);
  const long = Uint8Array.of(...Array(10).fill(0x80), 1);
  return [
    await raw("header-group", "proto-no-groups", "a group follows", Uint8Array.of(0xa3, 6, 0xa4, 6)),
    await raw("header-wire-type-6", "proto-wire-types", "a field of wire type 6 follows", Uint8Array.of(0xa6, 6, 0)),
    await raw("header-wire-type-7", "proto-wire-types", "a field of wire type 7 follows", Uint8Array.of(0xa7, 6, 0)),
    await raw("header-field-0", "proto-no-field-zero", "a field of number 0 follows", Uint8Array.of(0, 0)),
    await raw("header-varint-11", "proto-varint-length", "a varint of 11 bytes follows", concat(varint(100 * 8), long)),
    await raw(
      "header-overrun",
      "proto-overrun",
      "a field that is longer than the message follows",
      Uint8Array.of(0xa2, 6, 5, 1),
    ),
    await raw(
      "header-cut-varint",
      "proto-overrun",
      "a number that ends too early follows",
      Uint8Array.of(0xa0, 6, 0x80),
    ),
    refuses(
      "header-rp-id-utf8",
      "proto-utf8",
      "the rp id is not UTF-8",
      await headerWith({
        slots: [
          await slotWith(
            concat(
              RECOVERY.stored.info.subarray(0, -3),
              bytesField(17, concat(bytesField(1, Uint8Array.of(0xc3, 0x28)), bytesField(2, random("x", 16)))),
            ),
          ),
        ],
      }),
      "A string is UTF-8.",
    ),
    refuses(
      "header-epoch-2-53",
      "number-limit",
      "epoch 2^53",
      await headerAnd(numberField(2, 2n ** 53n)),
      "Above 2^53 - 1.",
    ),
    refuses(
      "header-revision-2-64",
      "number-limit",
      "revision 2^64 - 1",
      await headerAnd(numberField(3, 2n ** 64n - 1n)),
      "Above 2^53 - 1.",
    ),
  ];
}

async function fields(): Promise<Rejected[]> {
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

export async function headersThatDoNotParse(): Promise<Rejected[]> {
  return [...(await structure()), ...(await protobuf()), ...(await fields())];
}
