import { createSoftwareAuthenticator } from "../../reference/authenticator/index.js";
import { backup } from "../../reference/core/backup.js";
import { decodeFrame } from "../../reference/core/proto/codec.js";
import type { CryptoProvider } from "../../reference/core/provider.js";
import { seededRandomness } from "../../reference/core/randomness.js";
import { rotate } from "../../reference/core/rotate.js";
import type { Secret } from "../../reference/core/secret.js";
import type { NewSlot } from "../../reference/core/slot-make.js";
import { createMemoryStore } from "../../reference/core/store-memory.js";
import type { Vault } from "../../reference/core/vault.js";
import { createVault } from "../../reference/core/vault-create.js";

/** A secret of a slot that is to be made. */
export type StorySlot =
  | { readonly kind: "recovery-key"; readonly digits: string; readonly label: string }
  | {
      readonly kind: "passkey";
      readonly credentialId: Uint8Array;
      readonly credRandom: Uint8Array;
      readonly rpId: string;
      readonly transports: readonly string[];
      readonly label: string;
      readonly backupEligibility: number;
    };

/** Something that a writer does. */
export type Step =
  | { readonly do: "create"; readonly now: number; readonly writerName: string; readonly slots: readonly StorySlot[] }
  | {
      readonly do: "backup";
      readonly now: number;
      readonly account: string;
      readonly service: string;
      readonly producer: string;
      /** Attachments that have bytes have no reference yet. */
      readonly frames: readonly Uint8Array[];
      /** By id of the attachment. */
      readonly contents: Readonly<Record<string, Uint8Array>>;
    }
  /** Carries over all slots but the removed ones; `slots` are those whose passkeys are at hand. */
  | {
      readonly do: "rotate";
      readonly now: number;
      readonly slots: readonly StorySlot[];
      readonly remove: readonly Uint8Array[];
    };

function secretOf(slot: StorySlot): Secret {
  if (slot.kind === "recovery-key") return { kind: "recovery-key", digits: slot.digits };
  const { credentialId, rpId, credRandom } = slot;
  const kept = [{ credentialId, rpId, credRandomWithUv: credRandom, credRandomWithoutUv: new Uint8Array(32) }];
  return createSoftwareAuthenticator(undefined, kept).asSecret(credentialId);
}

function newSlot(slot: StorySlot): NewSlot {
  const secret = secretOf(slot);
  if (slot.kind === "recovery-key") return { secret, label: slot.label };
  const { label, backupEligibility, rpId, credentialId, transports } = slot;
  return { secret, label, backupEligibility, passkey: { rpId, credentialId, transports: [...transports] } };
}

/** A vault after some steps, and all that is stored. */
export interface Told {
  readonly vault: Vault;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** Does the steps with named randomness. */
export async function tell(provider: CryptoProvider, seed: Uint8Array, steps: readonly Step[]): Promise<Told> {
  const randomness = seededRandomness(seed);
  const store = createMemoryStore();
  let vault: Vault | undefined;
  for (const step of steps) {
    if (step.do === "create") {
      const { now, writerName } = step;
      vault = await createVault(store, { slots: step.slots.map(newSlot), writerName, now, provider, randomness });
    } else if (step.do === "backup") {
      const { now, account, service, producer, contents } = step;
      const openAttachment = async ({ id = "" }) => {
        const content = contents[id];
        return content === undefined ? undefined : { length: content.length, read: () => content };
      };
      const frames = step.frames.map((frame) => decodeFrame(frame));
      await backup(vault!, { frames, openAttachment, account, service, producer, now });
    } else {
      await rotate(vault!, { now: step.now, secrets: step.slots.map(secretOf), remove: step.remove });
    }
  }
  return { vault: vault!, files: new Map([...store.files].sort(([a], [b]) => (a < b ? -1 : 1))) };
}
