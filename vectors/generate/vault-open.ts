import { deviceState, encodeState, type RememberedState } from "../../reference/core/device-state.js";
import { currentEpoch } from "../../reference/core/epochs.js";
import { headerName, snapshotName } from "../../reference/core/names.js";
import { pad } from "../../reference/core/padding.js";
import { encodeSnapshot } from "../../reference/core/proto/codec.js";
import { flip } from "./bytes.js";
import { EXAMPLE } from "./example.js";
import { forgeEpochFile } from "./forge.js";
import { OTHER_DIGITS } from "./people.js";
import { planted } from "./rotation-parts.js";
import { provider, SEED } from "./seed.js";
import { type Told, tell } from "./story.js";
import { BY_PAPER, filesOf } from "./vault.js";
import * as parts from "./vault-parts.js";
import type { Accepted, Rejected, Rejection, Values } from "./vector.js";

export function opens(id: string, requirement: string, told: Told, comment: string, change: Values = {}): Accepted {
  const { header, latest } = told.vault;
  return {
    id,
    title: comment,
    requirements: [requirement],
    operation: "open",
    inputs: { files: filesOf(told.files), secret: BY_PAPER, ...change },
    ok: { revision: header.revision, epoch: header.epoch, snapshot: latest?.sequence ?? 0 },
    comment,
  };
}

export function reports(
  id: string,
  requirement: string,
  mutation: string,
  code: Rejection["code"],
  inputs: Values,
  comment: string,
  parent = "vault-open",
): Rejected {
  return {
    id,
    title: mutation,
    requirements: [requirement],
    operation: "open",
    inputs,
    reject: { code: code! },
    parent,
    mutation,
    comment,
  };
}

/** What a device remembers of a vault, with something else in places. */
export const stateOf = (told: Told, change: Partial<RememberedState> = {}) =>
  encodeState({ ...deviceState(told.vault)!, ...change });

export async function remembered(whole: Told): Promise<(Accepted | Rejected)[]> {
  const earlier = await parts.after(2);
  const middle = await parts.after(4);
  const forked = await parts.otherwise(2, parts.OTHER_BACKUP);
  const state = stateOf(whole);
  const given = (told: Told, deviceState: Uint8Array): Values => ({
    files: filesOf(told.files),
    secret: BY_PAPER,
    deviceState,
  });
  const other = await tell(provider, SEED, EXAMPLE);
  const without = (told: Told, name: string): Told => ({
    ...told,
    files: new Map([...told.files].filter(([key]) => key !== name)),
  });
  const parent = "vault-open-remembered";
  const fault = (
    id: string,
    requirement: string,
    mutation: string,
    code: Rejection["code"],
    inputs: Values,
    comment: string,
  ) => reports(id, requirement, mutation, code, inputs, comment, parent);
  const { header, latest } = whole.vault;
  const otherKey = ({ vault }: Told) => ({ rootKey: flip(currentEpoch(vault).rootKey, 0) });
  return [
    opens(parent, "state-update", whole, "As the device remembers it.", { deviceState: state }),
    opens(
      "vault-open-remembered-earlier",
      "state-update",
      whole,
      "Newer than the device remembers, of a later epoch.",
      { deviceState: stateOf(earlier) },
    ),
    fault(
      "vault-header-rollback",
      "state-header-rollback",
      "the store shows the vault before the last rotation",
      "header.rollback",
      given(middle, state),
      "Lower epoch and revision.",
    ),
    fault(
      "vault-other-vault-id",
      "state-vault-id",
      "the store shows another vault",
      "header.fork",
      given(other, state),
      "The same recovery key opens another vault.",
    ),
    fault(
      "vault-header-fork",
      "state-header-fork",
      "the device remembers another digest of the header",
      "header.fork",
      given(whole, stateOf(whole, { headerDigest: flip(header.digest, 0) })),
      "The same revision with another digest.",
    ),
    fault(
      "vault-other-root-key",
      "state-root-key",
      "the device remembers another root key of the epoch",
      "header.fork",
      given(whole, stateOf(whole, otherKey(whole))),
      "The header's own epoch with another root key.",
    ),
    reports(
      "vault-other-former-root-key",
      "state-root-key",
      "the device remembers another root key of epoch 1",
      "header.fork",
      given(whole, stateOf(earlier, otherKey(earlier))),
      "An epoch of former_epochs with another root key.",
      "vault-open-remembered-earlier",
    ),
    fault(
      "vault-snapshot-rollback",
      "state-snapshot-rollback",
      "the newest snapshot is removed",
      "snapshot.rollback",
      given(without(whole, latest!.name), state),
      "Lower sequence than remembered.",
    ),
    fault(
      "vault-snapshot-fork",
      "state-snapshot-fork",
      "the device remembers another digest of the snapshot",
      "snapshot.fork",
      given(whole, stateOf(whole, { snapshotDigest: flip(latest!.digest, 0) })),
      "The same sequence with another digest.",
    ),
    fault(
      "vault-parent-mismatch",
      "state-parent-mismatch",
      "the device remembers snapshot 3 with another digest",
      "snapshot.parent-mismatch",
      given(whole, stateOf(whole, { snapshotSequence: 3, snapshotDigest: flip(latest!.digest, 0) })),
      "The newest snapshot lists another digest for 3.",
    ),
    fault(
      "vault-forked-history",
      "state-parent-mismatch",
      "the device remembers a history in which snapshot 2 was another",
      "snapshot.parent-mismatch",
      given(whole, stateOf(forked, { headerRevision: 1 })),
      "Both were written after snapshot 1.",
    ),
  ];
}

