import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { bytes, table } from "../../command/words.js";
import { script, time } from "../measure.js";
import { readOptions } from "../options.js";
import { shapeOf } from "./library.js";
import { type Measured, type MeasuredVault, RESULTS, type Results } from "./measured.js";
import { STEPS, type Step } from "./vault-steps.js";

/**
 * `npm run bench:scale`: what the steps of a vault's life take as it grows. `-- --factors 1,10,100,1000` chooses how often
 * 5,000 messages and 200 media, 1 and 10 by default; 1000 takes 3 GB of disk for a while. `-- --write` keeps the numbers
 * in `measured.json`, beside those of other factors.
 */
const { factors, write: isWritten } = readOptions(
  { factors: { type: "string", default: "1,10" }, write: { type: "boolean", default: false } },
  "usage: npm run bench:scale -- [--factors 1,10,100,1000] [--write]",
);
/** No step may take more. */
const MOST_MIB = 200;

const vaults: MeasuredVault[] = [];
for (const factor of factors.split(",").map(Number)) {
  vaults.push(measure(factor));
  if (isWritten) write(vaults);
}
const rows = vaults.flatMap(({ factor, steps }) => STEPS.map((step) => row(factor, step, steps[step]!)));
const head = ["factor", "step", "wall", "CPU", "peak", "get", "put", "delete", "list", "read", "written"];
process.stdout.write(`${table([head, ...rows])}\n`);
if (rows.some((cells) => Number.parseInt(cells[4]!, 10) > MOST_MIB)) process.exitCode = 1;

function measure(factor: number): MeasuredVault {
  const folder = mkdtempSync(join(tmpdir(), "keepsake-scale-"));
  try {
    const { messages, media } = shapeOf(factor);
    const steps = {} as Record<Step, Measured>;
    for (const step of STEPS) {
      const { output } = time(script("scale/step.js", folder, String(factor), step));
      steps[step] = JSON.parse(output) as Measured;
      process.stderr.write(`${factor} ${step} ${output}`);
    }
    // The header and the snapshot are no objects.
    return { factor, messages, media, objects: steps.first.put - 2, steps };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function row(factor: number, step: Step, measured: Measured): string[] {
  const { wallMs, cpuMs, peakMiB, bytesRead, bytesWritten, ...calls } = measured;
  const counts = [calls.get, calls.put, calls.delete, calls.list].map(String);
  return [
    `${factor}`,
    step,
    `${wallMs} ms`,
    `${cpuMs} ms`,
    `${peakMiB} MiB`,
    ...counts,
    bytes(bytesRead),
    bytes(bytesWritten),
  ];
}

function write(fresh: readonly MeasuredVault[]): void {
  const before = existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, "utf8")) as Results).vaults : [];
  const kept = before.filter(({ factor }) => !fresh.some((vault) => vault.factor === factor));
  const results: Results = {
    machine: `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? "?"}`,
    date: new Date().toISOString().slice(0, 10),
    vaults: [...kept, ...fresh].sort((a, b) => a.factor - b.factor),
  };
  writeFileSync(RESULTS, `${JSON.stringify(results, undefined, 2)}\n`);
}
