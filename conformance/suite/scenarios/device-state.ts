import { decodeState } from "../../../reference/core/device-state.js";
import { encodeDeviceState } from "../../../reference/core/proto/codec.js";
import type { DeviceState } from "../../../reference/core/proto/types.js";
import type { Case, CaseContext } from "../case.js";
import { allDamaged, headerFile, snapshotFile } from "./kit/forge.js";
import { demand, demandEqual, refuseUntouched, write } from "./kit/judge.js";
import { backupArgs } from "./kit/library.js";
import { vaultOf } from "./kit/prunable.js";
import { scenarios } from "./kit/scenario.js";
import { byState, changedState, type Files, open, paper, rotated, type Scene, secretOf } from "./kit/scene.js";
import { NEXT_PHOTO, oneBackup, twoBackups } from "./kit/scenes.js";
import { bytesOf } from "./kit/seed.js";

/** Encodes any state, whether it keeps the rules or not. */
const stateWith = (state: Uint8Array, change: Partial<DeviceState>) =>
  encodeDeviceState({ ...decodeState(state), ...change });

async function malformed(context: CaseContext): Promise<void> {
  const { files, state } = await twoBackups();
  const secret = secretOf(await paper());
  const cut = (length: number) => new Uint8Array(length).fill(1);
  const bad: readonly Partial<DeviceState>[] = [
    { vaultId: cut(15) },
    { vaultId: cut(17) },
    { epoch: 0 },
    { rootKey: cut(31) },
    { headerDigest: cut(31) },
    { headerDigest: new Uint8Array() },
    { headerRevision: 0 },
    { snapshotDigest: cut(33) },
    { snapshotDigest: new Uint8Array() },
    { snapshotSequence: 0 },
    { writerId: cut(15) },
    { slotKeks: [{ slotId: cut(15), kek: cut(32) }] },
    { slotKeks: [{ slotId: cut(16), kek: cut(31) }] },
  ];
  const good: readonly Partial<DeviceState>[] = [
    { headerRevision: 0, headerDigest: new Uint8Array() },
    { snapshotSequence: 0, snapshotDigest: new Uint8Array() },
    { writerId: new Uint8Array() },
    { slotKeks: [] },
  ];
  const opening = (changed: Uint8Array, more = {}) => ({ files, state: changed, ...more });
  for (const change of good)
    await context.expect("vault.open", opening(stateWith(state, change)), { ok: { snapshot: 2 } });
  for (const change of bad) {
    const changed = stateWith(state, change);
    for (const more of [{}, { secret }]) {
      await context.expect("vault.open", opening(changed, more), { reject: { codes: ["input.malformed"] } });
    }
  }
  const noMessage = opening(new Uint8Array([0x0f, 0xff]));
  await context.expect("vault.open", noMessage, { reject: { codes: ["input.malformed"] } });
}

interface Difference {
  readonly name: string;
  readonly code: string;
  readonly requirement: string;
  /** What the device remembers, or what the store shows, that differs. */
  readonly change: (scene: Scene) => Promise<Partial<Scene>>;
}

const remembering =
  (change: () => Promise<Parameters<typeof changedState>[1]>): Difference["change"] =>
  async ({ state }) => ({ state: changedState(state, await change()) });

async function withSnapshot(scene: Scene, change: Parameters<typeof snapshotFile>[1]): Promise<Files> {
  return { ...scene.files, ...(await snapshotFile(await vaultOf(scene), change)) };
}

