import { interleaved, median, type Row, script, times } from "./measure.js";

interface FramesResult {
  readonly count: number;
  readonly oursMs: number;
  readonly bareMs: number;
  readonly bytes: number;
  readonly peakMiB: number;
}

/** Messages to sealed segments and back, against bare protobufjs, and whether memory grows with their number. */
export function benchFrames(quick: boolean): Row[] {
  const few = quick ? 100_000 : 250_000;
  const [small, large] = [few, few * 4].map((count) => measureFrames(count, quick ? 1 : 3));
  const ratio = small!.bareMs / small!.oursMs;
  const largeRatio = large!.bareMs / large!.oursMs;
  const growth = large!.peakMiB / small!.peakMiB;
  return [
    { ...frameRow(small!), result: times(ratio), target: ">= 0.60 x", pass: ratio >= 0.6 },
    { ...frameRow(large!), result: times(largeRatio), target: ">= 0.60 x", pass: largeRatio >= 0.6 },
    {
      what: `memory for 4 times the messages`,
      ours: `${Math.round(large!.peakMiB)} MiB`,
      peer: `for one: ${Math.round(small!.peakMiB)} MiB`,
      result: times(growth),
      target: "<= 1.25 x",
      pass: growth <= 1.25,
    },
  ];
}

function frameRow({ count, oursMs, bareMs, bytes }: FramesResult) {
  const rate = (ms: number) => `${Math.round(count / ms)} k/s`;
  return {
    what: `${count.toLocaleString("en")} messages of ${Math.round(bytes / count)} bytes`,
    ours: rate(oursMs),
    peer: `bare protobufjs ${rate(bareMs)}`,
  };
}

function measureFrames(count: number, runs: number): FramesResult {
  const [child] = interleaved([script("frames.js", String(count))], runs);
  const results = child!.outputs.map((output) => JSON.parse(output) as FramesResult);
  const middle = (key: keyof FramesResult) => median(results.map((result) => result[key]));
  return {
    count,
    oursMs: middle("oursMs"),
    bareMs: middle("bareMs"),
    bytes: middle("bytes"),
    peakMiB: middle("peakMiB"),
  };
}
