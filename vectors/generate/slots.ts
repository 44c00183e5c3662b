import { bytesField, concat, flip, utf8 } from "./bytes.js";
import { type ForgedSlot, forgeSlot, sealInSlot } from "./forge.js";
import { DIGITS, OTHER_DIGITS, PASSKEY, PLACE, PRF } from "./people.js";
import { random } from "./seed.js";
import { BY_DIGITS, BY_PASSKEY, changed, epoch, opens, RECOVERY, rootKey, sealed, stays } from "./slot-parts.js";
import type { Layer, Rejection } from "./vector.js";

/** Key slots by themselves: which one a secret opens. */
export async function slotsLayer(): Promise<Layer> {
  const recovery = await forgeSlot(PLACE, "slots/recovery", RECOVERY);
  const foreign = await forgeSlot(PLACE, "slots/foreign", { digits: OTHER_DIGITS });
  const passkey = await forgeSlot(PLACE, "slots/passkey", { prf: PRF, passkey: PASSKEY });
  const otherPasskey = await forgeSlot(PLACE, "slots/other-passkey", {
    prf: random("slots/other-prf", 32),
    passkey: { ...PASSKEY, credentialId: random("slots/other-credential", 32) },
  });
  const twin = await forgeSlot(PLACE, "slots/twin", { prf: random("slots/other-prf", 32), passkey: PASSKEY });
  const unknownInfo = concat(
    bytesField(1, random("slots/unknown-id", 16)),
    bytesField(2, random("slots/unknown-salt", 32)),
    bytesField(18, utf8("later")),
  );
  const unknown: ForgedSlot = {
    ...recovery,
    slotId: random("slots/unknown-id", 16),
    stored: { info: unknownInfo, sealedRootKey: await sealInSlot(PLACE, unknownInfo, recovery.kek, "slots/unknown") },
  };
  const oddInfo = concat(
    bytesField(2, recovery.salt),
    recovery.stored.info.subarray(-3),
    bytesField(1, recovery.slotId),
  );
  const odd = changed(recovery, {
    info: oddInfo,
    sealedRootKey: await sealInSlot(PLACE, oddInfo, recovery.kek, "slots/odd"),
  });
  const kekSecret = { kind: "kek", slotId: recovery.slotId, kek: recovery.kek };

  const none: Rejection = { code: "key.no-matching-slot" };
  const auth: Rejection = { code: "header.auth" };
  const { sealedRootKey, info } = recovery.stored;
  const tamper = (
    id: string,
    mutation: string,
    part: Partial<ForgedSlot["stored"]>,
    reject: Rejection,
    comment: string,
  ) =>
    stays(
      id,
      reject === auth ? "slot-tag-auth" : "slot-commitment-skip",
      "slot-open-recovery-key",
      mutation,
      [changed(recovery, part)],
      BY_DIGITS,
      reject,
      comment,
    );
  return {
    layer: "slots",
    spec: "spec/05-header.md",
    notes: ["`secret` of `seal` is the input keying material: the 64 digits as ASCII bytes, or the PRF output."],
    vectors: [
      await sealed("slot-seal-recovery-key", "recovery-key", recovery, "slots/recovery", utf8(DIGITS)),
      await sealed("slot-seal-passkey", "passkey", passkey, "slots/passkey", PRF),
      opens("slot-open-recovery-key", "slot-try-all", [recovery], BY_DIGITS, recovery, "One recovery-key slot."),
      opens("slot-open-passkey", "slot-passkey-credential", [passkey], BY_PASSKEY, passkey, "One passkey slot."),
      opens(
        "slot-open-third",
        "slot-try-all",
        [foreign, passkey, recovery],
        BY_DIGITS,
        recovery,
        "Slots of other secrets come before.",
      ),
      opens(
        "slot-open-unknown-kind",
        "slot-skip-unknown",
        [unknown, recovery],
        BY_DIGITS,
        recovery,
        "A slot of unknown kind is skipped, although the same key would open it.",
      ),
      opens(
        "slot-open-credential",
        "slot-passkey-credential",
        [otherPasskey, passkey],
        BY_PASSKEY,
        passkey,
        "The slot of the credential, not the first passkey slot.",
      ),
      opens(
        "slot-open-twin",
        "slot-passkey-credential",
        [twin, passkey],
        BY_PASSKEY,
        passkey,
        "Two slots of one credential, of which the second opens.",
      ),
      opens(
        "slot-open-odd-info",
        "slot-info-as-stored",
        [odd],
        BY_DIGITS,
        odd,
        "Fields of info in another order: bound as stored.",
      ),
      opens(
        "slot-open-kek",
        "slot-commitment-skip",
        [foreign, recovery],
        kekSecret,
        recovery,
        "A kept key-encryption key, on the slot of its id.",
      ),
      opens(
        "slot-open-root-key",
        "root-key-epoch",
        [foreign],
        { kind: "root-key", epoch, rootKey },
        undefined,
        "A kept root key needs no slot.",
      ),
      stays(
        "slot-wrong-recovery-key",
        "slot-none",
        "slot-open-recovery-key",
        "another recovery key",
        [recovery],
        { kind: "recovery-key", digits: OTHER_DIGITS },
        none,
        "Right by its check digits, and not of this vault.",
      ),
      stays(
        "slot-wrong-prf",
        "slot-none",
        "slot-open-passkey",
        "another PRF output",
        [passkey],
        { ...BY_PASSKEY, prf: flip(PRF, 31) },
        none,
        "The passkey answered for another input.",
      ),
      stays(
        "slot-wrong-credential",
        "slot-passkey-credential",
        "slot-open-passkey",
        "another credential",
        [passkey],
        { ...BY_PASSKEY, credentialId: flip(PASSKEY.credentialId, 0) },
        none,
        "No slot of that credential.",
      ),
      stays(
        "slot-wrong-kek",
        "slot-none",
        "slot-open-kek",
        "another key-encryption key",
        [foreign, recovery],
        { ...kekSecret, kek: flip(recovery.kek, 0) },
        none,
        "The commitment tells.",
      ),
      stays(
        "slot-kek-of-other-slot",
        "slot-none",
        "slot-open-kek",
        "the slot of the key is removed",
        [foreign],
        kekSecret,
        none,
        "Not tried on other slots.",
      ),
      stays(
        "slot-root-key-of-other-epoch",
        "root-key-epoch",
        "slot-open-root-key",
        "a root key of the next epoch",
        [foreign],
        { kind: "root-key", epoch: epoch + 1, rootKey },
        none,
        "Of another epoch than the header.",
      ),
      stays(
        "slot-only-unknown",
        "slot-skip-unknown",
        "slot-open-unknown-kind",
        "the known slot is removed",
        [unknown],
        BY_DIGITS,
        none,
        "Nothing that this version can open.",
      ),
      tamper(
        "slot-info-salt",
        "a bit of the salt in info",
        { info: flip(info, 25) },
        none,
        "Another key-encryption key.",
      ),
      tamper(
        "slot-info-field",
        "an unknown field follows in info",
        { info: concat(info, Uint8Array.of(0x98, 6, 0)) },
        none,
        "Info is bound byte for byte.",
      ),
      tamper(
        "slot-seal-salt",
        "a bit of the seal's salt",
        { sealedRootKey: flip(sealedRootKey, 3) },
        none,
        "The commitment tells.",
      ),
      tamper(
        "slot-commitment",
        "a bit of the commitment",
        { sealedRootKey: flip(sealedRootKey, 40) },
        none,
        "The commitment tells.",
      ),
      tamper(
        "slot-ciphertext",
        "a bit of the sealed root key",
        { sealedRootKey: flip(sealedRootKey, 60) },
        auth,
        "The commitment is right, and the tag is not.",
      ),
      tamper(
        "slot-tag",
        "a bit of the tag",
        { sealedRootKey: flip(sealedRootKey, -1) },
        auth,
        "The commitment is right, and the tag is not.",
      ),
    ],
  };
}