const DIFFERENCES: readonly Difference[] = [
  {
    name: "vault-id",
    code: "header.fork",
    requirement: "state-vault-id",
    change: remembering(async () => ({ vaultId: await bytesOf("another vault", 16) })),
  },
  {
    name: "header-rollback",
    code: "header.rollback",
    requirement: "state-header-rollback",
    change: remembering(async () => ({ headerRevision: 2 })),
  },
  {
    name: "epoch-rollback",
    code: "header.rollback",
    requirement: "state-header-rollback",
    change: remembering(async () => ({ epoch: 2 })),
  },
  {
    name: "header-fork",
    code: "header.fork",
    requirement: "state-header-fork",
    change: remembering(async () => ({ headerDigest: await bytesOf("another header") })),
  },
  {
    name: "root-key",
    code: "header.fork",
    requirement: "state-root-key",
    change: remembering(async () => ({
      rootKey: await bytesOf("another key"),
      headerRevision: 0,
      headerDigest: new Uint8Array(),
    })),
  },
  {
    name: "snapshot-rollback",
    code: "snapshot.rollback",
    requirement: "state-snapshot-rollback",
    change: remembering(async () => ({ snapshotSequence: 3 })),
  },
  {
    name: "snapshots-gone",
    code: "snapshot.rollback",
    requirement: "state-snapshot-rollback",
    change: async ({ files }) => ({
      files: Object.fromEntries(Object.entries(files).filter(([name]) => !name.startsWith("snapshots/"))),
    }),
  },
  {
    name: "snapshot-fork",
    code: "snapshot.fork",
    requirement: "state-snapshot-fork",
    change: remembering(async () => ({ snapshotDigest: await bytesOf("another snapshot") })),
  },
  {
    name: "parent-mismatch",
    code: "snapshot.parent-mismatch",
    requirement: "state-parent-mismatch",
    change: remembering(async () => ({ snapshotSequence: 1, snapshotDigest: await bytesOf("another parent") })),
  },
  {
    name: "parent-omitted",
    code: "snapshot.parent-mismatch",
    requirement: "state-parent-omitted",
    change: async (scene) => ({ files: await withSnapshot(scene, { ancestors: [] }) }),
  },
];

/** The difference is reported, keeps the device from remembering, and from writing. */
async function readOnly(context: CaseContext, { code, change }: Difference): Promise<void> {
  const scene = await twoBackups();
  const secret = secretOf(await paper());
  const { files, state } = { ...scene, ...(await change(scene)) };
  await context.expect("vault.open", { ...scene, secret }, { ok: { snapshot: 2 } });
  await write(context, "vault.backup", scene, { ...backupArgs(NEXT_PHOTO), secret });
  const reject = await context.expect("vault.open", { files, state, secret }, { reject: { codes: [code] } });
  demand(reject.state === undefined, "The device would forget what it remembered.");
  const args = { ...backupArgs(NEXT_PHOTO), secret };
  await refuseUntouched(context, "vault.backup", { files, state }, args, code);
  await refuseUntouched(context, "vault.rotate", { files, state }, { secret }, code);
  await refuseUntouched(context, "vault.prune", { files, state }, { secret }, code);
}

/** Rotated elsewhere, and then rolled back: the remembered key opens no header. */
async function epochGone(context: CaseContext): Promise<void> {
  const before = await oneBackup();
  const { files, state } = await rotated(before);
  await context.expect("vault.open", { files, state }, { ok: { epoch: 2 } });
  // With and without a key that opens a slot of the older header.
  for (const older of [state, changedState(state, { slotKeks: [] })]) {
    const args = { files: before.files, state: older };
    await context.expect("vault.open", args, { reject: { codes: ["header.rollback"] } });
  }
}

async function plantedHeader(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const vault = await vaultOf(scene);
  const older = changedState(scene.state, { snapshotSequence: 0, snapshotDigest: new Uint8Array() });
  const planted = { ...scene.files, ...allDamaged(await headerFile(vault)) };
  const codes = ["header.auth", "header.malformed"];
  const reject = await context.expect("vault.open", { files: planted, state: older }, { reject: { codes } });
  demand(reject.state instanceof Uint8Array, "A planted header keeps the device from remembering the newest snapshot.");
  demandEqual("The sequence that it remembers", decodeState(reject.state).snapshotSequence, 1);
}

