// What the faulty testees share: they read requests, and answer some of them by `echo` rather than by cryptography.
import { createInterface } from "node:readline";

const OPERATIONS = ["padme", "digest", "unpad"];

/** The answer to hello. @param more - members that differ */
export function hello(more = {}) {
  return {
    protocol: 1,
    name: "faulty",
    version: "0",
    language: "JavaScript",
    spec: ["1.0"],
    operations: OPERATIONS,
    features: [],
    parallel: 1,
    ...more,
  };
}

/** The right answer to the requests of the tests: a number is doubled, bytes come back, and `bad` is rejected. */
export function rightAnswer({ op, args }) {
  if (op === "padme") return { ok: { padded: args.length * 2 } };
  if (op === "unpad") return { reject: { code: "object.padding" } };
  return { ok: { digest: args.content } };
}

export function write(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/**
 * Serves standard input.
 *
 * @param answer - called with every request but hello, and its number from 1 on; what it returns is written with the id
 * @param more - members of hello
 */
export function serve(answer, more = {}) {
  let count = 0;
  createInterface({ input: process.stdin }).on("line", async (line) => {
    const request = JSON.parse(line);
    if (request.op === "hello") {
      write({ id: request.id, ok: hello(more) });
      return;
    }
    const body = await answer(request, ++count);
    if (body !== undefined) write({ id: request.id, ...body });
  });
}
