import { objectName } from "../../../reference/core/names.js";
import type { Case, CaseContext } from "../case.js";
import { damaged, nameOf } from "./kit/forge.js";
import { demand, demandEqual, reopen, restored, write } from "./kit/judge.js";
import { backupArgs, FEBRUARY, libraryOf, photo, TWO_MONTHS, text } from "./kit/library.js";
import { deletedNames, type LogEntry, putNames } from "./kit/log.js";
import { vaultOf } from "./kit/prunable.js";
import { scenarios } from "./kit/scenario.js";
import { backedUp, freshVault, type Scene } from "./kit/scene.js";
import { NEXT_PHOTO, oneBackup } from "./kit/scenes.js";

const REPAIR = ["vault.repair-objects"];

/** The segments of a scene's newest backup in order, and the attachments of the last of them. */
async function objectsOf(scene: Scene): Promise<{ segments: string[]; others: string[] }> {
  const { latest } = await vaultOf(scene);
  const segments = latest!.snapshot.segments.map(({ object }) => nameOf(object));
  const stored = Object.keys(scene.files).filter((name) => name.startsWith("objects/"));
  return { segments, others: stored.filter((name) => !segments.includes(name)) };
}

/** The scene with some files damaged, and some of them gone. */
function broken({ files, state }: Scene, bad: readonly string[], gone: readonly string[] = []): Scene {
  const kept = Object.entries(files).filter(([name]) => !gone.includes(name));
  return {
    files: Object.fromEntries(kept.map(([name, file]) => [name, bad.includes(name) ? damaged(file) : file])),
    state,
  };
}

/** Each name that was put had been deleted before, and no other was. */
function demandReplaced(log: readonly LogEntry[], names: readonly string[], gone: readonly string[]): void {
  demandEqual("What was stored", putNames(log).sort(), [...names].sort());
  const deleted = deletedNames(log);
  demandEqual(
    "What was deleted besides",
    deleted.filter((name) => !names.includes(name)),
    [],
  );
  for (const name of names.filter((each) => !gone.includes(each))) {
    const [at, put] = ["delete", "put"].map((did) =>
      log.findIndex((entry) => entry.did === did && entry.name === name),
    );
    demand(at! >= 0 && at! < put!, `${name} was not deleted before it was stored again.`);
  }
}

async function putsBack(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const { segments, others } = await objectsOf(scene);
  const [first, second] = others as [string, string];
  for (const [bad, gone] of [
    [[first], []],
    [[], [second]],
    [[segments.at(-1)!], []],
    [
      [segments[0]!, segments.at(-1)!, first],
      [second, segments[1]!],
    ],
  ] as const) {
    const names = [...bad, ...gone];
    const before = broken(scene, bad, gone);
    const { answer, log, scene: next } = await write(context, "vault.repair-objects", before, backupArgs(TWO_MONTHS));
    demandEqual("What was put back", answer.repaired ?? null, [...names].sort());
    demandReplaced(log, names, gone);
    demandEqual("The files", Object.keys(next.files).sort(), Object.keys(scene.files).sort());
    const { lost, contents } = await restored(await reopen(next));
    demandEqual("What is lost", lost, []);
    demandEqual("The photos", contents, TWO_MONTHS.contents);
  }
}

async function rightOriginals(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const { segments, others } = await objectsOf(scene);
  const untouched = async (what: string, before: Scene, given: typeof TWO_MONTHS) => {
    const { answer, log } = await write(context, "vault.repair-objects", before, backupArgs(given));
    demandEqual(`What was done ${what}`, [log.length, answer.repaired ?? null], [0, []]);
  };
  await untouched("to a vault that is whole", scene, TWO_MONTHS);
  // What is given is newer, and what is stored is not damaged.
  await untouched("to a vault that is whole, with other originals", scene, NEXT_PHOTO);
  const otherPhotos = Object.fromEntries(
    Object.entries(TWO_MONTHS.contents).map(([id, bytes]) => [id, damaged(bytes)]),
  );
  await untouched("with another photo of the same length", broken(scene, others), {
    ...TWO_MONTHS,
    contents: otherPhotos,
  });
  await untouched("without the photo", broken(scene, others), { ...TWO_MONTHS, contents: {} });
  const edited = TWO_MONTHS.frames.map((frame) =>
    frame.message?.id === "m3" ? text("m3", FEBRUARY, "edited") : frame,
  );
  await untouched("with other messages", broken(scene, [segments.at(-1)!]), {
    ...TWO_MONTHS,
    frames: edited,
  });
}

/** Only an older backup has the object. */
async function olderSnapshots(context: CaseContext): Promise<void> {
  const old = libraryOf(text("m1", FEBRUARY), photo("m2", FEBRUARY + 1));
  const first = await backedUp(await freshVault(), old, { name: "old" });
  const scene = await backedUp(first, libraryOf(text("m1", FEBRUARY)), { name: "without-photo" });
  const current = new Set((await vaultOf(scene)).latest!.snapshot.segments.map(({ object }) => objectName(object.id)));
  const bad = Object.keys(first.files).filter((name) => name.startsWith("objects/") && !current.has(name));
  const { answer } = await write(context, "vault.repair-objects", broken(scene, bad), backupArgs(old));
  demandEqual("What was put back", answer.repaired ?? null, bad.sort());
}

/** What becomes of damaged objects of which the device has the originals. */
export const objectRepairs = (): Case[] =>
  scenarios("06-objects.md", [
    {
      name: "repair",
      title: "What is damaged or missing is stored again under the same id, and nothing else is touched",
      level: "should",
      requirements: ["object-repair"],
      operations: REPAIR,
      why: "Snapshots go on referring to that id, and the device still has the photo.",
      run: putsBack,
    },
    {
      name: "repair-older",
      title: "What only an older snapshot refers to is put back, too",
      level: "should",
      requirements: ["object-repair"],
      operations: REPAIR,
      why: "Every retained snapshot is a backup that somebody may want to restore.",
      run: olderSnapshots,
    },
    {
      name: "repair-checked",
      title: "Nothing is deleted that is whole, or of which the original is another",
      requirements: ["object-repair-checked"],
      operations: REPAIR,
      why: "Damaged bytes may still be saved in part; what is deleted is gone.",
      run: rightOriginals,
    },
  ]);
