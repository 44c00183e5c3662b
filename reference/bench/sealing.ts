import { randomFillSync } from "node:crypto";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { open, SEAL_KEY, SEAL_SALT, seal } from "../core/cobblestone.js";
import { nobleProvider } from "../core/provider-noble.js";
import { webCryptoProvider } from "../core/provider-webcrypto.js";
import { nodeProvider } from "../node/index.js";
import { interleaved, isOnPath, median, type Program, type Row, script, time, times } from "./measure.js";

const MIB = 1_048_576;
const TARGET_MIB = 160;

/**
 * Sealing and opening one file, as a whole program, against age: into nothing, which the cryptography decides, and into
 * another file, which the disk decides as well. Neither program waits until the disk has it.
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
    // Until the disk has these, writing them takes from whoever is measured.
    time({ command: "sync", args: [] });
    const result = join(folder, "result");
    return ["/dev/null", result].flatMap((target) =>
      (["seal", "open"] as const).map((mode) => {
        const ours = script("seal-file.js", mode, mode === "seal" ? plain : sealed, target);
        const programs = (peer ? [ours, peer(mode, target)] : [ours]).map((program) =>
          target === result ? { ...program, result } : program,
        );
        const name = `${mode} ${gib} GiB${target === result ? " to a file" : ""}`;
        return compare(name, gib, interleaved(programs, runs));
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The three providers, sealing and opening the same 64 MiB in memory. For information. */
export async function benchProviders(runs: number): Promise<Row[]> {
  const plain = new Uint8Array(64 * MIB);
  const key = new Uint8Array(SEAL_KEY);
  const salt = new Uint8Array(SEAL_SALT);
  const rows: Row[] = [];
  for (const provider of [nodeProvider, webCryptoProvider, nobleProvider]) {
    const seals: number[] = [];
    const opens: number[] = [];
    for (let run = 0; run < runs; run++) {
      const start = performance.now();
      const sealed = await seal(provider, key, salt, plain, salt);
      const middle = performance.now();
      await open(provider, key, salt, sealed);
      seals.push(middle - start);
      opens.push(performance.now() - middle);
    }
    const rate = (ms: number[]) => `${Math.round(plain.length / median(ms) / 1000)} MB/s`;
    const what = `provider ${provider.name}, 64 MiB`;
    rows.push({ what, ours: `seal ${rate(seals)}`, peer: "", result: `open ${rate(opens)}`, target: "" });
  }
  return rows;
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

/** The same with age: gives the program for each direction and target. */
function preparePeer(folder: string, plain: string): (mode: "seal" | "open", target: string) => Program {
  const key = join(folder, "key");
  const encrypted = join(folder, "encrypted");
  time({ command: "age-keygen", args: ["-o", key] });
  const recipient = /public key: (age1\w+)/.exec(readFileSync(key, "utf8"))![1]!;
  const seal = (target: string) => ({ command: "age", args: ["-e", "-r", recipient, "-o", target, plain] });
  time(seal(encrypted));
  return (mode, target) =>
    mode === "seal" ? seal(target) : { command: "age", args: ["-d", "-i", key, "-o", target, encrypted] };
}

function writeRandom(path: string, mebibytes: number): void {
  const file = openSync(path, "wx", 0o600);
  const piece = new Uint8Array(16 * MIB);
  for (let written = 0; written < mebibytes; written += 16) writeSync(file, randomFillSync(piece));
  closeSync(file);
}
