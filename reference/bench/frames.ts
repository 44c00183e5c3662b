import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import protobuf from "protobufjs/minimal.js";
import { utf8 } from "../core/bytes.js";
import { open, SEAL_KEY, SEAL_SALT, seal } from "../core/cobblestone.js";
import { defaultProvider } from "../core/default-provider.js";
import { digest } from "../core/digest.js";
import { pad, unpad } from "../core/padding.js";
import type { Frame } from "../core/proto/types.js";
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
const code = await untouched();
let oursMs = 0;
let bareMs = 0;
let bytes = 0;
let checked = 0;

await ours(directoryFrames());
for (let start = 0; start < count; start += BATCH) {
  const frames = Array.from({ length: Math.min(BATCH, count - start) }, (_, i) => messageFrame(start + i));
  // Who comes first pays for fetching the frames from memory.
  const oursIsFirst = (start / BATCH) % 2 === 0;
  if (oursIsFirst) oursMs += await timed(() => ours(frames));
  bareMs += await timed(() => bare(frames));
  if (!oursIsFirst) oursMs += await timed(() => ours(frames));
}
oursMs += await timed(() => throughSeal(cutter.finish()));
checker.finish();
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
  checked += decodeSegment(content, segment, checker).frames.length;
}

async function timed(run: () => Promise<void> | void): Promise<number> {
  const before = performance.now();
  await run();
  return performance.now() - before;
}

/** What protobufjs offers. */
function bare(frames: readonly Frame[]): void {
  const writer = protobuf.Writer.create();
  for (const frame of frames) code.encode(frame, writer.fork()).ldelim();
  const encoded = writer.finish();
  const reader = protobuf.Reader.create(encoded);
  while (reader.pos < reader.len) code.decode(reader, reader.uint32());
  bytes += encoded.length;
}

interface BareCode {
  encode(frame: Frame, writer: protobuf.Writer): protobuf.Writer;
  decode(reader: protobuf.Reader, length: number): unknown;
}

/** The code that pbjs makes of the schema; that of the reference is changed afterwards, to be right and faster. */
async function untouched(): Promise<BareCode> {
  const pbjs = join(dirname(createRequire(import.meta.url).resolve("protobufjs-cli/package.json")), "bin", "pbjs");
  const target = new URL("./bare-protobuf.js", import.meta.url);
  const options = ["-t", "static-module", "-w", "esm", "-r", "bare", "--no-comments", "-p", "proto"];
  execFileSync(process.execPath, [pbjs, ...options, "-o", fileURLToPath(target), "proto/keepsake/v1/content.proto"]);
  return (await import(target.href)).keepsake.v1.Frame;
}
