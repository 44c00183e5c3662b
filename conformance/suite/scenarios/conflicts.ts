import { headerName, snapshotName } from "../../../reference/core/names.js";
import { encodeSnapshot } from "../../../reference/core/proto/codec.js";
import type { Case, CaseContext } from "../case.js";
import { allDamaged, epochFile, headerFile, junkOfEpoch, otherVersion, snapshotFile, strangeKey } from "./kit/forge.js";
import { demand, demandEqual, messageIds, refuse, reopen, restored, write } from "./kit/judge.js";
import { backupArgs } from "./kit/library.js";
import { deletedNames, putNames, storedFiles } from "./kit/log.js";
import { type Scenario, scenarios } from "./kit/scenario.js";
import { backedUp, byState, type Files, once, open, rotated, type Scene, secretOf, spare } from "./kit/scene.js";
import { NEXT_PHOTO, NEXT_TEXT, oneBackup } from "./kit/scenes.js";
import { bytesOf, NOW } from "./kit/seed.js";

/** A vault of two epochs with a backup in each, so that there is a former key. */
const twoEpochs = once(async () => backedUp(await rotated(await oneBackup()), NEXT_TEXT, { name: "second-epoch" }));
const vaultOf = (scene: Scene) => open(scene, byState(scene.state));

interface Contest {
  readonly operation: string;
  readonly args: object;
  readonly folder: "headers/" | "snapshots/";
  readonly nameOf: (number: number) => string;
  /** The number that the writer tries first. */
  readonly first: number;
}

const slotAdd = async (): Promise<Contest> => ({
  operation: "vault.slot-add",
  args: { slot: { secret: secretOf(await spare()), label: "spare" } },
  folder: "headers/",
  nameOf: headerName,
  first: 3,
});

const backup = async (): Promise<Contest> => ({
  operation: "vault.backup",
  args: backupArgs(NEXT_PHOTO),
  folder: "snapshots/",
  nameOf: snapshotName,
  first: 4,
});

const before = (contest: Contest, put: Files) => ({
  ...contest.args,
  interference: [{ before: "put", prefix: contest.folder, nth: 1, put }],
});

/** Another file takes the name just before the writer does, and does not count: the next number is taken. */
async function stepsOver(context: CaseContext, contest: Contest, files: Files): Promise<void> {
  const { operation, folder, first, nameOf } = contest;
  const scene = await twoEpochs();
  const { log } = await write(context, operation, scene, before(contest, files));
  demandEqual("What was stored", putNames(log, folder), [nameOf(first + 1)]);
  demandEqual("What was deleted", deletedNames(log), []);
  const next = { ...scene, files: { ...scene.files, ...files, ...storedFiles(log) } };
  const vault = await reopen(next);
  if (folder === "snapshots/") {
    demandEqual("The newest snapshot", vault.latest?.sequence ?? 0, first + 1);
    demandEqual("Messages", messageIds((await restored(vault)).frames), ["m1", "m2", "m3", "m4", "m5"]);
  } else {
    demandEqual("The newest header", vault.header.revision, first + 1);
    demandEqual("Slots", vault.header.slots.length, 2);
  }
}

/** Another file takes the name just before the writer does, and counts: the writer stops. */
async function stops(context: CaseContext, contest: Contest, files: Files): Promise<void> {
  const { operation, args, folder } = contest;
  const scene = await twoEpochs();
  await write(context, operation, scene, args as never);
  const log = await refuse(context, operation, scene, before(contest, files), "store.conflict");
  demandEqual("What was stored", putNames(log, folder), []);
}

/** The answer to a put was lost and the writer finds its own bytes. */
async function ownBytes(context: CaseContext, contest: Contest): Promise<void> {
  const scene = await twoEpochs();
  const { operation, args, folder, first, nameOf } = contest;
  const seed = await bytesOf("equal bytes");
  const own = await write(context, operation, scene, { ...args, seed });
  const put = Object.fromEntries(Object.entries(storedFiles(own.log)).filter(([name]) => name.startsWith(folder)));
  demandEqual("What was stored", Object.keys(put), [nameOf(first)]);
  const { log } = await write(context, operation, scene, { ...before(contest, put), seed });
  demandEqual("What was stored again", putNames(log, folder), []);
  const found = log.some((entry) => entry.did === "exists" && entry.name === nameOf(first));
  demand(found, "The log does not say that the name was taken.");
}

