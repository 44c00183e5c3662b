// Takes long bytes as files, and gives all bytes back as files.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { hello, write } from "./testee.mjs";

let directory;
let count = 0;

createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, op, args } = JSON.parse(line);
  if (op === "hello") {
    directory = args.directory;
    write({ id, ok: hello({ features: ["files"] }) });
    return;
  }
  const { b64, file } = args.content;
  const bytes = file === undefined ? Buffer.from(b64, "base64") : readFileSync(file);
  const path = join(directory, String(++count));
  writeFileSync(path, bytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  write({
    id,
    ok: { digest: { file: path, length: bytes.length, sha256 }, form: file === undefined ? "b64" : "file" },
  });
});
