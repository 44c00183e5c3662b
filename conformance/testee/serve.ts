import type { Readable, Writable } from "node:stream";
import type { Answerer } from "./answer.js";
import { createLineCutter } from "./lines.js";

/**
 * Answers every line of `input` with a line of `output`, until `input` ends and all answers are written. Answers that
 * are ready at the same time share one write.
 */
export async function serve(input: Readable, output: Writable, { answer }: Answerer): Promise<void> {
  const cut = createLineCutter();
  const open = new Set<Promise<void>>();
  let ready: string[] = [];

  function flush(): void {
    output.write(`${ready.join("\n")}\n`);
    ready = [];
  }

  function reply(line: string): void {
    if (ready.push(line) === 1) setImmediate(flush);
  }

  for await (const piece of input) {
    for (const line of cut(piece)) {
      // An empty line is no request; neither is it worth to fail for.
      if (line === "") continue;
      const answered = answer(line);
      if (!(answered instanceof Promise)) {
        reply(answered);
        continue;
      }
      const task: Promise<void> = answered.then(reply).finally(() => open.delete(task));
      open.add(task);
    }
  }
  await Promise.all(open);
  await new Promise((resolve) => setImmediate(resolve));
}