interface Taken {
  readonly name: string;
  readonly what: string;
  readonly requirement: string;
  readonly files: () => Promise<Files>;
}

const header = async (change: Parameters<typeof headerFile>[1] = {}) =>
  headerFile(await vaultOf(await twoEpochs()), change);
const at = (number: number, name: (number: number) => string, bytes: Uint8Array): Files => ({ [name(number)]: bytes });

const JUNK_HEADERS: readonly Taken[] = [
  {
    name: "malformed",
    what: "a damaged header",
    requirement: "header-conflict-junk",
    files: async () => at(3, headerName, (await header())[headerName(3)]!.slice(0, 200)),
  },
  {
    name: "other-version",
    what: "a file of another version",
    requirement: "header-conflict-junk",
    files: async () => at(3, headerName, otherVersion((await header())[headerName(3)]!)),
  },
  {
    name: "other-vault",
    what: "a header of another vault",
    requirement: "header-conflict-junk",
    files: async () => header({ fields: { vaultId: await bytesOf("other vault", 16) } }),
  },
  {
    name: "lower-epoch",
    what: "a header of a former epoch, made with its key",
    requirement: "header-conflict-junk",
    files: async () => {
      const [former] = (await vaultOf(await twoEpochs())).epochs;
      return header({ fields: { epoch: 1 }, details: { formerEpochs: [] }, rootKey: former!.rootKey });
    },
  },
  {
    name: "wrong-mac",
    what: "a header of this epoch whose MAC fails",
    requirement: "header-conflict-junk",
    files: async () => allDamaged(await header()),
  },
  {
    name: "features-wrong-mac",
    what: "a header of this epoch with unknown required features whose MAC fails",
    requirement: "header-conflict-junk",
    files: async () => header({ fields: { requiredFeatures: [7] }, rootKey: await strangeKey() }),
  },
  {
    name: "field-rule",
    what: "a header with a field that breaks a rule, whatever its MAC",
    requirement: "header-conflict-junk",
    files: async () => header({ fields: { prfSalt: await bytesOf("short", 31) } }),
  },
];

const OTHER_HEADERS: readonly Taken[] = [
  {
    name: "genuine",
    what: "a header of another device",
    requirement: "header-conflict-other",
    files: () => header({ details: { createdAtMs: NOW + 5 } }),
  },
  {
    name: "higher-epoch",
    what: "a header of a higher epoch",
    requirement: "header-conflict-other",
    files: async () => header({ fields: { epoch: 3 }, rootKey: await strangeKey() }),
  },
  {
    name: "features",
    what: "an authentic header that needs a newer program",
    requirement: "header-conflict-other",
    files: () => header({ fields: { requiredFeatures: [7] } }),
  },
  {
    name: "details-rule",
    what: "an authentic header whose details break a rule",
    requirement: "header-conflict-other",
    files: async () => header({ details: { writerId: await bytesOf("short", 3) } }),
  },
  {
    name: "details-closed",
    what: "a header with a right MAC whose details do not open",
    requirement: "header-conflict-other",
    files: async () => header({ fields: { sealedDetails: await bytesOf("closed", 4168) } }),
  },
];

const snapshot = async (...args: Parameters<typeof snapshotFile> extends [unknown, ...infer R] ? R : never) =>
  snapshotFile(await vaultOf(await twoEpochs()), ...args);

