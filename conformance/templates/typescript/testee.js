// A testee of the Keepsake conformance suite: `npx keepsake conformance run -- node testee.js`.
import { OPERATIONS } from "./operations.js";
import { serve } from "./protocol.js";

const IMPLEMENTATION = {
  name: "my-keepsake",
  version: "0.0.0",
  language: "TypeScript",
  spec: ["1.0"],
  // What this testee can do beyond the operations: pieces, ranges, seed, authenticator, interference.
  features: ["files"],
};

await serve(IMPLEMENTATION, OPERATIONS);
