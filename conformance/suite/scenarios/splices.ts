import { headerName, objectName, snapshotName } from "../../../reference/core/names.js";
import { createMemoryStore } from "../../../reference/core/store-memory.js";
import type { Vault } from "../../../reference/core/vault.js";
import { createVault } from "../../../reference/core/vault-create.js";
import type { Case, CaseContext, Value } from "../case.js";
import { markFile, snapshotFile } from "./kit/forge.js";
import { demand, demandEqual, write } from "./kit/judge.js";
import { backupArgs, TWO_MONTHS } from "./kit/library.js";
import { deletedNames } from "./kit/log.js";
import { idIn, unneeded, untidy, vaultOf, WEEK } from "./kit/prunable.js";
import { scenarios } from "./kit/scenario.js";
import {
  backedUp,
  type Files,
  filesOf,
  once,
  paper,
  runBackup,
  type Scene,
  secretOf,
  withSpareSlot,
} from "./kit/scene.js";
import { NEXT_PHOTO, twoBackups } from "./kit/scenes.js";
import { NOW, provider, randomnessOf } from "./kit/seed.js";

/** Header 2 and snapshots 1 to 3, which the device remembers. */
const known = once(async () => backedUp(await withSpareSlot(await twoBackups()), NEXT_PHOTO, { name: "third" }));

/** Another vault of the same person, with the same recovery key and content: header 1 and snapshots 1 to 4. */
const foreign = once(async (): Promise<Vault> => {
  const slots = [{ secret: { kind: "recovery-key", digits: await paper() } as const, label: "paper" }];
  const randomness = await randomnessOf("another vault");
  const options = { slots, provider, randomness, now: NOW, writerName: "phone" };
  const vault = await createVault(createMemoryStore(), options);
  for (let i = 0; i < 4; i++) await runBackup(vault, i === 3 ? NEXT_PHOTO : TWO_MONTHS);
  return vault;
});

const foreignFiles = async () => filesOf((await foreign()).store as ReturnType<typeof createMemoryStore>);

const without = (files: Files, ...names: readonly string[]): Files =>
  Object.fromEntries(Object.entries(files).filter(([name]) => !names.includes(name)));

/** What a reader is to find: the code that keeps it from writing, or the revision and the snapshot that it chooses. */
type Finding = { readonly code: string } | { readonly revision: number; readonly snapshot: number };

interface Splice {
  readonly name: string;
  readonly title: string;
  readonly why: string;
  readonly requirements: readonly string[];
  /** The store shows this. */
  readonly files: (scene: Scene) => Promise<Files>;
  /** To a device that remembers the vault. */
  readonly remembered: Finding;
  /** To one that does not. What neither state nor files tell, nobody can see. */
  readonly unseen: Finding;
  /** Snapshots that the history leaves out. */
  readonly ignored?: readonly { readonly name: string; readonly code: string }[];
}

