import { cpus } from "node:os";
import { table } from "../command/words.js";
import { benchBackingUp } from "./backing-up.js";
import { benchFrames } from "./content.js";
import { interleaved, type Row, script, times } from "./measure.js";
import { readOptions } from "./options.js";
import { benchReading } from "./reading.js";
import { benchProviders, benchSealing } from "./sealing.js";

/**
 * `npm run bench`: what Keepsake takes against other programs, measured now. `-- --large` adds a file of 4 GiB,
 * `-- --strict` exits with 1 if a target is missed, `-- --quick` takes fewer runs and smaller inputs.
 */
const { quick, large, strict } = readOptions(
  {
    quick: { type: "boolean", default: false },
    large: { type: "boolean", default: false },
    strict: { type: "boolean", default: false },
  },
  "usage: npm run bench -- [--quick] [--large] [--strict]",
);
const runs = quick ? 3 : 5;

const rows: Row[] = [];
const steps: (() => Row[] | Promise<Row[]>)[] = [
  () => benchSealing(quick ? 0.25 : 1, runs),
  ...(large ? [() => benchSealing(4, 2)] : []),
  () => benchBackingUp(quick, runs),
  () => benchFrames(quick),
  () => benchHelp(quick ? 5 : 20),
  () => benchProviders(3),
  () => benchReading(quick ? 20_000 : 100_000),
];
process.stdout.write(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? "?"}\n`);
for (const step of steps) rows.push(...(await step()));
const verdict = ({ pass }: Row) => (pass === undefined ? "" : pass ? "pass" : "MISS");
const cells = rows.map((row) => [row.what, row.ours, row.peer, row.result, row.target, verdict(row)]);
process.stdout.write(`\n${table([["what", "keepsake", "peer", "result", "target", ""], ...cells])}\n`);
if (strict && rows.some(({ pass }) => pass === false)) process.exitCode = 1;

/** The shortest use of the command, against Node itself. */
function benchHelp(count: number): Row[] {
  const nothing = { command: process.execPath, args: ["-e", "0"] };
  const [ours, bare] = interleaved([script("../command/main.js", "--help"), nothing], count);
  const ratio = ours!.ms / bare!.ms;
  return [
    {
      what: "keepsake --help",
      ours: `${ours!.ms.toFixed(0)} ms`,
      peer: `node -e 0 ${bare!.ms.toFixed(0)} ms`,
      result: times(ratio),
      target: "<= 2.00 x",
      pass: ratio <= 2,
    },
  ];
}
