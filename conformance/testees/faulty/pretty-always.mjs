// Prints all its JSON for people, its answer to hello too.
import { createInterface } from "node:readline";
import { hello } from "./testee.mjs";

createInterface({ input: process.stdin }).on("line", (line) => {
  process.stdout.write(`${JSON.stringify({ id: JSON.parse(line).id, ok: hello() }, null, 2)}\n`);
});
