import type { Header, HeaderDetails } from "../../reference/core/proto/codec.js";
import { bytesField, concat, utf8 } from "./bytes.js";
import { type ForgedSlot, forgeHeaderFile, forgeHeaderMessage, forgeSlot, sealInSlot } from "./forge.js";
import { DIGITS, OTHER_DIGITS, PASSKEY, PLACE, PRF, PRF_SALT, WRITER_ID } from "./people.js";
import { random } from "./seed.js";

export const RECOVERY: ForgedSlot = await forgeSlot(PLACE, "header/recovery", { digits: DIGITS });
export const PASSKEY_SLOT: ForgedSlot = await forgeSlot(PLACE, "header/passkey", { prf: PRF, passkey: PASSKEY });
export const SECOND: ForgedSlot = await forgeSlot(PLACE, "header/second", { digits: OTHER_DIGITS });

const UNKNOWN_INFO = concat(
  bytesField(1, random("header/unknown-id", 16)),
  bytesField(2, random("header/unknown-salt", 32)),
  bytesField(18, utf8("a later kind")),
);
/** A slot of a kind that version 1.0 does not know. */
export const UNKNOWN_SLOT = { info: UNKNOWN_INFO, sealedRootKey: utf8("whatever it needs") };
/** A slot with any info, sealed so that only the info is wrong. */
export const slotWith = async (info: Uint8Array) => ({
  info,
  sealedRootKey: await sealInSlot(PLACE, info, RECOVERY.kek, "header/with"),
});

export const FORMER = {
  epoch: 1,
  rootKey: random("root-key/1", 32),
  lastSequence: 5,
  lastDigest: random("header/last-digest", 32),
};
export const DETAILS = {
  writerId: WRITER_ID,
  writerName: "Example phone",
  createdAtMs: 1_767_225_600_000,
  slots: [{ slotId: RECOVERY.slotId, label: "Paper", createdAtMs: 1_767_225_600_000 }],
  formerEpochs: [FORMER],
} satisfies HeaderDetails;
export const FIELDS = { prfSalt: PRF_SALT, slots: [RECOVERY.stored] } satisfies Header;

/** A header file that differs from the plain one in some fields. */
export async function headerWith(
  fields: Header = {},
  details: HeaderDetails | Uint8Array = DETAILS,
): Promise<Uint8Array> {
  return forgeHeaderFile(PLACE, await forgeHeaderMessage(PLACE, { ...FIELDS, ...fields }, details));
}

/** The message of the plain header. */
export const plainMessage = () => forgeHeaderMessage(PLACE, FIELDS, DETAILS);

/** The plain message and raw bytes after it. */
export async function headerAnd(...raw: Uint8Array[]): Promise<Uint8Array> {
  return forgeHeaderFile(PLACE, concat(await plainMessage(), ...raw));
}
