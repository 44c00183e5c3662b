import { createHash } from "node:crypto";
import { equalBytes } from "../../core/bytes.js";
import type { StoredFile } from "../../core/store.js";
import { type Actor, type Answer, type Call, createRunner, type Place } from "./actor.js";

/*
 * Every order in which the store calls of some actors can happen. One call of one actor is one step.
 *
 * Two runs that got to the same state go on in the same ways, so a state is followed once: what is stored, which of the
 * numbered names were ever stored, and the place of each actor. Nothing depends on anything else.
 *
 * A read whose answer nobody can change any more is taken at once, before all other steps: what it is answered, and
 * what it leaves to the others, is the same now and later, so each schedule has one with that read first that passes
 * the same stores in the same order and ends in the same state. Of which names that is true the caller says, and each
 * write is held against it: a schedule with a write that breaks it has one among those that are followed, by the same
 * exchange of steps before that write. To be killed before such a read or after it is the same, too. There are no
 * cycles in which a step could be put off for ever, for each step brings its actor further.
 */

/** What a store holds; never changed, so that many states can share it. */
export interface Files {
  readonly id: number;
  readonly contents: ReadonlyMap<string, Uint8Array>;
}

/** A state in which no actor can go on. */
export interface Situation {
  readonly files: Files;
  readonly places: readonly Place[];
}

/** Who, of all actors, stores or deletes files whose names have a beginning. */
export interface Touched {
  readonly beginning: string;
  readonly putBy: readonly string[];
  readonly deletedBy: readonly string[];
}

export interface Rules {
  /** Of a name, the first entry with its beginning is true. */
  readonly touched: readonly Touched[];
  /** Looks at what is stored after each step. */
  readonly always: (files: Files) => Promise<void>;
  /** Looks at a state in which no actor can go on. */
  readonly atEnd: (situation: Situation) => Promise<void>;
}

export interface Exploration {
  readonly states: number;
  /** Orders of all steps but for those that are taken at once. */
  readonly schedules: bigint;
  /** Places in all actors' runs that differ in what they have seen. */
  readonly places: number;
  /** Different contents of the store on the way, and in the end. */
  readonly stores: number;
  readonly ends: number;
}

const NUMBERED_ONCE = /^(?:headers|snapshots)\//;

