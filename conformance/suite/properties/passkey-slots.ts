import { createHmac } from "node:crypto";
import fc from "fast-check";
import type { CaseContext, Value } from "../case.js";
import { prfInput, prfOutput } from "./04-passkey.js";
import { casesOf, type Property } from "./chapter.js";
import { counter, exactly, key, shortId } from "./drawn.js";
import { ascii, contextOf, derive, join, prefixed, seal, sha256, u64 } from "./oracle.js";
import { property } from "./property.js";
import { encode } from "./protobuf.js";
import {
  asAuthenticator,
  type DrawnSlot,
  drawnSlot,
  passkeySecret,
  placeArgs,
  prfOutputOf,
  type SlotPlace,
  type SlotSecret,
  type StoredSlot,
  sealSlot,
  slotInfo,
} from "./slots.js";

type Passkey = Extract<SlotSecret, { kind: "passkey" }>;
type PasskeySlot = DrawnSlot & { readonly secret: Passkey };
type Secret = { readonly [key: string]: Value };

const place = (): fc.Arbitrary<SlotPlace> =>
  fc.record({ vaultId: shortId(), epoch: counter(), prfSalt: key(), rootKey: key() });

const passkeySlot = (): fc.Arbitrary<PasskeySlot> => drawnSlot(passkeySecret()) as fc.Arbitrary<PasskeySlot>;

const areUnique = (all: readonly Uint8Array[]) => new Set(all.map((bytes) => bytes.join())).size === all.length;

/** Slots of passkeys of one relying party. */
const ofOneParty = (): fc.Arbitrary<PasskeySlot[]> =>
  fc
    .tuple(fc.domain(), fc.array(passkeySlot(), { minLength: 2, maxLength: 4 }))
    .map(([rpId, slots]) => slots.map((slot) => ({ ...slot, secret: { ...slot.secret, rpId } })))
    .filter(
      (slots) =>
        areUnique(slots.map(({ slotId }) => slotId)) &&
        areUnique(slots.map(({ secret }) => secret.credentialId)) &&
        areUnique(slots.map(({ secret }) => secret.credRandom)),
    );

const hmac = (secret: Uint8Array, data: Uint8Array) =>
  new Uint8Array(createHmac("sha256", secret).update(data).digest());

/** What programs and authenticators have given in place of the output. */
const WRONG_OUTPUTS: Readonly<Record<string, (credRandom: Uint8Array, prfSalt: Uint8Array) => Uint8Array>> = {
  "of the secret without user verification": (credRandom, prfSalt) => prfOutput(sha256(credRandom), prfInput(prfSalt)),
  "for another salt, as of the next epoch": (credRandom, prfSalt) => prfOutput(credRandom, prfInput(sha256(prfSalt))),
  "for the salt without its text": prfOutput,
  "for the text alone": (credRandom) => prfOutput(credRandom, ascii("keepsake/v1/prf\0")),
  "of an input that was not hashed": (credRandom, prfSalt) => hmac(credRandom, prfInput(prfSalt)),
  "of an input that was hashed twice": (credRandom, prfSalt) =>
    prfOutput(credRandom, sha256(ascii("WebAuthn PRF\0"), prfInput(prfSalt))),
  "of an input that was hashed without the zero byte": (credRandom, prfSalt) =>
    hmac(credRandom, sha256(ascii("WebAuthn PRF"), prfInput(prfSalt))),
  "of an input that was hashed without the text of WebAuthn": (credRandom, prfSalt) =>
    hmac(credRandom, sha256(prfInput(prfSalt))),
};

/** The slot as it is stored by a program that took this for the output. */
function sealedUnder(output: Uint8Array, slot: PasskeySlot, { vaultId, epoch, rootKey }: SlotPlace): StoredSlot {
  const info = encode("SlotInfo", slotInfo(slot));
  const kek = derive(output, slot.salt, "slot/passkey", join(vaultId, slot.slotId));
  const context = contextOf("slot", vaultId, u64(epoch), prefixed(info));
  return { info, sealedRootKey: seal(kek, context, slot.sealSalt, rootKey) };
}

const given = ({ credentialId }: Passkey, prf: Uint8Array): Secret => ({ kind: "passkey", credentialId, prf });

/** The same passkey by its output, and where the testee has authenticators by its secret. */
const waysOf = (context: CaseContext, passkey: Passkey, at: SlotPlace): Secret[] =>
  [given(passkey, prfOutputOf(passkey, at)), asAuthenticator(passkey)].slice(0, context.has("authenticator") ? 2 : 1);

function unwrap(context: CaseContext, at: SlotPlace, slots: readonly StoredSlot[], secret: Secret, opened?: DrawnSlot) {
  const args = { ...placeArgs(at), slots, secret, ...(secret.kind === "cred-random" ? { prfSalt: at.prfSalt } : {}) };
  const { rootKey } = at;
  return context.expect(
    "slot.unwrap",
    args,
    opened === undefined ? { reject: { codes: ["key.no-matching-slot"] } } : { ok: { rootKey, slotId: opened.slotId } },
  );
}

const UNWRAP = ["slot.unwrap"];

