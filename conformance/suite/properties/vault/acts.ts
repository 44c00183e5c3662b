/** The steps of a story, done and compared with what is known. */
import type { Value, Values } from "../../case.js";
import { answerOf } from "../../oracle.js";
import { bytesOf, isSame, listOf, must, mustEqual, numberOf } from "../answers.js";
import { asAuthenticator, type SlotSecret } from "../slots.js";
import { laterHeader } from "./later-header.js";
import { backedUp, backupArgs, isLeftOut, type Medium, receive, restored } from "./phone.js";
import { prune } from "./pruning.js";
import type { Step } from "./steps.js";
import { asDevice, asPerson, idText, namesIn, openable, refuseBy, succeedBy, type World, write } from "./world.js";

type Act<K extends Step["do"]> = (world: World, step: Extract<Step, { do: K }>) => Promise<void> | void;

/** A slot to make, as requests have it. */
export function newSlot(secret: SlotSecret, label: string): { readonly [key: string]: Value } {
  const slot = { secret: asAuthenticator(secret), label };
  return secret.kind === "recovery-key" ? slot : { ...slot, transports: secret.transports, backupEligibility: 1 };
}

/** The slots as a program lists them have to be those of the story. The new one, if there is one, gets its id. */
async function adoptSlots(world: World, added: SlotSecret | undefined, label: string): Promise<void> {
  const { ok } = await answerOf("vault.slot-list", asDevice(world));
  const listed = listOf(ok ?? {}, "slots").map((slot) => ({
    id: idText(slot.slotId),
    kind: slot.kind,
    label: slot.label,
  }));
  const known = new Map(world.slots.map((slot) => [slot.slotId, slot]));
  const fresh = listed.filter(({ id }) => !known.has(id));
  mustEqual("the number of slots that are new", fresh.length, added === undefined ? 0 : 1);
  world.slots = listed.map(({ id }) => known.get(id) ?? { slotId: id, secret: added, label });
  for (const { id, kind, label: given } of listed) {
    const slot = world.slots.find(({ slotId }) => slotId === id)!;
    mustEqual(`the kind of slot ${id}`, kind, slot.secret?.kind ?? "unknown");
    mustEqual(`the label of slot ${id}`, given, slot.label);
  }
}

const lose = (world: World, slots: readonly string[]): void => {
  const lost = openable(world).filter(({ slotId }) => slots.includes(slotId));
  world.gone = [...world.gone, ...lost.map(({ secret }) => secret)];
  world.slots = world.slots.filter(({ slotId }) => !slots.includes(slotId));
};

/** A snapshot was stored. */
function remember(world: World, sequence: number, expected: ReturnType<typeof backedUp>): void {
  mustEqual("the sequence", sequence, world.lastSequence + 1);
  world.lastSequence = sequence;
  world.newestIsOthers = false;
  world.snapshots.set(sequence, expected);
}

const merged = (world: World): Values => (world.newestIsOthers ? { merged: world.lastSequence } : {});

async function backup(world: World, by: "testee" | "reference"): Promise<void> {
  const unneeded = await unreferenced(world);
  const args = { ...asDevice(world), ...merged(world), ...backupArgs(world.phone) };
  if (world.newestIsOthers) await refuseBy(world, by, "vault.backup", { ...args, merged: undefined }, "store.conflict");
  const ok = await write(world, by, "vault.backup", args);
  const leftOut = world.phone.messages.filter(({ frame }) => isLeftOut(frame, world.now)).length;
  mustEqual("the number of messages left out", ok.leftOut, leftOut);
  remember(world, numberOf(ok, "sequence"), backedUp(world.phone, world.now));
  const more = (await unreferenced(world)).filter((name) => !unneeded.includes(name));
  mustEqual("objects that were stored for nothing", more, []);
}

/** Objects that no snapshot refers to, as the reference finds them. */
export async function unreferenced(world: World): Promise<string[]> {
  const { ok } = await answerOf("vault.check", asDevice(world));
  return [...((ok?.unreferenced ?? []) as string[])];
}

