import { open } from "node:fs/promises";
import { utf8 } from "../core/bytes.js";
import { openSealedFile, sealFile } from "../node/index.js";

/**
 * A child process of the benchmark: seals or opens one file as `age` does, and prints its peak memory in MiB.
 * `node seal-file.js seal|open SOURCE TARGET`
 */
/** Not a secret: the same for sealing and opening, so that the two can be two processes. */
const KEY = new Uint8Array(32).fill(7);
const CONTEXT = utf8("keepsake/v1/bench");

const [mode, source = "", target = ""] = process.argv.slice(2);
const input = await open(source, "r");
const output = await open(target, "w");
await (mode === "seal" ? sealFile : openSealedFile)(input, output, KEY, CONTEXT);
await output.close();
await input.close();
process.stdout.write(`${process.resourceUsage().maxRSS / 1024}\n`);