const properties: readonly Property[] = [
  {
    name: "authenticator-opens",
    title: "A passkey opens its slot by its output, and by its secret where the program has the authenticator",
    requirements: ["prf-input-first", "slot-passkey-credential"],
    operations: UNWRAP,
    features: ["authenticator"],
    why: "A slot that was made in a browser has to open where the program talks to the authenticator itself.",
    run: (context) =>
      property(
        context,
        [place(), ofOneParty(), fc.nat(3)],
        async (at, slots, n) => {
          const own = slots[n % slots.length]!;
          const stored = slots.map((slot) => sealSlot(slot, at));
          for (const secret of waysOf(context, own.secret, at)) await unwrap(context, at, stored, secret, own);
        },
        { cost: 3 },
      ),
  },
  {
    name: "other-outputs",
    title: "What is not the output for this salt, hashed as browsers do and with user verification, opens nothing",
    requirements: ["prf-input-first", "slot-commitment-skip", "slot-none"],
    operations: UNWRAP,
    why: "Each of these was given by some program or authenticator. A reader that helps itself by trying them opens slots that no other one opens.",
    run: (context) =>
      property(
        context,
        [place(), passkeySlot(), fc.constantFrom(...Object.keys(WRONG_OUTPUTS))],
        async (at, slot, which) => {
          const wrong = WRONG_OUTPUTS[which]!(slot.secret.credRandom, at.prfSalt);
          await unwrap(context, at, [sealSlot(slot, at)], given(slot.secret, wrong));
          const stored = [sealedUnder(wrong, slot, at)];
          for (const secret of waysOf(context, slot.secret, at)) await unwrap(context, at, stored, secret);
          await unwrap(context, at, stored, given(slot.secret, wrong), slot);
        },
        { cost: 3 },
      ),
  },
  {
    name: "swapped",
    title: "Of several passkeys of one relying party each opens its own slot, and none by the output of another",
    requirements: ["use-credential-id", "slot-passkey-credential", "slot-none"],
    operations: UNWRAP,
    why: "One ceremony serves all passkeys of a vault: the credential id says which one answered.",
    run: (context) =>
      property(
        context,
        [place(), ofOneParty(), fc.nat(3)],
        async (at, slots, n) => {
          const [one, other] = [slots[n % slots.length]!, slots[(n + 1) % slots.length]!];
          const stored = slots.map((slot) => sealSlot(slot, at));
          await unwrap(context, at, stored, given(one.secret, prfOutputOf(one.secret, at)), one);
          await unwrap(context, at, stored, given(one.secret, prfOutputOf(other.secret, at)));
        },
        { cost: 3 },
      ),
  },
  {
    name: "one-credential",
    title: "Slots with one credential id are all tried, wherever the right one stands",
    requirements: ["slot-passkey-credential", "slot-commitment-skip"],
    operations: UNWRAP,
    why: "A passkey that was enrolled twice, or a copy of its id that somebody put before it, must not close the vault.",
    run: (context) =>
      property(
        context,
        [place(), ofOneParty(), fc.nat(3), fc.boolean()],
        async (at, slots, n, isOtherParty) => {
          const own = slots[n % slots.length]!;
          const { credentialId } = own.secret;
          const twins = slots.map((slot) => {
            if (slot === own) return slot;
            const rpId = isOtherParty ? `x${slot.secret.rpId}` : slot.secret.rpId;
            return { ...slot, secret: { ...slot.secret, credentialId, rpId } };
          });
          const stored = twins.map((slot) => sealSlot(slot, at));
          for (const secret of waysOf(context, own.secret, at)) await unwrap(context, at, stored, secret, own);
        },
        { cost: 3 },
      ),
  },
  {
    name: "own-rp-id",
    title: "A passkey is not asked for a slot of another relying party, though it has the credential id",
    requirements: ["use-own-rp-id", "use-allow-credentials", "slot-none"],
    operations: UNWRAP,
    features: ["authenticator"],
    why: "The rp id of a header is anyone's: a program that follows it evaluates what belongs to others.",
    run: (context) =>
      property(context, [place(), passkeySlot(), fc.domain()], async (at, slot, rpId) => {
        if (rpId === slot.secret.rpId) return;
        const foreign = { ...slot, secret: { ...slot.secret, rpId } };
        await unwrap(context, at, [sealSlot(foreign, at)], asAuthenticator(slot.secret));
        await unwrap(context, at, [sealSlot(slot, at)], asAuthenticator(slot.secret), slot);
      }),
  },
  {
    name: "output-sizes",
    title: "A slot is neither sealed nor opened with an output of another size than 32 bytes",
    requirements: ["prf-output-length"],
    operations: ["slot.wrap", "slot.unwrap"],
    why: "Half an output, or both outputs in a row, make a slot that the right one never opens.",
    run: (context) =>
      property(
        context,
        [place(), passkeySlot(), fc.oneof(fc.constantFrom(0, 1, 16, 31, 33, 48, 64), fc.nat(200)).chain(exactly)],
        async (at, slot, output) => {
          if (output.length === 32) return;
          const secret = given(slot.secret, output);
          const { info, sealedRootKey } = sealSlot(slot, at);
          const { rootKey } = at;
          const missing = { reject: { codes: ["key.prf-missing"] } };
          const making = { ...placeArgs(at), info, rootKey, sealSalt: slot.sealSalt, secret };
          await context.expect("slot.wrap", making, missing);
          await context.expect("slot.unwrap", { ...placeArgs(at), slots: [{ info, sealedRootKey }], secret }, missing);
        },
      ),
  },
];

/** Chapter 4, with the slots of chapter 5. */
export const passkeySlots = casesOf("04-passkey.md", properties);
