/** A prune, compared with the marks that there were. Spec: The vault, Pruning. */
import { readAllMarks } from "../../../../reference/core/marks.js";
import { answerOf } from "../../oracle.js";
import { must, mustEqual } from "../answers.js";
import { objectName } from "../oracle.js";
import { openByReference } from "./look.js";
import type { Hand } from "./steps.js";
import { asDevice, namesIn, type World, write } from "./world.js";

const GRACE_MS = 604_800_000;

async function marksOf(world: World) {
  const vault = await openByReference(world.files, world.state);
  const marks = await readAllMarks(vault, []);
  return marks.map(({ name, mark }) => ({
    name,
    isDue: mark.epoch === vault.header.epoch && mark.createdAtMs + mark.graceMs <= world.now,
    isFormer: mark.epoch !== vault.header.epoch,
    createdAtMs: mark.createdAtMs,
    objects: mark.objectIds.map(objectName),
  }));
}

/** One visit of a pruner: what is due goes, and only that; what is not needed is marked. */
export async function prune(world: World, by: Hand): Promise<void> {
  const marks = await marksOf(world);
  const { ok } = await answerOf("vault.check", asDevice(world));
  const unneeded = new Set(ok!.unreferenced as string[]);
  const before = namesIn(world.files, "objects");
  await write(world, by, "vault.prune", { ...asDevice(world), graceMs: GRACE_MS });
  const after = new Set(namesIn(world.files, "objects"));

  const due = new Set(marks.filter(({ isDue }) => isDue).flatMap(({ objects }) => objects));
  const deleted = before.filter((name) => !after.has(name));
  for (const name of deleted) {
    must(unneeded.has(name), `${name} is deleted although a snapshot refers to it`);
    must(due.has(name), `${name} is deleted although no mark that is due lists it`);
  }
  mustEqual(
    "the objects that are deleted",
    deleted,
    before.filter((name) => due.has(name) && unneeded.has(name)),
  );

  const left = await marksOf(world);
  for (const { name, isDue, isFormer } of marks) {
    const isThere = left.some((mark) => mark.name === name && mark.createdAtMs !== world.now);
    must(!(isThere && (isDue || isFormer)), `${name} is still there`);
    must(
      isThere || isDue || isFormer || left.some((mark) => mark.name === name),
      `${name} is deleted before it is due`,
    );
  }
  const marked = left.flatMap(({ objects }) => objects).sort();
  const waiting = [...unneeded].filter((name) => after.has(name)).sort();
  mustEqual(
    "the objects that nobody needs and no mark lists",
    waiting.filter((name) => !marked.includes(name)),
    [],
  );
  mustEqual(
    "the objects that two marks list",
    marked.filter((name, i) => name === marked[i - 1]),
    [],
  );
}
