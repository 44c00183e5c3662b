import { prune } from "../core/prune.js";
import { pruneClockNotes } from "./clock.js";
import { UsageError } from "./exit-codes.js";
import { type OpenedVault, problemNotes, withVault } from "./open-vault.js";
import type { KeyOptions } from "./secret.js";
import type { Context, Outcome } from "./verb.js";
import { bytes, count, time } from "./words.js";

type Options = KeyOptions & { grace?: string; onlyWriter?: boolean };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** `keepsake prune`: marks what no snapshot needs, and deletes what was marked when its grace period is over. */
export async function run(context: Context, options: Options, path: string): Promise<Outcome> {
  const graceMs = graceFrom(options);
  const work = async ({ vault, remember }: OpenedVault): Promise<Outcome> => {
    const { deleted, marked, waiting, problems } = await prune(vault, {
      graceMs,
      noOtherWriter: options.onlyWriter === true,
      onProgress: context.line.onProgress,
      signal: context.signal,
    });
    await remember();
    const text = [`Deleted ${count(deleted.objects, "object")} (${bytes(deleted.bytes)}).`];
    if (marked.objects > 0) {
      text.push(
        `Marked ${count(marked.objects, "object")} (${bytes(marked.bytes)}): run prune again when the grace period is over.`,
      );
    }
    if (waiting.objects > 0) {
      text.push(
        `${count(waiting.objects, "object")} (${bytes(waiting.bytes)}) marked earlier: prune deletes them from ${time(waiting.untilMs)} on, when the grace period that they were marked with is over.`,
      );
    }
    const notes = [...problemNotes(problems), ...(await pruneClockNotes(vault))];
    return { result: { deleted, marked, waiting, problems }, text: text.join("\n"), notes };
  };
  return withVault(context, path, options, work, "write");
}

function graceFrom({ grace = "7d", onlyWriter }: Options): number {
  const [, number, unit] = /^(\d{1,4})([dh])$/.exec(grace) ?? [];
  if (number === undefined) throw new UsageError(`--grace takes days or hours, such as 7d or 36h, not ${grace}.`);
  const graceMs = Number(number) * (unit === "d" ? DAY_MS : HOUR_MS);
  if (graceMs >= DAY_MS || onlyWriter) return graceMs;
  throw new UsageError("A grace period of less than a day needs --only-writer: no other device may be writing.");
}
