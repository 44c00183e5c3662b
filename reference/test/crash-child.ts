/**
 * A program that does one operation on a vault in a folder and can be stopped right before any change that it makes to a
 * folder; a sync is none, for the system outlives the program. crash-kill.test.ts bundles it, starts it ahead of time, tells it what to do, and kills it.
 */
import { once } from "node:events";
import fs, { writeSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { copyVault } from "../core/copy.js";
import { decodeState } from "../core/device-state.js";
import { nodeProvider } from "../node/provider-node.js";
import { folderStore } from "../node/store-folder.js";
import { type OperationName, operate } from "./crash-operations.js";
import type { Library } from "./vault-helpers.js";

/** What the child is to do, in one line of JSON on its standard input. Bytes are hex. */
export interface Job {
  readonly folder: string;
  readonly name: OperationName | "copy";
  /** The vault to copy to the folder. */
  readonly source?: string;
  readonly remembered: string;
  readonly frames: Library["frames"];
  readonly contents: readonly (readonly [id: string, hex: string])[];
  /** Changes to make before it stops and waits to be killed; none: it goes on. */
  readonly changes?: number;
}

let left = Number.POSITIVE_INFINITY;
let made = 0;

function stopping<T extends (...args: never[]) => unknown>(change: T): T {
  return function (this: unknown, ...args: Parameters<T>) {
    if (left-- <= 0) {
      writeSync(1, "stopped\n");
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    }
    made++;
    return change.apply(this, args);
  } as T;
}

const [input] = (await once(process.stdin, "data")) as [Buffer];
process.stdin.pause();
let text = input.toString();
while (!text.endsWith("\n")) {
  process.stdin.resume();
  text += String((await once(process.stdin, "data"))[0]);
  process.stdin.pause();
}
const job = JSON.parse(text) as Job;
const hex = (bytes: string) => new Uint8Array(Buffer.from(bytes, "hex"));

const handle = await open(process.execPath);
const methods = Object.getPrototypeOf(handle) as FileHandle;
await handle.close();
methods.writeFile = stopping(methods.writeFile);
for (const name of ["link", "mkdir", "rename", "unlink"] as const) {
  fs.promises[name] = stopping(fs.promises[name] as () => unknown) as never;
}
const { open: openFile } = fs.promises;
const create = stopping(openFile);
fs.promises.open = (path, flags, mode) => (flags === "wx" ? create : openFile)(path, flags, mode);
syncBuiltinESMExports();

left = job.changes ?? left;
writeSync(1, "started\n");
const library: Library = {
  frames: [...job.frames],
  contents: new Map(job.contents.map(([id, bytes]) => [id, hex(bytes)])),
};
const store = folderStore(job.folder);
if (job.name === "copy") await copyVault(folderStore(job.source!), store, { provider: nodeProvider });
else await operate(store, decodeState(hex(job.remembered)), job.name, library);
writeSync(1, `ended after ${made}\n`);
process.exit(0);
