/** Key slots and headers as the specification has them, and arbitraries of them. Spec: Key slots, header, epochs. */
import fc from "fast-check";
import { text } from "../../../reference/arbitraries/scalars.js";
import type { Value, Values } from "../case.js";
import { prfInput, prfOutput } from "./04-passkey.js";
import { exactly, freeDigits, key, shortId, someBytes } from "./drawn.js";
import {
  ascii,
  contextOf,
  derive,
  filePrefix,
  join,
  KIND,
  mac,
  pad,
  prefixed,
  seal,
  sha256,
  u32,
  u64,
} from "./oracle.js";
import { delimited, encode, encodeNoisily, type Noise } from "./protobuf.js";
import { recoveryKeyOf } from "./recovery-digits.js";

/** Something that opens a slot. */
export type SlotSecret =
  | { readonly kind: "recovery-key"; readonly digits: string }
  | {
      readonly kind: "passkey";
      readonly rpId: string;
      readonly credentialId: Uint8Array;
      readonly transports: readonly string[];
      readonly credRandom: Uint8Array;
    };

/** A slot that is to be sealed. Without a secret it is of a kind that version 1.0 does not know. */
export interface DrawnSlot {
  readonly slotId: Uint8Array;
  readonly salt: Uint8Array;
  readonly sealSalt: Uint8Array;
  readonly secret: SlotSecret | undefined;
}

/** A slot as a header stores it. */
export type StoredSlot = { readonly info: Uint8Array; readonly sealedRootKey: Uint8Array };

const ids = (most: number): fc.Arbitrary<string> => text(most).map((value) => (value === "" ? "a" : value));

export const recoverySecret = (): fc.Arbitrary<SlotSecret> =>
  freeDigits().map((free) => ({ kind: "recovery-key", digits: recoveryKeyOf(free) }));

export const passkeySecret = (): fc.Arbitrary<SlotSecret> =>
  fc.record({
    kind: fc.constant("passkey" as const),
    rpId: fc.oneof(fc.domain(), ids(253)),
    credentialId: fc.oneof(fc.constantFrom(1, 16, 32, 64, 1023).chain(exactly), someBytes(90, 1)),
    transports: fc.oneof(
      fc.subarray(["usb", "nfc", "ble", "internal", "hybrid"]),
      fc.array(text(32), { maxLength: 8 }),
    ),
    credRandom: key(),
  });

export const slotSecret = (): fc.Arbitrary<SlotSecret> => fc.oneof(recoverySecret(), passkeySecret());

export const drawnSlot = (secret: fc.Arbitrary<SlotSecret | undefined> = slotSecret()): fc.Arbitrary<DrawnSlot> =>
  fc.record({ slotId: shortId(), salt: key(), sealSalt: exactly(24), secret });

/** Several slots, some of unknown kind. */
export const drawnSlots = (most = 5): fc.Arbitrary<DrawnSlot[]> =>
  fc.uniqueArray(drawnSlot(fc.oneof({ weight: 4, arbitrary: slotSecret() }, fc.constant(undefined))), {
    minLength: 1,
    maxLength: most,
    selector: ({ slotId }) => slotId.join(),
  });

/** A SlotInfo, as the schema has it. */
export function slotInfo({ slotId, salt, secret }: DrawnSlot): Record<string, unknown> {
  if (secret === undefined) return { slotId, salt, $unknowns: [delimited(18, salt)] };
  if (secret.kind === "recovery-key") return { slotId, salt, recoveryKey: {} };
  const { rpId, credentialId, transports } = secret;
  return { slotId, salt, passkey: { rpId, credentialId, transports } };
}

/** Where slots are sealed. */
export interface SlotPlace {
  readonly vaultId: Uint8Array;
  readonly epoch: number;
  readonly prfSalt: Uint8Array;
  readonly rootKey: Uint8Array;
}

/** What a passkey gives for a header. */
export const prfOutputOf = (
  { credRandom }: Extract<SlotSecret, { kind: "passkey" }>,
  { prfSalt }: SlotPlace,
): Uint8Array => prfOutput(credRandom, prfInput(prfSalt));

