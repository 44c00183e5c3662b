import { deviceState, encodeState, type RememberedState } from "../../reference/core/device-state.js";
import { forEachAttachment } from "../../reference/core/frame-refs.js";
import { frameToJson } from "../../reference/core/json.js";
import { headerName, objectName, snapshotName } from "../../reference/core/names.js";
import { restoreAll } from "../../reference/core/restore-all.js";
import { collect } from "../../reference/core/store.js";
import { flip } from "./bytes.js";
import { EXAMPLE } from "./example.js";
import { OTHER_DIGITS } from "./people.js";
import { provider, SEED } from "./seed.js";
import { type Step, type Told, tell } from "./story.js";
import * as parts from "./vault-parts.js";
import type { Accepted, Layer, Rejected, Rejection, Value, Values } from "./vector.js";

const { BY_PAPER, filesOf } = parts;

function writes(id: string, seed: Uint8Array, steps: readonly Step[], told: Told, comment: string): Accepted {
  const { vaultId, epochs } = told.vault;
  return {
    id,
    title: comment,
    requirements: ["random-named-tests-only", "write-objects-first", "header-next-revision"],
    operation: "write",
    inputs: { seed, steps: steps as unknown as Value },
    ok: { files: filesOf(told.files) },
    intermediates: { vaultId, epochs: epochs.map(({ epoch, rootKey }) => ({ epoch, rootKey })) },
    comment,
  };
}

function opens(id: string, requirement: string, told: Told, comment: string, change: Values = {}): Accepted {
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

function reports(
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

async function restores(id: string, told: Told, secret: Values, comment: string): Promise<Accepted> {
  const frames: string[] = [];
  const attachments: Values[] = [];
  await restoreAll(
    told.vault,
    told.vault.latest!,
    {
      frame: (frame) => {
        frames.push(JSON.stringify(frameToJson(frame)));
      },
      attachment: async (content, { attachment }) => {
        attachments.push({ id: attachment.id!, content: await collect(content) });
      },
    },
    { now: 0 },
  );
  return {
    id,
    title: comment,
    requirements: ["restore-digest", "snapshot-choose"],
    operation: "restore",
    inputs: { files: filesOf(told.files), secret },
    ok: { sequence: told.vault.latest!.sequence, frames, attachments },
    comment,
  };
}

/** What a device remembers of a vault, with something else in places. */
const stateOf = (told: Told, change: Partial<RememberedState> = {}) =>
  encodeState({ ...deviceState(told.vault)!, ...change });

async function remembered(whole: Told): Promise<(Accepted | Rejected)[]> {
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

function opening(whole: Told): Rejected[] {
  const { files, vault } = whole;
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
    reports(
      "vault-newer-version-snapshot",
      "snapshot-unsupported-final",
      "a snapshot of version 2 with a higher sequence",
      "input.unsupported-version",
      given((changed) =>
        changed.set(
          snapshotName(9),
          files.get(vault.latest!.name)!.map((byte, i) => (i === 8 ? 2 : byte)),
        ),
      ),
      "Never passed over.",
    ),
  ];
}

async function losses(whole: Told): Promise<Rejected[]> {
  const segments = whole.vault.latest!.snapshot.segments;
  const names = segments.map(({ object }) => objectName(object.id));
  const attachment = [...whole.files.keys()].filter((name) => name.startsWith("objects/"));
  const frames: string[] = [];
  await restoreAll(
    whole.vault,
    whole.vault.latest!,
    {
      frame: (frame) => {
        forEachAttachment(frame, ({ object }) => {
          if (object?.id) frames.push(objectName(object.id));
        });
      },
    },
    { now: 0 },
  );
  const [photo] = frames.filter((name) => attachment.includes(name));
  const lost = (
    id: string,
    requirement: string,
    mutation: string,
    code: Rejection["code"],
    name: string,
    file: Uint8Array | undefined,
    comment: string,
  ): Rejected => {
    const files = new Map(whole.files);
    if (file === undefined) files.delete(name);
    else files.set(name, file);
    return {
      id,
      title: mutation,
      requirements: [requirement],
      operation: "restore",
      inputs: { files: filesOf(files), secret: BY_PAPER },
      reject: { code: code!, name },
      parent: "vault-restore",
      mutation,
      comment,
    };
  };
  const get = (name: string) => whole.files.get(name)!;
  return [
    lost(
      "vault-attachment-missing",
      "attachment-loss-contained",
      "the attachment is removed",
      "object.missing",
      photo!,
      undefined,
      "The message is restored, the loss reported.",
    ),
    lost(
      "vault-attachment-damaged",
      "restore-report",
      "a bit of the attachment",
      "object.auth",
      photo!,
      flip(get(photo!), -1),
      "The message is restored, the loss reported.",
    ),
    lost(
      "vault-attachment-cut",
      "check-sizes",
      "the last byte of the attachment is removed",
      "object.truncated",
      photo!,
      get(photo!).subarray(0, -1),
      "The message is restored, the loss reported.",
    ),
    lost(
      "vault-segment-missing",
      "restore-contained",
      "a segment of the timeline is removed",
      "object.missing",
      names[1]!,
      undefined,
      "Its frames are lost, and no others.",
    ),
    lost(
      "vault-segment-damaged",
      "restore-contained",
      "a bit of a segment of the timeline",
      "object.auth",
      names[2]!,
      flip(get(names[2]!), 200),
      "Its frames are lost, and no others.",
    ),
    lost(
      "vault-account-lost",
      "restore-account",
      "the segment with the account is removed",
      "object.missing",
      names[0]!,
      undefined,
      "The restore stops, unless the user accepts that.",
    ),
    lost(
      "vault-segment-exchanged",
      "object-commitment",
      "a segment stands under the name of another",
      "object.auth",
      names[1]!,
      get(names[2]!),
      "Of the same size, and not the one.",
    ),
  ];
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
      opens("vault-open", "snapshot-choose", whole, "By the recovery key."),
      opens("vault-open-empty", "snapshot-none", await parts.after(1), "Without a snapshot."),
      await restores("vault-restore", whole, BY_PAPER, "The newest of five snapshots."),
      await restores("vault-restore-example", example, BY_PAPER, "The vault of chapter 16."),
      ...opening(whole),
      ...(await remembered(whole)),
      ...(await losses(whole)),
    ],
  };
}
