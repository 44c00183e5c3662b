import { EXAMPLE } from "./example.js";
import { provider, SEED } from "./seed.js";
import { type Step, type Told, tell } from "./story.js";
import { closed, omitted } from "./vault-newest.js";
import { opening, opens, remembered } from "./vault-open.js";
import * as parts from "./vault-parts.js";
import { losses, restores } from "./vault-restore.js";
import type { Accepted, Layer, Value } from "./vector.js";

export const { BY_PAPER, filesOf } = parts;

function writes(
  id: string,
  seed: Uint8Array,
  steps: readonly Step[],
  told: Told,
  comment: string,
  requirements = ["random-named-tests-only", "write-objects-first", "header-next-revision"],
): Accepted {
  const { vaultId, epochs } = told.vault;
  return {
    id,
    title: comment,
    requirements,
    operation: "write",
    inputs: { seed, steps: steps as unknown as Value },
    ok: { files: filesOf(told.files) },
    intermediates: { vaultId, epochs: epochs.map(({ epoch, rootKey }) => ({ epoch, rootKey })) },
    comment,
  };
}

/** Whole vaults: written, opened, remembered and restored. */
export async function vaultLayer(): Promise<Layer> {
  const example = await tell(provider, SEED, EXAMPLE);
  const whole = await parts.after(parts.STEPS.length);
  return {
    layer: "vault",
    spec: "spec/09-vault.md",
    notes: [
      "`write` does its steps one after the other with named randomness of the seed; `files` is all that is stored then. `vault-example` is the vault of chapter 16.",
      "In `frames` of a step attachments have no reference yet; `contents` has their bytes by id.",
      "`open` accepts a vault that is not read-only; a rejected one is opened read-only, or not at all, for the reason of that code.",
      "`restore` accepts a vault of which nothing is lost; a rejected one names the lost file.",
    ],
    vectors: [
      writes("vault-example", SEED, EXAMPLE, example, "The vault of chapter 16."),
      writes(
        "vault-story",
        parts.STORY_SEED,
        parts.STEPS,
        whole,
        "Three epochs, five snapshots, and a recovery key that is removed.",
      ),
      writes(
        "vault-created",
        parts.STORY_SEED,
        parts.STEPS.slice(0, 1),
        await parts.after(1),
        "A vault without a backup.",
      ),
      writes(
        "vault-first-backup",
        parts.STORY_SEED,
        parts.STEPS.slice(0, 2),
        await parts.after(2),
        "A vault with one backup.",
      ),
      writes(
        "vault-rotated-with-secrets",
        parts.STORY_SEED,
        parts.STEPS_WITH_SECRETS,
        await parts.afterWithSecrets(),
        "A rotation with every secret at hand: each slot gets a new salt.",
        ["slot-new-salt"],
      ),
      opens("vault-open", "snapshot-choose", whole, "By the recovery key."),
      opens("vault-open-empty", "snapshot-none", await parts.after(1), "Without a snapshot."),
      await restores("vault-restore", whole, BY_PAPER, "The newest of five snapshots."),
      await restores("vault-restore-example", example, BY_PAPER, "The vault of chapter 16."),
      ...(await opening(whole)),
      ...(await remembered(whole)),
      ...(await omitted(whole)),
      ...closed(whole),
      ...(await losses(whole)),
    ],
  };
}