async function rotate(world: World, step: Extract<Step, { do: "rotate" }>): Promise<void> {
  const { by, absent, add, secretsOnly } = step;
  const { slots } = world;
  const removed = slots.length > 1 && step.remove % 2 === 0 ? slots[step.remove % slots.length]! : undefined;
  const given = openable(world).filter(({ slotId }, i) => slotId !== removed?.slotId && ((absent >> i) & 1) === 0);
  // Something has to be left that opens the vault.
  if (given.length === 0 && add === undefined) return;
  const label = `rotated ${world.rotations}`;
  const hadSnapshot = world.snapshots.get(world.lastSequence);
  const ok = await write(world, by, "vault.rotate", {
    ...asDevice(world),
    ...merged(world),
    secrets: given.map(({ secret }) => asAuthenticator(secret)),
    remove: removed === undefined ? [] : [Buffer.from(removed.slotId, "hex")].map((id) => new Uint8Array(id)),
    add: add === undefined ? [] : [newSlot(add, label)],
    secretsOnly,
  });
  world.rotations++;
  const kept = (ok.kept as readonly Value[]).map(idText);
  const dropped = (ok.dropped as readonly Value[]).map(idText);
  mustEqual(
    "the slots that are kept or dropped",
    [...kept, ...dropped].sort(),
    slots.map(({ slotId }) => slotId).sort(),
  );
  for (const { slotId } of given)
    must(kept.includes(slotId), `slot ${slotId} is dropped although its secret is at hand`);
  for (const { slotId, secret } of slots) {
    const isGiven = given.some((slot) => slot.slotId === slotId);
    const mayHaveKek = secret?.kind === "recovery-key" && !secretsOnly && slotId !== removed?.slotId;
    must(isGiven || mayHaveKek || !kept.includes(slotId), `slot ${slotId} is kept without its secret`);
  }
  lose(world, dropped);
  await adoptSlots(world, add, label);
  if (hadSnapshot !== undefined) remember(world, world.lastSequence + 1, hadSnapshot);
}

async function takeOver(world: World, { by, at }: Extract<Step, { do: "take over" }>): Promise<void> {
  // With named randomness both devices would have one writer id.
  if (world.seed !== undefined) return;
  const slots = openable(world);
  const { secret } = slots[at % slots.length]!;
  const former = world.state;
  const args = {
    ...asPerson(world, secret),
    writerName: "second telephone",
    ...(world.lastSequence > 0 ? { merged: world.lastSequence } : {}),
  };
  const ok = await write(world, by, "vault.take-over", args);
  mustEqual("whether the new writer has a state", ok.state instanceof Uint8Array, true);
  must(!isSame(former, world.state), "the new writer has the state of the former one");
  world.formerWriters = [...world.formerWriters, former];
  world.newestIsOthers = world.lastSequence > 0;
  for (const hand of ["testee", "reference"] as const) {
    const asFormer = { files: world.files, state: former, now: world.now, ...backupArgs(world.phone) };
    await refuseBy(world, hand, "vault.backup", asFormer, "store.conflict");
  }
}

async function forget(world: World, { by, at }: Extract<Step, { do: "forget" }>): Promise<void> {
  const older = [...world.snapshots.keys()].filter((sequence) => sequence !== world.lastSequence);
  if (older.length === 0) return;
  const sequence = older[at % older.length]!;
  await write(world, by, "vault.forget", { ...asDevice(world), sequences: [sequence] });
  world.snapshots.delete(sequence);
  await refuseBy(world, by, "vault.restore", { ...asDevice(world), sequence }, "snapshot.missing");
}

