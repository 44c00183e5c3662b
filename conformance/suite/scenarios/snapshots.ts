import { digest } from "../../../reference/core/digest.js";
import { snapshotName } from "../../../reference/core/names.js";
import type { Ancestor } from "../../../reference/core/proto/types.js";
import { ancestorsAfter } from "../../../reference/core/snapshot-put.js";
import type { Case, CaseContext } from "../case.js";
import { damaged, epochFile, headerFile, otherVersion, snapshotFile } from "./kit/forge.js";
import { demandEqual, refuse, reopen, write } from "./kit/judge.js";
import { backupArgs } from "./kit/library.js";
import { deletedNames, putNames } from "./kit/log.js";
import { vaultOf } from "./kit/prunable.js";
import { scenarios } from "./kit/scenario.js";
import { backedUp, type Files, forgetfulState, rotated, type Scene } from "./kit/scene.js";
import { NEXT_PHOTO, NEXT_TEXT, oneBackup, twoBackups } from "./kit/scenes.js";
import { bytesOf, NOW, provider } from "./kit/seed.js";

const plus = (scene: Scene, files: Files): Scene => ({ ...scene, files: { ...scene.files, ...files } });

/** A vault with snapshot 1, and 2 and 3 with any lists of ancestors. */
async function threeWith(second: Ancestor[], third: (digestOfSecond: Uint8Array) => Ancestor[]): Promise<Scene> {
  const scene = await oneBackup();
  const vault = await vaultOf(scene);
  const two = await snapshotFile(vault, { sequence: 2, ancestors: second });
  const digestOfSecond = await digest(provider, two[snapshotName(2)]!);
  const three = await snapshotFile(vault, { sequence: 3, ancestors: third(digestOfSecond) });
  return { ...plus(scene, { ...two, ...three }), state: forgetfulState(scene.state) };
}

async function mismatch(context: CaseContext): Promise<void> {
  const right = (await vaultOf(await oneBackup())).latest!.digest;
  const wrong = await bytesOf("another first snapshot");
  const history = async (scene: Scene, counts: number[], ignored: number[]) => {
    const expected = ignored.map((sequence) => ({ name: snapshotName(sequence), code: "snapshot.parent-mismatch" }));
    await context.expect("vault.history", { ...scene }, { ok: { counts, ignored: expected } });
  };
  const first = (digestOfFirst: Uint8Array) => ({ sequence: 1, digest: digestOfFirst });
  const agreed = await threeWith([first(right)], (two) => [{ sequence: 2, digest: two }, first(right)]);
  await history(agreed, [3, 2, 1], []);
  // The newest that lists it decides.
  const older = await threeWith([first(wrong)], (two) => [{ sequence: 2, digest: two }, first(right)]);
  await history(older, [3, 2, 1], []);
  const newer = await threeWith([first(right)], (two) => [{ sequence: 2, digest: two }, first(wrong)]);
  await history(newer, [3, 2], [1]);
  // Where the newest does not list it, the next one does.
  const silent = await threeWith([first(wrong)], (two) => [{ sequence: 2, digest: two }]);
  await history(silent, [3, 2], [1]);
  // What is ignored itself says nothing.
  const outlaw = await threeWith([first(wrong)], () => [{ sequence: 2, digest: wrong }]);
  await history(outlaw, [3, 1], [2]);
}

async function minHeader(context: CaseContext): Promise<void> {
  const scene = { ...(await oneBackup()), state: forgetfulState((await oneBackup()).state) };
  const vault = await vaultOf(scene);
  const withMin = async (minHeaderRevision: number) =>
    plus(scene, await snapshotFile(vault, { sequence: 2, minHeaderRevision }));
  await context.expect("vault.open", { ...(await withMin(1)) }, { ok: { snapshot: 2 } });
  const ahead = { ...(await withMin(2)), now: NOW };
  const reject = { reject: { codes: ["header.rollback"] } };
  await context.expect("vault.open", ahead, reject);
  await context.expect("vault.restore", ahead, reject);
  await context.expect("vault.restore", { ...ahead, sequence: 2 }, reject);
  await context.expect("vault.restore", { ...ahead, sequence: 1 }, { ok: { sequence: 1 } });
  const withHeader = { ...ahead, files: { ...ahead.files, ...(await headerFile(vault)) } };
  await context.expect("vault.open", withHeader, { ok: { revision: 2, snapshot: 2 } });
}

/** Header and snapshot of another device appear between the lists of headers and of snapshots. */
async function readAgain(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const vault = await vaultOf(scene);
  const put = { ...(await headerFile(vault)), ...(await snapshotFile(vault, { minHeaderRevision: 2 })) };
  const interference = [{ before: "list", prefix: "snapshots/", nth: 1, put }];
  await context.expect("vault.open", { ...scene }, { ok: { revision: 1, snapshot: 1 } });
  await context.expect("vault.open", { ...scene, interference }, { ok: { revision: 2, snapshot: 2 } });
}