const SPLICES: readonly Splice[] = [
  {
    name: "older-snapshot",
    title: "An older snapshot under the name of the newest",
    why: "A store that keeps every file could show yesterday as today.",
    requirements: ["state-snapshot-rollback", "snapshot-auth", "snapshot-skip"],
    files: async ({ files }) => ({ ...files, [snapshotName(3)]: files[snapshotName(2)]! }),
    remembered: { code: "snapshot.rollback" },
    unseen: { revision: 2, snapshot: 2 },
    ignored: [{ name: snapshotName(3), code: "snapshot.auth" }],
  },
  {
    name: "newest-missing",
    title: "The newest snapshot missing",
    why: "The easiest roll-back of all: one file less.",
    requirements: ["state-snapshot-rollback"],
    files: async ({ files }) => without(files, snapshotName(3)),
    remembered: { code: "snapshot.rollback" },
    unseen: { revision: 2, snapshot: 2 },
  },
  {
    name: "older-header",
    title: "An older header revision in the place of the newest",
    why: "A key slot that was taken away would open the vault again.",
    requirements: ["state-header-rollback", "snapshot-min-header"],
    files: async ({ files }) => ({
      ...without(files, headerName(2)),
      [headerName(1)]: (await twoBackups()).files[headerName(1)]!,
    }),
    remembered: { code: "header.rollback" },
    unseen: { code: "header.rollback" },
  },
  {
    name: "older-vault",
    title: "All of the vault as it was on another day",
    why: "Whoever remembers anything newer tells; nobody else can.",
    requirements: ["state-header-rollback"],
    files: async () => (await twoBackups()).files,
    remembered: { code: "header.rollback" },
    unseen: { revision: 1, snapshot: 2 },
  },
  {
    name: "foreign-snapshot",
    title: "A snapshot of another vault under the name of the newest",
    why: "It is sealed under a key of that vault, though the person has both.",
    requirements: ["state-snapshot-rollback", "snapshot-auth", "snapshot-skip"],
    files: async ({ files }) => ({ ...files, [snapshotName(3)]: (await foreignFiles())[snapshotName(3)]! }),
    remembered: { code: "snapshot.rollback" },
    unseen: { revision: 2, snapshot: 2 },
    ignored: [{ name: snapshotName(3), code: "snapshot.auth" }],
  },
  {
    name: "foreign-snapshot-above",
    title: "A snapshot of another vault above the newest",
    why: "Junk must neither be restored nor keep anyone from what is there.",
    requirements: ["snapshot-auth", "snapshot-skip", "snapshot-choose"],
    files: async ({ files }) => ({ ...files, [snapshotName(4)]: (await foreignFiles())[snapshotName(4)]! }),
    remembered: { revision: 2, snapshot: 3 },
    unseen: { revision: 2, snapshot: 3 },
    ignored: [{ name: snapshotName(4), code: "snapshot.auth" }],
  },
  {
    name: "foreign-header",
    title: "The header of another vault, which the same recovery key opens",
    why: "The person's own key leads into the wrong vault.",
    requirements: ["state-vault-id"],
    files: async ({ files }) => ({
      ...without(files, headerName(2)),
      [headerName(1)]: (await foreignFiles())[headerName(1)]!,
    }),
    remembered: { code: "header.fork" },
    unseen: { revision: 1, snapshot: 0 },
    ignored: [3, 2, 1].map((n) => ({ name: snapshotName(n), code: "snapshot.auth" })),
  },
  {
    name: "forked-snapshot",
    title: "Another snapshot with the number of the newest",
    why: "A store can show each of two devices a history of its own.",
    requirements: ["state-snapshot-fork"],
    files: async ({ files }) => ({ ...files, ...(await forkedSnapshot()) }),
    remembered: { code: "snapshot.fork" },
    unseen: { revision: 2, snapshot: 3 },
  },
  {
    name: "forked-parent",
    title: "A newest snapshot that follows another one than the device remembers",
    why: "The fork is hidden by one more backup; the list of ancestors shows it.",
    requirements: ["state-parent-mismatch"],
    files: async () => (await forkedTwice()).files,
    remembered: { code: "snapshot.parent-mismatch" },
    unseen: { revision: 2, snapshot: 4 },
  },
  {
    name: "replaced-parent",
    title: "Another snapshot in the place of one that the newest follows",
    why: "An older backup that somebody exchanged must not be restored as it stands.",
    requirements: ["parent-mismatch"],
    files: async ({ files }) => ({ ...files, ...(await replacedSecond()) }),
    remembered: { revision: 2, snapshot: 3 },
    unseen: { revision: 2, snapshot: 3 },
    ignored: [{ name: snapshotName(2), code: "snapshot.parent-mismatch" }],
  },
  {
    name: "forked-header",
    title: "Another header with the revision of the newest",
    why: "Two devices each believe to have changed the keys.",
    requirements: ["state-header-fork"],
    files: async ({ files }) => ({
      ...files,
      [headerName(2)]: (await withSpareSlot(await twoBackups(), "forked header")).files[headerName(2)]!,
    }),
    remembered: { code: "header.fork" },
    unseen: { revision: 2, snapshot: 3 },
  },
];

/** What the same device, put back to the day before, would have written. */
const forkedOnce = once(async () => backedUp(await withSpareSlot(await twoBackups()), TWO_MONTHS, { name: "forked" }));
const forkedTwice = once(async () => backedUp(await forkedOnce(), TWO_MONTHS, { name: "forked again" }));
const forkedSnapshot = async (): Promise<Files> => (await forkedOnce()).files;

async function replacedSecond(): Promise<Files> {
  const vault = await vaultOf(await twoBackups());
  const { snapshot } = vault.latest!;
  return snapshotFile(vault, { ...snapshot, producer: "replaced" }, { name: "replaced" });
}

const judged = (finding: Finding) => ("code" in finding ? { reject: { codes: [finding.code] } } : { ok: finding });

async function spliced(context: CaseContext, splice: Splice): Promise<void> {
  const scene = await known();
  const secret = secretOf(await paper());
  const whole = await context.expect("vault.open", { ...scene, secret }, { ok: { revision: 2, snapshot: 3 } });
  demand(whole.state instanceof Uint8Array, "The device remembers nothing of a vault that is whole.");
  const files = await splice.files(scene);
  const seen = await context.expect("vault.open", { files, state: scene.state, secret }, judged(splice.remembered));
  if ("code" in splice.remembered) demand(seen.state === undefined, "The device would forget what it remembered.");
  await context.expect("vault.open", { files, secret }, judged(splice.unseen));
}