/** KEK of a slot for a secret. */
export function kekOf(secret: SlotSecret, { slotId, salt }: DrawnSlot, place: SlotPlace): Uint8Array {
  const context = join(place.vaultId, slotId);
  if (secret.kind === "recovery-key") return derive(ascii(secret.digits), salt, "slot/recovery-key", context);
  return derive(prfOutputOf(secret, place), salt, "slot/passkey", context);
}

/** The slot as it is stored. `info` may be in another form than the canonical one. */
export function sealSlot(slot: DrawnSlot, place: SlotPlace, info = encode("SlotInfo", slotInfo(slot))): StoredSlot {
  const { secret, sealSalt } = slot;
  if (secret === undefined) return { info, sealedRootKey: join(sealSalt, slot.salt) };
  const context = contextOf("slot", place.vaultId, u64(place.epoch), prefixed(info));
  return { info, sealedRootKey: seal(kekOf(secret, slot, place), context, sealSalt, place.rootKey) };
}

/** A secret as requests have it. */
export function asSecret(secret: SlotSecret, prfSalt: Uint8Array): { readonly [key: string]: Value } {
  if (secret.kind === "recovery-key") return { kind: "recovery-key", digits: secret.digits };
  const { credentialId, credRandom } = secret;
  return { kind: "passkey", credentialId, prf: prfOutput(credRandom, prfInput(prfSalt)) };
}

/** A passkey in software, which evaluates any salt. Recovery keys are as they are. */
export function asAuthenticator(secret: SlotSecret): { readonly [key: string]: Value } {
  if (secret.kind === "recovery-key") return { kind: "recovery-key", digits: secret.digits };
  const { credentialId, rpId, credRandom } = secret;
  return { kind: "cred-random", credentialId, rpId, credRandom };
}

/** Everything that a header file is made of. */
export interface DrawnHeader extends SlotPlace {
  readonly revision: number;
  readonly slots: readonly StoredSlot[];
  readonly details: Readonly<Record<string, unknown>>;
  readonly sealSalt: Uint8Array;
  /** Fields that version 1.0 does not define, after the known ones. */
  readonly $unknowns?: readonly Uint8Array[];
  readonly requiredFeatures?: Uint8Array;
  /** The revision that the details are sealed for, if it is not the header's. */
  readonly detailsOf?: number;
}

/** How a header file is written where it may differ from the canonical form. */
export interface HeaderForm {
  readonly header?: Noise;
  readonly details?: Noise;
}

/** Header and sealed details of a revision, as a file. */
export function headerFile(drawn: DrawnHeader, form: HeaderForm = {}): Uint8Array {
  const {
    vaultId,
    epoch,
    revision,
    prfSalt,
    rootKey,
    slots,
    sealSalt,
    requiredFeatures,
    $unknowns = [],
    detailsOf = revision,
  } = drawn;
  const key = (label: string) => derive(rootKey, vaultId, label, u64(epoch));
  const details =
    form.details === undefined
      ? encode("HeaderDetails", drawn.details)
      : encodeNoisily("HeaderDetails", drawn.details, form.details).bytes;
  const context = contextOf("header-details", vaultId, u64(epoch), u64(detailsOf));
  const sealedDetails = seal(key("header-details"), context, sealSalt, pad(details));
  const fields = { vaultId, epoch, revision, prfSalt, slots, sealedDetails, $unknowns };
  const known =
    form.header === undefined ? encode("Header", fields) : encodeNoisily("Header", fields, form.header).bytes;
  const message = requiredFeatures === undefined ? known : join(known, requiredFeatures);
  const start = join(filePrefix(KIND.header), u32(message.length), message);
  const hashed = join(start, sha256(start));
  return join(hashed, mac(key("header-mac"), hashed));
}

/** The arguments that stand for a place in requests. */
export const placeArgs = ({ vaultId, epoch }: SlotPlace): Values => ({ vaultId, epoch });