export async function opening(whole: Told): Promise<(Accepted | Rejected)[]> {
  const { files, vault } = whole;
  const { epoch, rootKey } = currentEpoch(vault);
  const place = { vaultId: vault.vaultId, epoch, number: 9, rootKey };
  const snapshot = encodeSnapshot({ ...vault.latest!.snapshot, sequence: 9, requiredFeatures: [1] });
  const featured = await forgeEpochFile("snapshot", place, pad(snapshot));
  const header = headerName(vault.header.revision);
  const given = (change: (files: Map<string, Uint8Array>) => void, secret = BY_PAPER): Values => {
    const changed = new Map(files);
    change(changed);
    return { files: filesOf(changed), secret };
  };
  const file = files.get(header)!;
  return [
    reports(
      "vault-wrong-key",
      "slot-none",
      "another recovery key",
      "key.no-matching-slot",
      given(() => {}, { kind: "recovery-key", digits: OTHER_DIGITS }),
      "Well-formed, and not of this vault.",
    ),
    reports(
      "vault-no-header",
      "choose-none",
      "the header is removed",
      "header.missing",
      given((changed) => changed.delete(header)),
      "No vault here.",
    ),
    reports(
      "vault-header-damaged",
      "choose-all-malformed",
      "a bit of the header",
      "header.malformed",
      given((changed) => changed.set(header, flip(file, 100))),
      "The only header is damaged.",
    ),
    reports(
      "vault-header-mac",
      "choose-all-failed",
      "a bit of the header's MAC",
      "header.auth",
      given((changed) => changed.set(header, flip(file, -1))),
      "The only header is not authentic.",
    ),
    reports(
      "vault-newer-damaged-header",
      "choose-read-only",
      "a damaged header of a higher revision",
      "header.malformed",
      given((changed) => changed.set(headerName(9), file.subarray(0, 50))),
      "Opened read-only, and reported.",
    ),
    reports(
      "vault-newer-version-header",
      "choose-version-final",
      "a header of version 2 with a higher revision",
      "input.unsupported-version",
      given((changed) =>
        changed.set(
          headerName(9),
          file.map((byte, i) => (i === 8 ? 2 : byte)),
        ),
      ),
      "Never passed over.",
    ),
    opens(
      "vault-newer-version-snapshot",
      "snapshot-version-skip",
      whole,
      "A snapshot of version 2 with a higher sequence is skipped: nobody has authenticated it.",
      given((changed) =>
        changed.set(
          snapshotName(9),
          files.get(vault.latest!.name)!.map((byte, i) => (i === 8 ? 2 : byte)),
        ),
      ),
    ),
    reports(
      "vault-newer-features-snapshot",
      "snapshot-unsupported-final",
      "an authentic snapshot of the current epoch with a higher sequence and the required feature 1",
      "input.unsupported-version",
      given((changed) => changed.set(snapshotName(9), featured)),
      "Never passed over.",
    ),
    opens(
      "vault-former-features-snapshot",
      "snapshot-features-skip",
      whole,
      "A snapshot of a closed epoch with a higher sequence and the required feature 1 is skipped: it does not count.",
      { files: filesOf(await planted(whole, 2, 9, { requiredFeatures: [1] })) },
    ),
  ];
}