async function inHistory(context: CaseContext): Promise<void> {
  const scene = await known();
  const secret = secretOf(await paper());
  for (const { files, unseen, ignored = [] } of SPLICES) {
    if ("code" in unseen) continue;
    const shown = { files: await files(scene), secret };
    await context.expect("vault.history", shown, { ok: { revision: unseen.revision, ignored: ignored as Value } });
  }
}

/** An archive is a copy of some day: nothing that is remembered is compared with it. */
async function inArchive(context: CaseContext): Promise<void> {
  const scene = await known();
  const secret = secretOf(await paper());
  for (const splice of SPLICES) {
    const { file } = await context.expect("archive.pack", { files: await splice.files(scene) }, { ok: {} });
    const { files } = await context.expect("archive.unpack", { file: file as Uint8Array }, { ok: {} });
    await context.expect("vault.open", { files: files as Value, secret }, judged(splice.unseen));
  }
}

async function foreignObject(context: CaseContext): Promise<void> {
  const scene = await known();
  const secret = secretOf(await paper());
  const [ours, theirs] = [await vaultOf(scene), await foreign()];
  const first = ({ latest }: Vault) => objectName(latest!.snapshot.segments.at(1)!.object.id);
  const name = first(ours);
  const bytes = (await theirs.store.get(first(theirs)))!;
  demandEqual("The size of the object of the other vault", bytes.length, scene.files[name]!.length);
  const args = { ...scene, files: { ...scene.files, [name]: bytes }, secret, now: NOW };
  const lost = [{ code: "object.auth", name, kind: "frames" }];
  await context.expect("vault.restore", args, { ok: { lost } });
  const findings = [{ code: "object.auth", name }];
  await context.expect("vault.check", { ...args, readData: true }, { ok: { findings } });
}

/** A mark of another vault lists what it likes. */
async function foreignMark(context: CaseContext): Promise<void> {
  const scene = await untidy();
  const loose = (await unneeded(scene)).map(idIn);
  demand(loose.length > 0, "Nothing is left to prune.");
  const due = { createdAtMs: NOW - 2 * WEEK, graceMs: WEEK };
  const prune = { graceMs: WEEK, secret: secretOf(await paper()) };
  const genuine = { ...scene, files: { ...scene.files, ...(await markFile(await vaultOf(scene), loose, due)) } };
  const { log } = await write(context, "vault.prune", genuine, prune);
  demand(deletedNames(log, "objects/").length === loose.length, "A mark of the vault itself deletes nothing.");
  const mark = await markFile(await foreign(), loose, due);
  const planted = { ...scene, files: { ...scene.files, ...mark } };
  const pruned = await write(context, "vault.prune", planted, prune);
  demandEqual("What was deleted", deletedNames(pruned.log), []);
  const args = { ...planted, secret: prune.secret };
  const findings = [{ code: "mark.auth", name: Object.keys(mark)[0]! }];
  await context.expect("vault.check", args, { ok: { findings } });
  // Nor does it keep a backup from using what is stored.
  await write(context, "vault.backup", planted, backupArgs(NEXT_PHOTO));
}

/** Files of other days and of other vaults. */
export const splices = (): Case[] =>
  scenarios("09-vault.md", [
    ...SPLICES.map((splice) => ({
      name: `splice-${splice.name}`,
      title: `${splice.title}: what a device tells that remembers the vault, and one that does not`,
      requirements: splice.requirements,
      operations: ["vault.open"],
      why: splice.why,
      run: (context: CaseContext) => spliced(context, splice),
    })),
    {
      name: "splice-history",
      title: "Snapshots of other vaults, days and histories are left out of the history, each with its code",
      requirements: ["snapshot-skip", "parent-mismatch", "snapshot-auth"],
      operations: ["vault.history"],
      why: "Without a memory, the files themselves still tell most of it.",
      run: inHistory,
    },
    {
      name: "splice-archive",
      title: "An archive of spliced files shows what they show to a device that remembers nothing",
      requirements: ["archive-one-header", "snapshot-min-header", "snapshot-skip"],
      operations: ["archive.pack", "archive.unpack", "vault.open"],
      why: "An archive is a copy of some day, and no more to be trusted than a store.",
      run: inArchive,
    },
    {
      name: "splice-foreign-object",
      title: "An object of another vault with the same content is not taken for that of this one",
      requirements: ["object-commitment", "restore-report", "check-data", "store-untrusted"],
      operations: ["vault.restore", "vault.check"],
      why: "Content is bound to its vault, so no file of one can be told to be of another.",
      run: foreignObject,
    },
    {
      name: "splice-foreign-mark",
      title: "A mark of another vault deletes nothing",
      requirements: ["mark-auth", "mark-ignore", "prune-only-marked"],
      operations: ["vault.prune", "vault.check", "vault.backup"],
      why: "Whoever has the key of any vault could have objects of this one deleted.",
      run: foreignMark,
    },
  ]);
