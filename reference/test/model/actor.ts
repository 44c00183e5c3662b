import { setImmediate as settled } from "node:timers/promises";
import { collect, type Store, type StoredFile } from "../../core/store.js";

/*
 * A program between two calls of its store, as a value: what it has been answered so far determines what it asks next,
 * because its clock and its random bytes are given. So it can be taken up at any point, by running it again.
 */

/** One call of a store, or a wait until the grace period of every mark is over. */
export type Call =
  | { readonly kind: "get" | "delete" | "list"; readonly name: string }
  | { readonly kind: "range"; readonly name: string; readonly offset: number; readonly length: number }
  | { readonly kind: "put"; readonly name: string; readonly content: Uint8Array }
  | { readonly kind: "wait" };

/** What a call is answered with. */
export type Answer = Uint8Array | undefined | "stored" | "exists" | readonly StoredFile[];

/** What a program is given. */
export interface World {
  readonly store: Store;
  /** Waits until the grace period of every mark is over. */
  wait(): Promise<void>;
}

/** Runs to its end, and gives what the test wants to know of it. */
export type Program = (world: World) => Promise<unknown>;

export interface Actor {
  readonly name: string;
  /** The first is run. Each time that the actor is killed, the next is run; it is killed only if there is one. */
  readonly programs: readonly Program[];
}

/** An actor at one point of its run. */
export interface Place {
  readonly id: number;
  readonly actor: Actor;
  /** What it waits for, each until it is answered, in the order in which it asked. */
  readonly calls: readonly Call[];
  /** What its program gave, when it has ended. */
  readonly result?: unknown;
  /** Which of its programs it runs: how often it was killed. */
  readonly life: number;
  /** Contents of the marks that it saw when it read them last before a snapshot, until that is stored. */
  readonly trustedMarks: readonly Uint8Array[] | undefined;
}

/** Goes from place to place. */
export interface Runner {
  /** An actor at the beginning of one of its programs. */
  start(actor: Actor, life: number): Promise<Place>;
  /** Where an actor gets when the call `index` of its place is answered. `key` tells answers apart. */
  answer(place: Place, index: number, key: string, answer: Answer): Promise<Place>;
  readonly places: number;
}

interface Step {
  readonly from: Node;
  readonly index: number;
  readonly answer: Answer;
}

interface Node extends Place {
  /** Absent at the beginning. */
  readonly step?: Step;
  readonly next: Map<string, Node>;
  /** A run that has got here. The first to go on takes it; others start from the beginning. */
  live?: Run;
}

export function createRunner(): Runner {
  let places = 0;
  const beginnings = new Map<string, Node>();

  const nodeOf = (run: Run, actor: Actor, life: number, step?: Step): Node => ({
    id: places++,
    actor,
    life,
    calls: run.calls(),
    trustedMarks: run.trustedMarks(),
    ...(run.isOver() ? { result: run.result() } : { live: run }),
    ...(step === undefined ? {} : { step }),
    next: new Map(),
  });

  async function runTo(node: Node): Promise<Run> {
    const steps: Step[] = [];
    for (let at = node; at.step !== undefined; at = at.step.from) steps.unshift(at.step);
    const run = await startRun(node.actor, node.life);
    for (const { index, answer } of steps) await run.go(index, answer);
    return run;
  }

  return {
    async start(actor, life) {
      const key = `${actor.name} ${life}`;
      const known = beginnings.get(key);
      if (known !== undefined) return known;
      const node = nodeOf(await startRun(actor, life), actor, life);
      beginnings.set(key, node);
      return node;
    },
    async answer(place, index, key, answer) {
      const from = place as Node;
      const edge = `${index} ${key}`;
      const known = from.next.get(edge);
      if (known !== undefined) return known;
      const run = from.live ?? (await runTo(from));
      delete from.live;
      await run.go(index, answer);
      const node = nodeOf(run, from.actor, from.life, { from, index, answer });
      from.next.set(edge, node);
      return node;
    },
    get places() {
      return places;
    },
  };
}

type Run = Awaited<ReturnType<typeof startRun>>;

interface Pending {
  readonly call: Call;
  readonly give: (answer: Answer) => void;
}

async function startRun(actor: Actor, life: number) {
  const pending: Pending[] = [];
  let over: { readonly result: unknown } | undefined;
  let marksRead = 0;
  let trusted: readonly Uint8Array[] | undefined;

  /** What the guarantee of the grace period rests on: the second time that marks are read, and the snapshot. */
  function follow(call: Call, answer: Answer): void {
    if (call.kind === "list" && call.name === "marks/" && ++marksRead % 2 === 0) trusted = [];
    if (call.kind === "get" && call.name.startsWith("marks/") && answer !== undefined && trusted !== undefined) {
      trusted = [...trusted, answer as Uint8Array];
    }
    if (call.kind === "put" && call.name.startsWith("snapshots/")) trusted = undefined;
  }

  const ask = (call: Call) => new Promise<Answer>((give) => void pending.push({ call, give }));
  const world: World = { store: storeBy(ask), wait: async () => void (await ask({ kind: "wait" })) };
  const end = (result: unknown) => {
    over = { result };
  };
  void actor.programs[life]!(world).then(end, end);
  // Nothing that a program does between two calls takes longer than its microtasks: files here are small, and the
  // provider is synchronous for them.
  await settled();

  return {
    calls: () => (over === undefined ? pending.map(({ call }) => call) : []),
    isOver: () => over !== undefined,
    result: () => over?.result,
    trustedMarks: () => (over === undefined ? trusted : undefined),
    async go(index: number, answer: Answer): Promise<void> {
      const [{ call, give }] = pending.splice(index, 1) as [Pending];
      follow(call, answer);
      give(answer);
      await settled();
      if (over === undefined && pending.length === 0) throw new Error(`${actor.name} neither asks nor ends`);
    },
  };
}

function storeBy(ask: (call: Call) => Promise<Answer>): Store {
  return {
    get: async (name) => (await ask({ kind: "get", name })) as Uint8Array | undefined,
    getRange: async (name, offset, length) =>
      (await ask({ kind: "range", name, offset, length })) as Uint8Array | undefined,
    putIfAbsent: async (name, data) =>
      (await ask({ kind: "put", name, content: (await collect(data)).slice() })) as "stored" | "exists",
    list: async function* (prefix) {
      yield* (await ask({ kind: "list", name: prefix })) as readonly StoredFile[];
    },
    delete: async (name) => void (await ask({ kind: "delete", name })),
  };
}
