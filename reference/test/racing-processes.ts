import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import type { Dice } from "../arbitraries/dice.js";
import type { Racer, Told } from "./prune-processes-child.js";

type Device = "phone" | "tablet";

const PLAYERS: readonly (readonly [Device, Racer["role"]])[] = [
  ["phone", "writer"],
  ["phone", "writer"],
  ["tablet", "writer"],
  ["phone", "forgetter"],
  ["phone", "pruner"],
];

interface Player {
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  readonly closed: Promise<unknown>;
  isPaused: boolean;
}

/** Where processes race, and what they need to know. */
interface Course extends Pick<Racer, "folder" | "origin" | "dayMs"> {
  /** The child's program. */
  readonly program: string;
  readonly dice: Dice;
  /** What each device remembers, in hex; kept up to date. */
  readonly states: Record<Device, string>;
  /** Gets what the children tell, by the child's name. */
  readonly hear: (name: string, told: Told) => void;
  /** Is told of a child that was killed, after everything that it had told. */
  readonly killed: (name: string) => void;
}

/** Several processes on one vault that go on until they are stopped. */
export interface Race {
  /** Lets them run for a while, kills one of them now and then, and then waits until all rest. */
  run(ms: number): Promise<void>;
  /** Kills them all. */
  stop(): Promise<void>;
}

export function startRace({ program, dice, states, hear, killed, ...course }: Course): Race {
  let names = 0;
  const players = PLAYERS.map((_, index) => start(index));

  function start(index: number): Player {
    const [device, role] = PLAYERS[index]!;
    const name = `${device} ${role} ${++names}`;
    const child = spawn(process.execPath, [program], { stdio: ["pipe", "pipe", "inherit"] });
    // It may be killed before it has read this.
    child.stdin.on("error", () => {});
    const racer: Racer = { ...course, name, role, seed: 1 + dice(0x7fffffff), state: states[device] };
    child.stdin.write(`${JSON.stringify(racer)}\n`);
    const lines = createInterface({ input: child.stdout });
    const closed = new Promise<void>((resolve) => lines.on("close", resolve)).then(() => killed(name));
    const player = { child, closed, isPaused: false };
    lines.on("line", (line) => {
      // The last line of a child that was killed may be cut off.
      if (!line.endsWith("}")) return;
      const told = JSON.parse(line) as Told;
      if (told.tell === "paused") player.isPaused = true;
      if (told.tell === "end") states[device] = told.state ?? states[device];
      hear(name, told);
    });
    return player;
  }

  async function replace(index: number): Promise<void> {
    players[index]!.child.kill("SIGKILL");
    await players[index]!.closed;
    players[index] = start(index);
  }

  return {
    async run(ms) {
      const until = Date.now() + ms;
      for (const player of players) {
        player.isPaused = false;
        player.child.stdin.write("go\n");
      }
      while (Date.now() < until) {
        await wait(200 + dice(1000));
        await replace(dice(players.length));
      }
      for (const { child } of players) child.stdin.write("pause\n");
      while (!players.every(({ isPaused }) => isPaused)) {
        const fallen = players.find(({ child }) => child.exitCode !== null);
        if (fallen !== undefined) throw new Error("a process ended by itself");
        await wait(10);
      }
    },
    async stop() {
      for (const { child } of players) child.kill("SIGKILL");
      await Promise.all(players.map(({ closed }) => closed));
    },
  };
}
