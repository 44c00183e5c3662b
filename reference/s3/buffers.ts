/** Buffers of one size that are used again and again, so that no more memory is taken than for all of them. */
export interface Buffers {
  /** Waits until one is free. */
  take(): Promise<Uint8Array>;
  giveBack(buffer: Uint8Array): void;
}

/** Makes up to `count` buffers of `size` bytes, when they are needed. */
export function createBuffers(count: number, size: number): Buffers {
  const free: Uint8Array[] = [];
  const waiting: ((buffer: Uint8Array) => void)[] = [];
  let made = 0;
  return {
    async take() {
      const buffer = free.pop();
      if (buffer !== undefined) return buffer;
      if (made < count) {
        made++;
        return new Uint8Array(size);
      }
      return new Promise((resolve) => waiting.push(resolve));
    },
    giveBack(buffer) {
      const next = waiting.shift();
      if (next === undefined) free.push(buffer);
      else next(buffer);
    },
  };
}
