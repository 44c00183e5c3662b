import { randomFillSync } from "node:crypto";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { interleaved, isOnPath, median, type Program, type Row, script, time, times } from "./measure.js";

const MIB = 1_048_576;
const TARGET_MIB = 160;

/**
 * Sealing and opening one file into nothing, as a whole program, against age.
 *
 * @param gib - size of the file
 */
export function benchSealing(gib: number, runs: number): Row[] {
  const folder = mkdtempSync(join(tmpdir(), "keepsake-bench-"));
  try {
    const plain = join(folder, "plain");
    const sealed = join(folder, "sealed");
    writeRandom(plain, gib * 1024);
    time(script("seal-file.js", "seal", plain, sealed));
    const peer = isOnPath("age") && isOnPath("age-keygen") ? preparePeer(folder, plain) : undefined;
    return (["seal", "open"] as const).map((mode) => {
      const ours = script("seal-file.js", mode, mode === "seal" ? plain : sealed, "/dev/null");
      return compare(`${mode} ${gib} GiB`, gib, interleaved(peer ? [ours, peer[mode]] : [ours], runs));
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The three providers, sealing and opening the same 64 MiB. For information. */
export function benchProviders(runs: number): Row[] {
  const size = 64;
  const folder = mkdtempSync(join(tmpdir(), "keepsake-bench-"));
  try {
    const plain = join(folder, "plain");
    const sealed = join(folder, "sealed");
    writeRandom(plain, size);
    time(script("seal-file.js", "seal", plain, sealed));
    return ["node", "webcrypto", "noble"].map((name) => {
      const env = { KEEPSAKE_PROVIDER: name };
      const programs = (["seal", "open"] as const).map((mode) => ({
        ...script("seal-file.js", mode, mode === "seal" ? plain : sealed, "/dev/null"),
        env,
      }));
      const [seal, open] = interleaved(programs, runs).map(({ ms }) => `${Math.round((size * MIB) / ms / 1000)} MB/s`);
      return { what: `provider ${name}, 64 MiB`, ours: `seal ${seal}`, peer: "", result: `open ${open}`, target: "" };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function compare(what: string, gib: number, [ours, peer]: { ms: number; outputs: string[] }[]): Row {
  const rate = (ms: number) => `${Math.round((gib * 1024 * MIB) / ms / 1000)} MB/s`;
  const peakMiB = median(ours!.outputs.map(Number));
  const ratio = peer === undefined ? undefined : peer.ms / ours!.ms;
  return {
    what,
    ours: `${rate(ours!.ms)}, ${Math.round(peakMiB)} MiB`,
    peer: peer === undefined ? "age is not installed" : `age ${rate(peer.ms)}`,
    result: ratio === undefined ? "" : times(ratio),
    target: `>= 1.00 x, <= ${TARGET_MIB} MiB`,
    ...(ratio === undefined ? {} : { pass: ratio >= 1 && peakMiB <= TARGET_MIB }),
  };
}

function preparePeer(folder: string, plain: string): { seal: Program; open: Program } {
  const key = join(folder, "key");
  const encrypted = join(folder, "encrypted");
  time({ command: "age-keygen", args: ["-o", key] });
  const recipient = /public key: (age1\w+)/.exec(readFileSync(key, "utf8"))![1]!;
  time({ command: "age", args: ["-e", "-r", recipient, "-o", encrypted, plain] });
  return {
    seal: { command: "age", args: ["-e", "-r", recipient, "-o", "/dev/null", plain] },
    open: { command: "age", args: ["-d", "-i", key, "-o", "/dev/null", encrypted] },
  };
}

function writeRandom(path: string, mebibytes: number): void {
  const file = openSync(path, "wx", 0o600);
  const piece = new Uint8Array(16 * MIB);
  for (let written = 0; written < mebibytes; written += 16) writeSync(file, randomFillSync(piece));
  closeSync(file);
}