/** As long as the newest header is missing, nothing helps. */
async function readAgainOnce(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const vault = await vaultOf(scene);
  const put = await snapshotFile(vault, { minHeaderRevision: 2 });
  const interference = [{ before: "list", prefix: "snapshots/", nth: 1, put }];
  await context.expect("vault.open", { ...scene, interference }, { reject: { codes: ["header.rollback"] } });
}

async function ancestors(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const vault = await vaultOf(scene);
  const listed = async (sequences: readonly number[]): Promise<Ancestor[]> =>
    Promise.all(sequences.map(async (sequence) => ({ sequence, digest: await bytesOf(`snapshot ${sequence}`) })));
  const down = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, i) => from - i);
  const every64 = (from: number) => down(from, 1).filter((sequence) => sequence % 64 === 0);
  const recent = (parent: number) => [...down(parent - 1, parent - 64), ...every64(parent - 65)];
  const lists = [
    [2, [1]],
    [64, down(63, 1)],
    [65, down(64, 1)],
    [66, [...down(65, 2)]],
    [129, recent(129)],
    [200, recent(200)],
    // Forgotten snapshots and gaps stay as they are.
    [500, [450, 300, 64]],
    [300_000, [...down(299_999, 299_936), ...every64(299_935)].slice(0, 4096)],
  ] as const;
  for (const [sequence, list] of lists) {
    const parent = await snapshotFile(vault, { sequence, ancestors: await listed(list) });
    const before = { files: { ...scene.files, ...parent }, state: forgetfulState(scene.state) };
    const { latest } = await vaultOf(before);
    const { scene: next } = await write(context, "vault.backup", before, backupArgs(NEXT_TEXT));
    const made = (await reopen(next)).latest!.snapshot;
    demandEqual("The sequence", made.sequence, sequence + 1);
    const expected = ancestorsAfter(latest);
    demandEqual(`The ancestors after ${sequence}`, made.ancestors as never, expected as never);
  }
}

/** While a backup runs, two others are made, and the first of these is forgotten. */
async function overtaken(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const later = await backedUp(await twoBackups(), NEXT_PHOTO, { name: "third" });
  const { [snapshotName(1)]: _, [snapshotName(2)]: __, ...put } = later.files;
  const vault = await vaultOf(scene);
  const four = (await snapshotFile(vault, { sequence: 4 }))[snapshotName(4)]!;
  const junk = { [snapshotName(4)]: damaged(four) };
  const during = (files: Files) => ({
    ...backupArgs(NEXT_TEXT),
    interference: [{ before: "put", prefix: "snapshots/", nth: 1, put: files }],
  });
  for (const files of [put, { ...put, ...junk }]) {
    const log = await refuse(context, "vault.backup", scene, during(files), "store.conflict");
    demandEqual("Snapshots that were stored", putNames(log, "snapshots/"), [snapshotName(2)]);
    demandEqual("Snapshots that were deleted", deletedNames(log, "snapshots/"), [snapshotName(2)]);
  }
  const { log: untouched } = await write(context, "vault.backup", scene, during(junk));
  demandEqual("Snapshots that were deleted", deletedNames(untouched, "snapshots/"), []);
  const { scene: next } = await write(context, "vault.backup", later, backupArgs(NEXT_TEXT));
  demandEqual("The sequence after that", (await reopen(next)).latest?.sequence ?? 0, 4);
}

async function nextSequence(context: CaseContext): Promise<void> {
  const rotatedTwice = await rotated(await backedUp(await rotated(await oneBackup()), NEXT_TEXT), {}, "second");
  const gone = Object.fromEntries(
    Object.entries(rotatedTwice.files).filter(([name]) => !name.startsWith("snapshots/")),
  );
  const lost: Scene = { files: gone, state: forgetfulState(rotatedTwice.state) };
  const afterLoss = await write(context, "vault.backup", lost, { ...backupArgs(NEXT_PHOTO), merged: 0 });
  demandEqual("After the end of the former epoch", putNames(afterLoss.log, "snapshots/"), [snapshotName(4)]);
  const scene = await twoBackups();
  const { [snapshotName(1)]: _, ...files } = scene.files;
  const forgotten = await write(context, "vault.backup", { ...scene, files }, backupArgs(NEXT_PHOTO));
  demandEqual("After a gap", putNames(forgotten.log, "snapshots/"), [snapshotName(3)]);
  const first = await write(context, "vault.backup", await oneBackup(), backupArgs(NEXT_PHOTO));
  demandEqual("After the first", putNames(first.log, "snapshots/"), [snapshotName(2)]);
}

