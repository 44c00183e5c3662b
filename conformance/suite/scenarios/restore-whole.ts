import { bytesFor } from "../../../reference/arbitraries/bytes-for.js";
import { snapshotName } from "../../../reference/core/names.js";
import type { Case, CaseContext, Values } from "../case.js";
import { attachmentReference, damaged, nameOf, segmentsOf, snapshotFile } from "./kit/forge.js";
import { demandEqual, messageIds, write } from "./kit/judge.js";
import { backupArgs, JANUARY, libraryOf, PEOPLE, photo, text } from "./kit/library.js";
import { vaultOf } from "./kit/prunable.js";
import { scenarios } from "./kit/scenario.js";
import { backedUp, forgetfulState, freshVault, type Scene } from "./kit/scene.js";
import { twoBackups } from "./kit/scenes.js";
import { NOW } from "./kit/seed.js";

const RESTORE = ["vault.restore"];
const args = ({ files, state }: Scene, more = {}) => ({ files, state, now: NOW, ...more });

async function noSegments(context: CaseContext): Promise<void> {
  const scene = await freshVault();
  const files = { ...scene.files, ...(await snapshotFile(await vaultOf(scene))) };
  const empty = args({ files, state: scene.state });
  await context.expect("vault.open", empty, { ok: { snapshot: 1 } });
  for (const acceptLostAccount of [false, true]) {
    await context.expect("vault.restore", { ...empty, acceptLostAccount }, { reject: { codes: ["content.order"] } });
  }
}

async function noSelf(context: CaseContext): Promise<void> {
  const scene = await freshVault();
  const vault = await vaultOf(scene);
  for (const [self, codes] of [
    ["me", []],
    ["nobody", ["content.reference"]],
  ] as const) {
    const [, ...others] = PEOPLE;
    const frames = [{ account: { selfContactId: self, displayName: "Sam" } }, ...others, text("m1", JANUARY)];
    const { segments, files } = await segmentsOf(vault, frames);
    const all = { ...scene.files, ...files, ...(await snapshotFile(vault, { segments })) };
    const found = await context.expect("vault.restore", args({ files: all, state: scene.state }), { ok: {} });
    const lost = found.lost as readonly { code: string }[];
    demandEqual(
      "What was reported",
      lost.map(({ code }) => code),
      codes,
    );
    demandEqual("How many frames there are", (found.frames as string[]).length, frames.length);
    demandEqual("The messages", messageIds(found.frames as string[]), ["m1"]);
  }
}

async function thumbnails(context: CaseContext): Promise<void> {
  const library = libraryOf(photo("m1", JANUARY));
  const thumbnail = bytesFor("small", 300);
  const backup = { ...backupArgs(library), thumbnails: { "m1-photo": thumbnail } };
  const { scene } = await write(context, "vault.backup", await freshVault(), backup);
  const name = nameOf(await attachmentReference(await vaultOf(scene), "m1-photo/thumbnail", thumbnail));
  const kinds = (found: Values) =>
    (found.attachments as readonly { kind: string; length: number }[]).map(({ kind, length }) => `${kind} ${length}`);
  const whole = await context.expect("vault.restore", args(scene), { ok: { lost: [] } });
  demandEqual("The attachments", kinds(whole), ["attachment 5000", "thumbnail 300"]);
  const { [name]: _, ...files } = scene.files;
  const found = await context.expect("vault.restore", args({ files, state: scene.state }), { ok: {} });
  const lost = [{ code: "object.missing", name, kind: "thumbnail", attachmentId: "m1-photo" }];
  demandEqual("What was lost", found.lost ?? null, lost);
  demandEqual("The attachments without the thumbnail", kinds(found), ["attachment 5000"]);
}

async function askedForAbsent(context: CaseContext): Promise<void> {
  const scene = await twoBackups();
  const name = snapshotName(2);
  const broken = { ...scene.files, [name]: damaged(scene.files[name]!) };
  const asked = { ...args({ files: broken, state: forgetfulState(scene.state) }) };
  await context.expect("vault.restore", { ...asked, sequence: 1 }, { ok: { sequence: 1 } });
  await context.expect("vault.restore", { ...asked, sequence: 2 }, { reject: { codes: ["snapshot.auth"] } });
  await context.expect("vault.restore", { ...asked, sequence: 7 }, { reject: { codes: ["snapshot.missing"] } });
}

/** Larger than what a reader asks a store for at once. */
const LARGE = 3_000_000;

async function large(context: CaseContext): Promise<void> {
  const content = bytesFor("large", LARGE);
  const library = { ...libraryOf(photo("m1", JANUARY)), contents: { "m1-photo": content } };
  const scene = await backedUp(await freshVault(), library);
  const name = nameOf(await attachmentReference(await vaultOf(scene), "m1-photo", content));
  const stored = scene.files[name]!;
  const whole = await context.expect("vault.restore", args(scene), { ok: { lost: [] } });
  const [found] = whole.attachments as { length: number }[];
  demandEqual("The length of the attachment", found?.length ?? 0, LARGE);
  const changed = stored.slice();
  changed[LARGE - 5]! ^= 1;
  for (const [file, code] of [
    [undefined, "object.missing"],
    [stored.subarray(0, -1), "object.truncated"],
    [stored.subarray(0, 50), "object.truncated"],
    [new Uint8Array([...stored, 0]), "object.size"],
    [changed, "object.auth"],
  ] as const) {
    const { [name]: _, ...others } = scene.files;
    const files = file === undefined ? others : { ...others, [name]: file };
    const { attachments, lost } = await context.expect("vault.restore", args({ files, state: scene.state }), {
      ok: {},
    });
    demandEqual("What was lost", lost ?? null, [{ code, name, kind: "attachment", attachmentId: "m1-photo" }]);
    demandEqual("The attachments", attachments ?? null, []);
  }
}

/** What a restore says of a backup as a whole, and of a large attachment in it. */
export const restoreWhole = (): Case[] => [
  ...scenarios("07-content.md", [
    {
      name: "restore-no-segments",
      title: "A backup without segments opens, and its restore says that there is no account",
      requirements: ["account-first"],
      operations: ["vault.open", ...RESTORE],
      why: "A restore of nothing that reports success hides that the backup is empty.",
      run: noSegments,
    },
    {
      name: "restore-no-self",
      title: "A restore whose account names no contact reports it and gives everything",
      requirements: ["self-contact-last"],
      operations: RESTORE,
      why: "All frames are out by then; a fault in one name is no reason to lose a chat.",
      run: noSelf,
    },
  ]),
  ...scenarios("08-snapshots.md", [
    {
      name: "asked-for-absent",
      title: "A backup that is asked for and not there is missing, whatever is wrong with another",
      requirements: ["snapshot-none", "snapshot-skip"],
      operations: RESTORE,
      why: "The code of another file would send the user to look for damage that this backup does not have.",
      run: askedForAbsent,
    },
  ]),
  ...scenarios("06-objects.md", [
    {
      name: "restore-thumbnail",
      title: "Thumbnails are restored beside their attachments, and lost alone",
      requirements: ["restore-contained"],
      operations: ["vault.backup", ...RESTORE],
      why: "A lost thumbnail must not take the photo with it, nor go unnoticed.",
      run: thumbnails,
    },
    {
      name: "large-attachment",
      title: "A large attachment is restored, and one that is gone, cut, extended or damaged is lost with its code",
      requirements: ["restore-contained", "object-missing", "object-truncated", "object-oversize", "object-tag"],
      operations: RESTORE,
      why: "A large file is read in parts: each of them, and how many there are, has to be compared.",
      run: large,
    },
  ]),
];
