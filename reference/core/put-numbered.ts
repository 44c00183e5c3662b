import { equalBytes } from "./bytes.js";
import { KeepsakeError } from "./errors.js";
import { LIMITS } from "./limits.js";
import type { Store } from "./store.js";

/** A file whose name is a number, as it was stored. */
export interface NumberedFile {
  readonly number: number;
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Stores a file under the first free number. Put-if-absent is the lock between devices: equal bytes are ours, from an
 * answer that was lost; junk is stepped over; anything else was stored by another device.
 *
 * @param build - the file's bytes for a number; it is sealed for that number
 * @param isJunk - whether what stands under a number does not count
 * @throws KeepsakeError store.conflict; input.limit-exceeded if no number is left
 */
export async function putNumbered(
  store: Store,
  nameOf: (number: number) => string,
  first: number,
  build: (number: number) => Promise<Uint8Array>,
  isJunk: (name: string, bytes: Uint8Array) => Promise<boolean>,
): Promise<NumberedFile> {
  for (let number = first; ; number++) {
    if (number > LIMITS.number) {
      throw new KeepsakeError("input.limit-exceeded", "No number is left for this file; start a new vault.");
    }
    const name = nameOf(number);
    const bytes = await build(number);
    // [@never-overwrite]
    if ((await store.putIfAbsent(name, bytes)) === "stored") return { number, name, bytes };
    const existing = await store.get(name);
    // [@header-conflict-equal] [@snapshot-conflict-equal]
    if (existing !== undefined && equalBytes(existing, bytes)) return { number, name, bytes };
    if (existing === undefined || !(await isJunk(name, existing))) {
      throw new KeepsakeError("store.conflict", `Another device wrote ${name} meanwhile. Open the vault again.`, {
        name,
      });
    }
  }
}
