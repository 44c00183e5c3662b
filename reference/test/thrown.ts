import { KeepsakeError } from "../core/errors.js";

/** What `run` throws, if it is a KeepsakeError; undefined if it throws nothing. */
export function thrownBy(run: () => unknown): KeepsakeError | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof KeepsakeError) return error;
    throw error;
  }
  return undefined;
}

/** What `run` rejects with, if it is a KeepsakeError; undefined if it does not reject. */
export async function rejectedBy(run: () => Promise<unknown>): Promise<KeepsakeError | undefined> {
  try {
    await run();
  } catch (error) {
    if (error instanceof KeepsakeError) return error;
    throw error;
  }
  return undefined;
}
