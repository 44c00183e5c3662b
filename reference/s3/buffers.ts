/** Memory for parts of files: no more is taken than there is room for. */
export interface Buffers {
  /** Waits until there is room for `size` bytes. Ask for another one only when you hold none. */
  take(size: number): Promise<Uint8Array>;
  giveBack(buffer: Uint8Array): void;
}

/**
 * Room for `count` buffers of `size` bytes, which are made when they are needed and used again and again, and besides
 * for larger ones of `largeBytes` bytes together.
 */
export function createBuffers(count: number, size: number, largeBytes: number): Buffers {
  const free: Uint8Array[] = [];
  const small = createRoom(count);
  const large = createRoom(largeBytes);
  return {
    async take(wanted) {
      if (wanted > size) {
        await large.enter(wanted);
        return new Uint8Array(wanted);
      }
      await small.enter(1);
      return free.pop() ?? new Uint8Array(size);
    },
    giveBack(buffer) {
      if (buffer.length > size) return large.leave(buffer.length);
      free.push(buffer);
      small.leave(1);
    },
  };
}

/** Lets in as much as fits, in the order of asking. */
function createRoom(limit: number) {
  const waiting: { readonly amount: number; readonly enter: () => void }[] = [];
  let used = 0;
  const admit = () => {
    for (let next = waiting[0]; next !== undefined && used + next.amount <= limit; next = waiting[0]) {
      waiting.shift();
      used += next.amount;
      next.enter();
    }
  };
  return {
    enter: (amount: number) =>
      new Promise<void>((enter) => {
        waiting.push({ amount, enter });
        admit();
      }),
    leave: (amount: number) => {
      used -= amount;
      admit();
    },
  };
}