async function remembers(context: CaseContext): Promise<void> {
  const first = await oneBackup();
  const second = await twoBackups();
  const opened = await context.expect(
    "vault.open",
    { files: second.files, state: first.state },
    { ok: { snapshot: 2 } },
  );
  demandEqual("The state", opened.state as Uint8Array, second.state);
  const { scene } = await write(context, "vault.backup", second, backupArgs(NEXT_PHOTO));
  const { snapshotSequence, snapshotDigest } = decodeState(scene.state);
  const vault = await open(scene, byState(scene.state));
  demandEqual("The newest snapshot", [snapshotSequence, snapshotDigest], [3, vault.latest!.digest]);
  const added = await rotated(second);
  const turned = await context.expect("vault.open", { files: added.files, state: second.state }, { ok: { epoch: 2 } });
  const state = decodeState(turned.state as Uint8Array);
  demandEqual("Epoch and revision", [state.epoch, state.headerRevision], [2, 2]);
}

async function onRequest(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const vault = await vaultOf(scene);
  const files = { ...scene.files, ...(await headerFile(vault)) };
  const asked = { files, state: changedState(scene.state, { headerRevision: 0, headerDigest: new Uint8Array() }) };
  await write(context, "vault.backup", asked, backupArgs(NEXT_PHOTO));
  // The specification gives no code for a vault that is read-only because an older header was asked for.
  const _codes = ["header.rollback", "header.malformed"];
  const args = { ...asked, revision: 1 };
  const reject = await context.expect("vault.open", args, { reject: { codes: ["header.rollback"] } });
  demand(reject.state === undefined, "The device would remember an older header that was only looked at.");
  await refuseUntouched(context, "vault.backup", asked, { ...backupArgs(NEXT_PHOTO), revision: 1 }, "header.rollback");
}

/** What a device notices, and what it remembers. */
export const deviceStates = (): Case[] => [
  ...scenarios("09-vault.md", [
    {
      name: "state-malformed",
      title: "A device state that breaks a rule is refused",
      requirements: ["state-malformed"],
      operations: ["vault.open"],
      why: "Half a memory notices no roll-back, and its owner would think that it does.",
      run: malformed,
    },
    ...DIFFERENCES.map((difference) => ({
      name: `state-read-only-${difference.name}`,
      title: `After ${difference.code} (${difference.name}) the device writes nothing and keeps what it remembered`,
      requirements: ["state-read-only", "state-update", "read-only-no-write", difference.requirement],
      operations: ["vault.open", "vault.backup", "vault.rotate", "vault.prune"],
      why: "Writing on top of a history that is not its own would make the roll-back final.",
      run: (context: CaseContext) => readOnly(context, difference),
    })),
    {
      name: "state-epoch-gone",
      title: "A remembered key that opens no header because all are of earlier epochs is a roll-back, not a wrong key",
      requirements: ["state-header-rollback"],
      operations: ["vault.open"],
      why: "The user would look for another key, and use an old one.",
      run: epochGone,
    },
    {
      name: "state-planted-header",
      title: "A planted header does not keep the device from remembering",
      requirements: ["state-update", "choose-skipped-read-only"],
      operations: ["vault.open"],
      why: "Anyone who can write to the store could freeze what a device knows, and roll back to that.",
      run: plantedHeader,
    },
    {
      name: "state-update",
      title: "After an open or a write the device remembers the newest header and snapshot",
      requirements: ["state-update"],
      operations: ["vault.open", "vault.backup"],
      why: "What it does not remember can be taken away unnoticed.",
      run: remembers,
    },
  ]),
  ...scenarios("05-header.md", [
    {
      name: "older-read-only",
      title: "An older header on request is only looked at: nothing is written, nothing remembered",
      requirements: ["choose-older-read-only", "header-no-write-read-only", "state-update"],
      operations: ["vault.open", "vault.backup"],
      why: "A look at the past must not become the present.",
      run: onRequest,
    },
  ]),
];