async function skipped(context: CaseContext): Promise<void> {
  const scene = await twoBackups();
  const state = forgetfulState(scene.state);
  const newest = scene.files[snapshotName(2)]!;
  await context.expect("vault.open", { files: scene.files, state }, { ok: { snapshot: 2 } });
  const broken: readonly (readonly [Uint8Array, string])[] = [
    [damaged(newest), "snapshot.auth"],
    [newest.slice(0, 50), "snapshot.malformed"],
    [otherVersion(newest), "input.unsupported-version"],
    [scene.files[snapshotName(1)]!, "snapshot.auth"],
  ];
  for (const [bytes, code] of broken) {
    const files = { ...scene.files, [snapshotName(2)]: bytes };
    await context.expect("vault.open", { files, state }, { ok: { snapshot: 1 } });
    const ignored = [{ name: snapshotName(2), code }];
    await context.expect("vault.history", { files, state }, { ok: { counts: [1], newest: 1, ignored } });
    await context.expect("vault.restore", { files, state, now: NOW }, { ok: { sequence: 1 } });
    const asked = { files, state, now: NOW, sequence: 2 };
    await context.expect("vault.restore", asked, { reject: { codes: [code] } });
  }
}

async function noProtobuf(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const vault = await vaultOf(scene);
  const { epoch, rootKey } = vault.epochs[0]!;
  const common = { vaultId: vault.vaultId, epochs: [{ epoch, rootKey }], name: snapshotName(1) };
  await context.expect("snapshot.decode", { ...common, file: scene.files[snapshotName(1)]! }, { ok: { sequence: 1 } });
  for (const content of [
    [0x0f],
    [0x08],
    [0x12, 0x05, 0x01],
    [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  ]) {
    const files = await epochFile("snapshot", vault, 1, new Uint8Array(content));
    const args = { ...common, file: files[snapshotName(1)]! };
    await context.expect("snapshot.decode", args, { reject: { codes: ["snapshot.malformed"] } });
  }
}

/** What snapshots say of each other, and of headers. */
export const snapshots = (): Case[] =>
  scenarios("08-snapshots.md", [
    {
      name: "parent-mismatch-lists",
      title: "Of the lists of ancestors, the newest that has the sequence decides, and ignored snapshots say nothing",
      requirements: ["parent-mismatch"],
      operations: ["vault.history"],
      why: "Readers that ask the lists in another order show their owners different histories.",
      run: mismatch,
    },
    {
      name: "snapshot-min-header",
      title: "A snapshot that needs a newer header than there is means that the header was removed",
      requirements: ["snapshot-min-header"],
      operations: ["vault.open", "vault.restore"],
      why: "A store that hides a header brings back a key that was removed.",
      run: minHeader,
    },
    {
      name: "read-again",
      title: "A header and a snapshot that appear while the vault is opened are no roll-back",
      requirements: ["read-again"],
      operations: ["vault.open"],
      features: ["interference"],
      why: "A false alarm teaches people to ignore the true one.",
      run: readAgain,
    },
    {
      name: "read-again-still",
      title: "A header that is missing after the second reading too is a roll-back",
      requirements: ["read-again", "snapshot-min-header"],
      operations: ["vault.open"],
      features: ["interference"],
      why: "Reading again must come to an end.",
      run: readAgainOnce,
    },
    {
      name: "ancestors",
      title: "A snapshot lists its parent, the 64 newest before it and every 64th, at most 4096",
      requirements: ["ancestors"],
      operations: ["vault.backup"],
      why: "A device that remembers a snapshot finds it there, or knows that the history was replaced.",
      run: ancestors,
    },
    {
      name: "next-sequence",
      title: "A snapshot has the sequence above all that count and above the end of every former epoch",
      requirements: ["snapshot-next-sequence", "snapshot-put-if-absent"],
      operations: ["vault.backup"],
      why: "A sequence that a former epoch claims does not count.",
      run: nextSequence,
    },
    {
      name: "snapshot-overtaken",
      title: "A snapshot under a number that others used and forgot is a conflict",
      requirements: ["snapshot-overtaken"],
      operations: ["vault.backup"],
      features: ["interference"],
      why: "The name is free again, readers ignore what is there, and nobody would notice that the backup is not.",
      run: overtaken,
    },
    {
      name: "snapshot-skip",
      title: "A snapshot that does not open is skipped and reported, and given its own code when it is asked for",
      requirements: ["snapshot-skip", "snapshot-version-skip", "snapshot-choose", "restore-asked"],
      operations: ["vault.open", "vault.history", "vault.restore"],
      why: "One damaged file must not hide the backup before it.",
      run: skipped,
    },
    {
      name: "snapshot-protobuf",
      title: "A snapshot whose content is no protobuf message is malformed",
      requirements: ["snapshot-protobuf"],
      operations: ["snapshot.decode"],
      why: "Whoever sealed it had the key, so that it has to be told from tampering.",
      run: noProtobuf,
    },
  ]);