const JUNK_SNAPSHOTS: readonly Taken[] = [
  {
    name: "malformed",
    what: "a damaged file",
    requirement: "snapshot-conflict-junk",
    files: async () => at(4, snapshotName, (await snapshot())[snapshotName(4)]!.slice(0, 30)),
  },
  {
    name: "inauthentic",
    what: "a snapshot whose tag fails",
    requirement: "snapshot-conflict-junk",
    files: async () => allDamaged(await snapshot()),
  },
  {
    name: "other-version",
    what: "a file of another version",
    requirement: "snapshot-conflict-junk",
    files: async () => at(4, snapshotName, otherVersion((await snapshot())[snapshotName(4)]!)),
  },
  {
    name: "former-key",
    what: "a snapshot of a former epoch, made with its key",
    requirement: "snapshot-conflict-junk",
    files: async () => {
      const [former] = (await vaultOf(await twoEpochs())).epochs;
      return snapshot({ minHeaderRevision: 1 }, { epoch: former! });
    },
  },
  {
    name: "claimed-epoch",
    what: "a file of a higher epoch to which there is no header",
    requirement: "snapshot-conflict-epoch",
    files: async () => at(4, snapshotName, junkOfEpoch(3)),
  },
];

const OTHER_SNAPSHOTS: readonly Taken[] = [
  {
    name: "genuine",
    what: "a snapshot of another device",
    requirement: "snapshot-conflict-other",
    files: () => snapshot(),
  },
  {
    name: "features",
    what: "an authentic snapshot that needs a newer program",
    requirement: "snapshot-conflict-other",
    files: forgedFeatures,
  },
  {
    name: "rotation",
    what: "a snapshot of a rotation on another device",
    requirement: "snapshot-conflict-epoch",
    files: async () => {
      const scene = await twoEpochs();
      const { files } = await rotated(scene, {}, "meanwhile");
      return Object.fromEntries(Object.entries(files).filter(([name]) => !(name in scene.files)));
    },
  },
];

async function forgedFeatures(): Promise<Files> {
  const vault = await vaultOf(await twoEpochs());
  const { $unknowns: _, ...latest } = vault.latest!.snapshot;
  const protobuf = encodeSnapshot({ ...latest, sequence: 4, requiredFeatures: [7] });
  return epochFile("snapshot", vault, 4, protobuf);
}

function taken(
  list: readonly Taken[],
  kind: "header" | "snapshot",
  verdict: "junk" | "other",
  run: typeof stepsOver,
): Scenario[] {
  const contest = kind === "header" ? slotAdd : backup;
  return list.map(({ name, what, requirement, files }) => ({
    name: `conflict-${verdict}-${name}`,
    title: `A ${kind} whose name is taken meanwhile by ${what} ${verdict === "junk" ? "gets the next number" : "is a conflict"}`,
    requirements: [requirement, `${kind}-put-if-absent`, "never-overwrite"],
    operations: [kind === "header" ? "vault.slot-add" : "vault.backup"],
    features: ["interference"],
    why:
      verdict === "junk"
        ? "Anyone who can write to the store could stop all writers for good with one file."
        : "Stepping over it would undo what another device has done, or hide that it has changed the key.",
    run: async (context) => run(context, await contest(), await files()),
  }));
}

function own(kind: "header" | "snapshot", contest: () => Promise<Contest>): Scenario {
  return {
    name: "conflict-equal",
    title: `A ${kind} whose name is taken by equal bytes counts as stored`,
    requirements: [`${kind}-conflict-equal`],
    operations: [kind === "header" ? "vault.slot-add" : "vault.backup"],
    features: ["interference", "seed"],
    why: "When the answer to a put is lost and the put is repeated, the writer meets itself.",
    run: async (context) => ownBytes(context, await contest()),
  };
}

/** What a writer does when the name that it wants is taken. */
export const conflicts = (): Case[] => [
  ...scenarios("05-header.md", [
    own("header", slotAdd),
    ...taken(JUNK_HEADERS, "header", "junk", stepsOver),
    ...taken(OTHER_HEADERS, "header", "other", stops),
  ]),
  ...scenarios("08-snapshots.md", [
    own("snapshot", backup),
    ...taken(JUNK_SNAPSHOTS, "snapshot", "junk", stepsOver),
    ...taken(OTHER_SNAPSHOTS, "snapshot", "other", stops),
  ]),
];
