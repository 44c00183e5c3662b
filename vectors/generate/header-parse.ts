import { readU32 } from "../../reference/core/bytes.js";
import { digest } from "../../reference/core/digest.js";
import { parseHeader } from "../../reference/core/header.js";
import type { KeySlot } from "../../reference/core/proto/codec.js";
import { bytesField, concat, numberField, utf8, varint } from "./bytes.js";
import { forgeHeaderFile, forgeHeaderMessage, forgeSlot } from "./forge.js";
import { fields } from "./header-fields.js";
import * as parts from "./header-parts.js";
import { protobuf, structure } from "./header-structure.js";
import { PASSKEY, PLACE } from "./people.js";
import { provider, random } from "./seed.js";
import type { Accepted, Rejected } from "./vector.js";

export const { RECOVERY, FIELDS, headerWith, headerAnd, slotWith } = parts;

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
  // What follows the id and the salt.
  const ofPasskey = parts.PASSKEY_SLOT.stored.info.subarray(52);
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
      "header-field-last",
      "proto-field-number",
      await headerAnd(numberField(2 ** 29 - 1, 9)),
      "An unknown field of the largest number.",
    ),
    await parses(
      "header-unknown-last",
      "proto-varint-64-bits",
      await headerAnd(numberField(501, 2n ** 64n - 1n)),
      "An unknown field of 64 bits that are set.",
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
    await parses(
      "header-slot-of-two-kinds",
      "proto-last-wins",
      await headerWith({ slots: [await slotWith(concat(RECOVERY.stored.info, ofPasskey))] }),
      "A slot of two kinds: the last counts.",
    ),
  ];
}

export async function headersThatDoNotParse(): Promise<Rejected[]> {
  return [...(await structure()), ...(await protobuf()), ...(await fields())];
}