export async function explore(
  start: ReadonlyMap<string, Uint8Array>,
  actors: readonly Actor[],
  { touched, always, atEnd }: Rules,
): Promise<Exploration> {
  const runner = createRunner();
  const intern = createInterner();
  const schedulesFrom = new Map<string, bigint>();
  const seen = new Set<number>();
  const ends = new Set<number>();
  const way: [actor: Actor, call: Call | "killed", answer: string][] = [];

  async function follow(files: Files, places: readonly Place[], used: string): Promise<bigint> {
    const length = way.length;
    let now = places;
    for (let read = readAtOnce(files, now); read !== undefined; read = readAtOnce(files, now)) {
      const [which, index] = read;
      const [, answer, key] = intern.take(files, now[which]!.calls[index]!);
      note(now[which]!, index, key);
      now = now.with(which, await runner.answer(now[which]!, index, key, answer));
    }
    const state = `${files.id} ${used} ${now.map(({ id }) => id).join(" ")}`;
    let schedules = schedulesFrom.get(state);
    if (schedules === undefined) {
      if (!seen.has(files.id)) {
        seen.add(files.id);
        await always(files);
      }
      schedules = await inTurn(files, now, used);
      schedulesFrom.set(state, schedules);
    }
    way.length = length;
    return schedules;
  }

  function note({ actor, calls }: Place, index: number, key: string): void {
    const call = calls[index]!;
    way.push([actor, call, key]);
  }

  const touches = new Map<string, Touched>();
  function touchedAs(name: string): Touched {
    const found = touches.get(name) ?? touched.find(({ beginning }) => name.startsWith(beginning))!;
    touches.set(name, found);
    return found;
  }

  /** Whether nobody else can change what a call is answered. */
  function isSettled({ contents }: Files, { actor }: Place, call: Call): boolean {
    if (call.kind === "wait" || call.kind === "put" || call.kind === "delete") return false;
    const { putBy, deletedBy } = touchedAs(call.name);
    const byOthers = (names: readonly string[]) => names.some((name) => name !== actor.name);
    if (call.kind === "list") return !byOthers(putBy) && !byOthers(deletedBy);
    return !byOthers(contents.has(call.name) ? deletedBy : putBy);
  }

  function readAtOnce(files: Files, places: readonly Place[]): [which: number, index: number] | undefined {
    for (let which = 0; which < places.length; which++) {
      const place = places[which]!;
      const index = place.calls.findIndex((call) => isSettled(files, place, call));
      if (index >= 0) return [which, index];
    }
    return undefined;
  }

  async function inTurn(files: Files, places: readonly Place[], used: string): Promise<bigint> {
    let schedules = 0n;
    for (const [which, { actor, calls, life }] of places.entries()) {
      for (const [index, call] of calls.entries()) {
        if (call.kind === "wait" && !mayWait(files, places.toSpliced(which, 1))) continue;
        schedules += await step(files, places, used, which, index);
      }
      if (calls.length === 0 || life + 1 === actor.programs.length) continue;
      way.push([actor, "killed", ""]);
      schedules += await follow(files, places.with(which, await runner.start(actor, life + 1)), used);
      way.pop();
    }
    if (schedules > 0n) return schedules;
    ends.add(files.id);
    await atEnd({ files, places });
    return 1n;
  }

  async function step(files: Files, places: readonly Place[], used: string, which: number, index: number) {
    const place = places[which]!;
    const call = place.calls[index]!;
    const [after, answer, key] = intern.take(files, call);
    note(place, index, key);
    let usedAfter = used;
    if (after !== files && "name" in call) {
      const { putBy, deletedBy } = touchedAs(call.name);
      if (!(call.kind === "put" ? putBy : deletedBy).includes(place.actor.name)) throw new Error("this was ruled out");
      if (call.kind === "put" && NUMBERED_ONCE.test(call.name)) {
        if (used.includes(call.name)) throw new Error(`${call.name} is used twice`);
        usedAfter += call.name;
      }
    }
    const next = await runner.answer(place, index, key, answer);
    const schedules = await follow(after, places.with(which, next), usedAfter);
    way.pop();
    return schedules;
  }

  const places: Place[] = [];
  for (const actor of actors) places.push(await runner.start(actor, 0));
  const used = [...start.keys()].filter((name) => NUMBERED_ONCE.test(name)).join("");
  try {
    const schedules = await follow(intern.files(start), places, used);
    return { states: schedulesFrom.size, schedules, places: runner.places, stores: seen.size, ends: ends.size };
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${way.map(lineOf).join("\n")}`, { cause: error });
  }
}

function lineOf([{ name }, call, answer]: [Actor, Call | "killed", string]): string {
  if (call === "killed") return `${name} is killed`;
  return `${name}: ${call.kind}${"name" in call ? ` ${call.name}` : ""} -> ${answer.slice(0, 80)}`;
}

/**
 * The grace period is longer than any writer takes from reading the marks to its snapshot: it does not end while one
 * of them trusts that there are no other marks than it saw.
 */
function mayWait({ contents }: Files, others: readonly Place[]): boolean {
  const marks = [...contents].flatMap(([name, content]) => (name.startsWith("marks/") ? [content] : []));
  return others.every(({ trustedMarks }) => {
    return trustedMarks === undefined || marks.every((mark) => trustedMarks.some((seen) => equalBytes(seen, mark)));
  });
}

/** Gives equal contents equal names, and does what a call asks for. */
function createInterner() {
  const names = new WeakMap<Uint8Array, string>();
  const known = new Map<string, Files>();

  function nameOf(content: Uint8Array): string {
    const found = names.get(content);
    if (found !== undefined) return found;
    const name = createHash("sha256").update(content).digest("base64url");
    names.set(content, name);
    return name;
  }

  function files(contents: ReadonlyMap<string, Uint8Array>): Files {
    const sorted = new Map([...contents].sort(([a], [b]) => (a < b ? -1 : 1)));
    const key = [...sorted].map(([name, content]) => `${name}:${nameOf(content)}`).join();
    const found = known.get(key) ?? { id: known.size, contents: sorted };
    known.set(key, found);
    return found;
  }

  /** What is stored after a call, its answer, and a name for that. */
  function take(before: Files, call: Call): [Files, Answer, string] {
    const { contents } = before;
    switch (call.kind) {
      case "wait":
        return [before, undefined, ""];
      case "list": {
        const listed: StoredFile[] = [];
        for (const [name, { length }] of contents) if (name.startsWith(call.name)) listed.push({ name, size: length });
        return [before, listed, listed.map(({ name, size }) => `${name}:${size}`).join()];
      }
      case "get":
      case "range": {
        const content = contents.get(call.name);
        if (content === undefined) return [before, undefined, "none"];
        const end = call.kind === "range" ? [call.offset, call.offset + call.length] : [];
        return [before, content.slice(...end), nameOf(content)];
      }
      case "put": {
        if (contents.has(call.name)) return [before, "exists", "exists"];
        return [files(new Map(contents).set(call.name, call.content)), "stored", "stored"];
      }
      case "delete": {
        if (!contents.has(call.name)) return [before, undefined, ""];
        const rest = new Map(contents);
        rest.delete(call.name);
        return [files(rest), undefined, ""];
      }
    }
  }

  return { files, take };
}
