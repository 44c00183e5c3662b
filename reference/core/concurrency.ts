/** Runs at most `limit` of the given tasks at a time; the others wait in the order in which they came. */
export function createLimiter(limit: number): <T>(task: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (task) => {
    // The one that ends hands its place over, so a newcomer cannot overtake those that wait.
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}

/**
 * Maps items in order while up to `window` of them are in work. After a failure, or when the consumer stops, what is
 * in work is waited for, so that nothing goes on behind the caller's back.
 */
export async function* mapInOrder<T, R>(
  items: AsyncIterable<T> | Iterable<T>,
  window: number,
  map: (item: T, index: number) => Promise<R>,
): AsyncGenerator<R> {
  const queue: Promise<R>[] = [];
  let index = 0;
  try {
    for await (const item of items) {
      const result = map(item, index++);
      // Seen when its turn comes; until then it must not count as unhandled.
      result.catch(() => {});
      queue.push(result);
      if (queue.length >= window) {
        yield await queue[0]!;
        queue.shift();
      }
    }
    while (queue.length > 0) {
      yield await queue[0]!;
      queue.shift();
    }
  } finally {
    await Promise.allSettled(queue);
  }
}

/** Tasks that run at most `limit` at a time. */
export interface Pool {
  /** Waits for a free place and starts a task. @throws what an earlier task threw */
  start(task: () => Promise<void>): Promise<void>;
  /** Waits for all tasks. @throws what a task threw */
  done(): Promise<void>;
}

/** Starts an empty pool. */
export function createPool(limit: number): Pool {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const check = () => {
    if (failures.length > 0) throw failures[0];
  };
  return {
    async start(task) {
      while (running.size >= limit) await Promise.race(running);
      check();
      const run: Promise<void> = task()
        .catch((error) => void failures.push(error))
        .finally(() => running.delete(run));
      running.add(run);
    },
    async done() {
      await Promise.all(running);
      check();
    },
  };
}
