import { packageVersion } from "../../reference/command/version.js";
import type { Values } from "../suite/case.js";

/** How many requests are worth having under way: enough that a batch of answers shares one write. */
const PARALLEL = 16;
/** Lines are held in memory as text, which V8 has up to 512 MiB of. */
const MAX_LINE = 268_435_456;

/** The answer to `hello`. @param operations - the names of all operations */
export function hello(operations: readonly string[]): Values {
  return {
    protocol: 1,
    name: "keepsake",
    version: packageVersion(),
    language: "TypeScript",
    spec: ["1.0"],
    operations,
    features: ["files", "pieces", "ranges", "seed", "authenticator", "interference"],
    parallel: PARALLEL,
    maxLineBytes: MAX_LINE,
  };
}
