import protobuf from "protobufjs/minimal.js";
import { utf8 } from "../core/bytes.js";
import { open, SEAL_KEY, SEAL_SALT, seal } from "../core/cobblestone.js";
import { digest } from "../core/digest.js";
import { pad, unpad } from "../core/padding.js";
import { keepsake } from "../core/proto/generated.js";
import type { Frame } from "../core/proto/types.js";
import type { WireReader } from "../core/proto/wire-reader.js";
import type { WireWriter } from "../core/proto/wire-writer.js";
import { defaultProvider } from "../core/provider.js";
import { secureRandomness } from "../core/randomness.js";
import { decodeSegment } from "../core/segment.js";
import { createSegmentCutter, type EncodedSegment } from "../core/segment-cutter.js";
import { createFrameChecker } from "../core/stream-rules.js";
import "../node/index.js";
import { directoryFrames, messageFrame } from "./messages.js";

/**
 * A child process of the benchmark: `node frames.js COUNT` takes messages through everything a backup and a restore do
 * with them except the disk, and the same messages through bare protobufjs, in turns. Prints JSON.
 */
const BATCH = 2000;
const count = Number(process.argv[2]);
const provider = defaultProvider();
const context = utf8("keepsake/v1/bench");
const cutter = createSegmentCutter();
const checker = createFrameChecker();
const { Frame: code } = keepsake.v1;
let oursMs = 0;
let bareMs = 0;
let bytes = 0;
let checked = 0;

await ours(directoryFrames());
for (let start = 0; start < count; start += BATCH) {
  const frames = Array.from({ length: Math.min(BATCH, count - start) }, (_, i) => messageFrame(start + i));
  let before = performance.now();
  await ours(frames);
  oursMs += performance.now() - before;
  before = performance.now();
  bytes += bare(frames);
  bareMs += performance.now() - before;
}
const before = performance.now();
await throughSeal(cutter.finish());
checker.finish();
oursMs += performance.now() - before;
if (checked !== count + directoryFrames().length) throw new Error(`${checked} frames came back`);
const peakMiB = process.resourceUsage().maxRSS / 1024;
process.stdout.write(`${JSON.stringify({ count, oursMs, bareMs, bytes, peakMiB })}\n`);

async function ours(frames: readonly Frame[]): Promise<void> {
  for (const frame of frames) {
    const segment = cutter.push(frame);
    if (segment !== undefined) await throughSeal(segment);
  }
}

/** As an object is written and read: digest, padding, sealing, opening, digest, and every check of every frame. */
async function throughSeal(segment: EncodedSegment | undefined): Promise<void> {
  if (segment === undefined) return;
  await digest(provider, segment.content);
  const key = secureRandomness("object-key/bench", SEAL_KEY);
  const salt = secureRandomness("salt/bench", SEAL_SALT);
  const sealed = await seal(provider, key, context, pad(segment.content), salt);
  const content = unpad(await open(provider, key, context, sealed))!;
  await digest(provider, content);
  const { frames } = decodeSegment(content, segment);
  for (const frame of frames) checker.check(frame);
  checked += frames.length;
}

/** The code that pbjs made, on the readers and writers of protobufjs itself. */
function bare(frames: readonly Frame[]): number {
  const writer = protobuf.Writer.create() as unknown as WireWriter & { fork(): WireWriter & { ldelim(): void } };
  for (const frame of frames) {
    const forked = writer.fork();
    code.encode(frame, forked);
    forked.ldelim();
  }
  const encoded = (writer as unknown as protobuf.Writer).finish();
  const reader = protobuf.Reader.create(encoded);
  while (reader.pos < reader.len) code.decode(reader as unknown as WireReader, reader.uint32());
  return encoded.length;
}
