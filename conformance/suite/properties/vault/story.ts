/** A vault from its making to the end of a list of steps. */
import type { CaseContext } from "../../case.js";
import { answerOf } from "../../oracle.js";
import { listOf, mustEqual } from "../answers.js";
import type { SlotSecret } from "../slots.js";
import { ACTS, mustRestore, newSlot } from "./acts.js";
import { newPhone } from "./phone.js";
import { NOW } from "./plain.js";
import type { Hand, Step } from "./steps.js";
import { asDevice, asPerson, idText, openable, refuseBy, type World, write } from "./world.js";

/** How a story begins. */
export interface Beginning {
  readonly by: Hand;
  readonly secrets: readonly SlotSecret[];
  readonly seed?: Uint8Array;
}

async function begin(context: CaseContext, { by, secrets, seed }: Beginning): Promise<World> {
  const world: World = {
    context,
    seed,
    phone: newPhone(),
    now: NOW,
    files: {},
    state: new Uint8Array(),
    slots: [],
    gone: [],
    formerWriters: [],
    snapshots: new Map(),
    lastSequence: 0,
    newestIsOthers: false,
    rotations: 0,
  };
  const slots = secrets.map((secret, i) => newSlot(secret, `first ${i}`));
  await write(world, by, "vault.create", { slots, writerName: "telephone", now: world.now });
  const { ok } = await answerOf("vault.slot-list", asDevice(world));
  world.slots = listOf(ok ?? {}, "slots").map(({ slotId }, i) => ({
    slotId: idText(slotId),
    secret: secrets[i],
    label: `first ${i}`,
  }));
  mustEqual("the number of slots", world.slots.length, secrets.length);
  return world;
}

/** What holds after every step, as the reference finds it. */
async function mustBeSound(world: World, after: string): Promise<void> {
  const { ok, reject } = await answerOf("vault.check", asDevice(world));
  mustEqual(`why the vault does not open after "${after}"`, reject?.code, undefined);
  mustEqual(`what is wrong after "${after}"`, ok!.findings, []);
  const history = await answerOf("vault.history", asDevice(world));
  const counts = [...world.snapshots.keys()].sort((a, b) => b - a);
  mustEqual(`the snapshots after "${after}"`, history.ok?.counts, counts);
}

/** What holds at the end: every secret opens what it should, and no other does. */
async function mustEndWell(world: World): Promise<void> {
  const hands = ["testee", "reference"] as const;
  for (const [i, { secret }] of openable(world).entries()) {
    const by = hands[i % 2]!;
    if (world.lastSequence > 0) await mustRestore(world, by, asPerson(world, secret), world.lastSequence);
    else await refuseBy(world, by, "vault.restore", asPerson(world, secret), "snapshot.missing");
  }
  for (const sequence of world.snapshots.keys()) {
    await mustRestore(world, "testee", { ...asDevice(world), sequence }, sequence);
  }
  for (const secret of world.gone)
    await refuseBy(world, "testee", "vault.open", asPerson(world, secret), "key.no-matching-slot");
}

/** Tells a story, and compares the vault with what is known after each step. @throws Mismatch */
export async function tell(context: CaseContext, beginning: Beginning, steps: readonly Step[]): Promise<void> {
  const world = await begin(context, beginning);
  for (const step of steps) {
    await (ACTS[step.do] as (world: World, step: Step) => Promise<void> | void)(world, step);
    await mustBeSound(world, step.do);
  }
  await mustEndWell(world);
}
