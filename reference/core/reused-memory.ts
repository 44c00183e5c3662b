/** Memory that is lent out and comes back: to allocate it anew each time keeps a garbage collector busy. */
export interface ReusedMemory {
  /** At least `length` bytes, of any content. */
  take(length: number): Uint8Array;
  /** Gives memory back that nothing uses any more. */
  give(memory: Uint8Array): void;
}

/** What is allocated at least, so that memory fits the next time too. */
const STEP = 1_048_576;

/** Starts without memory. Keeps what was taken at the same time, as large as the largest that was asked for. */
export function createReusedMemory(): ReusedMemory {
  const spare: Uint8Array[] = [];
  return {
    take(length) {
      spare.sort((a, b) => a.length - b.length);
      const fits = spare.findIndex((memory) => memory.length >= length);
      if (fits >= 0) return spare.splice(fits, 1)[0]!;
      // One that is too short gives way, so that there are never more than are in use at once.
      spare.shift();
      return new Uint8Array(Math.ceil(length / STEP) * STEP);
    },
    give(memory) {
      spare.push(memory);
    },
  };
}