async function check(world: World, { by, readData }: Extract<Step, { do: "check" }>): Promise<void> {
  const expected = await answerOf("vault.check", asDevice(world));
  const ok = await succeedBy(world, by, "vault.check", { ...asDevice(world), readData });
  mustEqual("the findings", ok.findings, []);
  const sorted = (value: Value | undefined) => [...((value ?? []) as string[])].sort();
  mustEqual("the unreferenced objects", sorted(ok.unreferenced), sorted(expected.ok?.unreferenced));
  mustEqual("the names that are none of a vault", sorted(ok.unknownNames), litterIn(world));
}

const litterIn = ({ files }: World): string[] => {
  const own = ["headers", "snapshots", "objects", "marks"].flatMap((folder) => namesIn(files, folder));
  return Object.keys(files)
    .filter((name) => !own.includes(name))
    .sort();
};

/** Restores a snapshot and compares it. */
export async function mustRestore(
  world: World,
  by: "testee" | "reference",
  args: Values,
  sequence: number,
): Promise<void> {
  const expected = restored(world.snapshots.get(sequence)!, world.now);
  const ok = await succeedBy(world, by, "vault.restore", args);
  mustEqual("the sequence", ok.sequence, sequence);
  mustEqual("the frames that came back", ok.frames, expected.frames);
  mustEqual("the number of messages dropped", ok.dropped, expected.dropped);
  mustEqual("the losses", ok.lost, []);
  const byId = (media: readonly Values[]) =>
    [...media].sort((a, b) => (`${a.id} ${a.kind}` < `${b.id} ${b.kind}` ? -1 : 1));
  const media = byId(listOf(ok, "attachments")).map(({ id, kind, length, sha256 }) => ({ id, kind, length, sha256 }));
  mustEqual("the media that came back", media, byId(expected.media) as Medium[]);
}

async function restore(world: World, { by, at, slot }: Extract<Step, { do: "restore" }>): Promise<void> {
  const sequences = [...world.snapshots.keys()];
  const slots = openable(world);
  const args = slot % 4 === 0 ? asDevice(world) : asPerson(world, slots[slot % slots.length]!.secret);
  if (sequences.length === 0) return refuseBy(world, by, "vault.restore", args, "snapshot.missing");
  const sequence = sequences[at % sequences.length]!;
  const isNewest = sequence === world.lastSequence && at % 2 === 0;
  await mustRestore(world, by, isNewest ? args : { ...args, sequence }, sequence);
}

/** What each step does. */
export const ACTS: { readonly [K in Step["do"]]: Act<K> } = {
  receive: ({ phone }, { messages }) => {
    for (const message of messages) receive(phone, message);
  },
  delete: ({ phone }, { at }) => {
    phone.messages = phone.messages.filter((_, i) => i !== at % phone.messages.length);
  },
  wait: (world, { days }) => {
    world.now += days * 86_400_000;
  },
  litter: (world, { name }) => {
    world.files = { ...world.files, [name]: Uint8Array.of(1, 2, 3) };
  },
  "later header": (world, { shape }) => laterHeader(world, shape),
  backup: (world, { by }) => backup(world, by),
  "add slot": async (world, { by, secret }) => {
    const label = `slot ${world.slots.length} é`;
    await write(world, by, "vault.slot-add", { ...asDevice(world), slot: newSlot(secret, label) });
    await adoptSlots(world, secret, label);
  },
  "remove slot": async (world, { by, at }) => {
    const { slotId, secret } = world.slots[at % world.slots.length]!;
    const args = {
      ...asDevice(world),
      slotId: bytesOf({ slotId: new Uint8Array(Buffer.from(slotId, "hex")) }, "slotId"),
    };
    const isLast = secret !== undefined && openable(world).length === 1;
    if (isLast) return refuseBy(world, by, "vault.slot-remove", args, "key.last-slot");
    await write(world, by, "vault.slot-remove", args);
    lose(world, [slotId]);
    await adoptSlots(world, undefined, "");
  },
  rotate,
  "take over": takeOver,
  forget,
  prune: (world, { by }) => prune(world, by),
  check,
  restore,
};
