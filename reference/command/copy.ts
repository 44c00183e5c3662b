import { stat } from "node:fs/promises";
import { type CopySummary, copyVault } from "../core/copy.js";
import { Interrupted, UsageError } from "./exit-codes.js";
import { isS3, newStore, openStore, placeOf, type StoreOptions } from "./open-store.js";
import { problemNotes, problemsExitCode } from "./open-vault.js";
import type { Context, Outcome } from "./verb.js";
import { bytes, count } from "./words.js";

type Options = StoreOptions & { toEndpoint?: string; toProfile?: string };

/** `keepsake copy`: copies a vault from one place to another, or brings a copy up to date, without a key. */
export async function run(context: Context, options: Options, from: string, to: string): Promise<Outcome> {
  const { toEndpoint: endpoint, toProfile: profile, ...shared } = options;
  const kind = await stat(to).catch(() => undefined);
  if (kind?.isFile() || (kind === undefined && !isS3(to) && to.endsWith(".keepsake"))) {
    throw new UsageError(
      `A vault is copied to a folder or a bucket, not to the file ${to}; \`keepsake archive pack\` makes a .keepsake file.`,
    );
  }
  const { endpoint: _, ...withoutEndpoint } = shared;
  const there = {
    // A profile may name an address of its own.
    ...(profile === undefined ? shared : { ...withoutEndpoint, profile }),
    ...(endpoint === undefined ? {} : { endpoint }),
  };
  if ((await placeOf(from, shared)) === (await placeOf(to, there))) {
    throw new UsageError(`${from} and ${to} are the same place; name another one to copy to.`);
  }
  const source = await openStore(from, shared);
  try {
    const destination = await newStore(to, there);
    const summary = await copyVault(source.store, destination, {
      onProgress: context.line.onProgress,
      signal: context.signal,
    });
    return {
      result: { from, to, ...summary },
      text: summaryText(summary, to),
      notes: problemNotes(summary.problems),
      exitCode: problemsExitCode(summary.problems),
    };
  } catch (error) {
    if (context.signal.aborted) throw new Interrupted("What was copied stays there; run it again to go on.");
    throw error;
  } finally {
    await source.close();
  }
}

function summaryText({ copied, extra }: CopySummary, to: string): string {
  const lines = [`Copied ${count(copied.files, "file")} (${bytes(copied.bytes)}) to ${to}.`];
  const { headers, snapshots, objects } = extra;
  if (headers + snapshots + objects > 0) {
    const what = `${count(snapshots, "snapshot")}, ${count(headers, "header")}, ${count(objects, "object")}`;
    lines.push(`Only there: ${what}. To delete what was forgotten here, run forget and prune there, too.`);
  }
  return lines.join("\n");
}
