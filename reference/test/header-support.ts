import { createSoftwareAuthenticator } from "../authenticator/index.js";
import { kekFromPrf, kekFromRecoveryKey } from "../core/derive.js";
import { buildHeader, type HeaderFields } from "../core/header.js";
import { prfInput } from "../core/passkey.js";
import type { HeaderDetails, KeySlot } from "../core/proto/codec.js";
import { seededRandomness } from "../core/randomness.js";
import { generateRecoveryKey } from "../core/recovery-key.js";
import type { Secret } from "../core/secret.js";
import { newSlotInfo, sealSlot } from "../core/slot.js";
import { nodeProvider as provider } from "../node/provider-node.js";
import { counting } from "./byte-support.js";

/** A vault's secrets and what its headers are made of; the same for the same number. */
export function createHeaderMaker(vault = 0) {
  const randomness = seededRandomness(counting(32, vault));
  const vaultId = randomness("vault-id", 16);
  const digits = generateRecoveryKey(randomness);
  const authenticator = createSoftwareAuthenticator(randomness);
  const { credentialId, rpId } = authenticator.makeCredential("backup.example");
  const rootKey = (epoch: number) => randomness(`root-key/${epoch}`, 32);
  const prfSalt = (epoch: number) => randomness(`prf-salt/${epoch}`, 32);

  const kekOf = (kind: "recovery-key" | "passkey", epoch: number, salt: Uint8Array, slotId: Uint8Array) =>
    kind === "passkey"
      ? kekFromPrf(provider, authenticator.getPrf(credentialId, rpId, prfInput(prfSalt(epoch))), salt, vaultId, slotId)
      : kekFromRecoveryKey(provider, digits, salt, vaultId, slotId);

  /** A slot of each given kind, in order. */
  const slots = async (epoch: number, revision: number, kinds: readonly ("recovery-key" | "passkey")[]) => {
    const made: KeySlot[] = [];
    for (const [i, kind] of kinds.entries()) {
      const passkey = kind === "passkey" ? authenticator.asSlot(credentialId) : undefined;
      const { slotId, salt, info } = newSlotInfo(randomness, revision, i, passkey);
      const kek = await kekOf(kind, epoch, salt, slotId);
      made.push(await sealSlot(provider, rootKey(epoch), { vaultId, epoch, revision }, info, kek, randomness));
    }
    return made;
  };

  const fields = async (epoch: number, revision: number): Promise<HeaderFields> => ({
    vaultId,
    epoch,
    revision,
    prfSalt: prfSalt(epoch),
    slots: await slots(epoch, revision, ["recovery-key", "passkey"]),
  });

  const details: HeaderDetails = { writerId: randomness("writer-id", 16), writerName: "Telephone", createdAtMs: 5 };

  return {
    vaultId,
    digits,
    authenticator,
    credentialId,
    randomness,
    details,
    rootKey,
    fields,
    slots,
    recoveryKey: { kind: "recovery-key", digits } satisfies Secret,
    passkey: authenticator.asSecret(credentialId),
    /** A stored header. */
    async header(epoch: number, revision: number, changes: Partial<HeaderFields> = {}): Promise<Uint8Array> {
      const all = { ...(await fields(epoch, revision)), ...changes };
      return buildHeader(provider, rootKey(epoch), all, details, randomness);
    },
  };
}
