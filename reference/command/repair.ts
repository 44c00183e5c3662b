import { backup } from "../core/backup.js";
import { type CheckReport, checkVault } from "../core/check.js";
import { errorGroup } from "../core/errors.js";
import { parseName } from "../core/names.js";
import type { Vault } from "../core/vault.js";
import { type DeletedHeader, repair as repairHeaders } from "../core/writer.js";
import { type ImportOptions, type ImportResult, ontoLast } from "../import/index.js";
import { findingNotes } from "./check.js";
import { UsageError } from "./exit-codes.js";
import { openExports } from "./exports.js";
import { type OpenedVault, problemsExitCode, withVault } from "./open-vault.js";
import { repairStore } from "./repair-store.js";
import type { KeyOptions } from "./secret.js";
import type { Context, Outcome } from "./verb.js";
import { count } from "./words.js";

type Options = KeyOptions & ImportOptions & { deleteHeaders?: boolean };

/**
 * `keepsake repair`: puts back objects that are damaged or missing, from the exports that they came from, and deletes
 * headers that keep the vault from being written, if that is asked for. Nothing else is touched.
 */
export async function run(context: Context, options: Options, path: string, exports: string[]): Promise<Outcome> {
  const imported = exports.length === 0 ? undefined : await openExports(exports, options);
  const work = async ({ vault, remember }: OpenedVault): Promise<Outcome> => {
    const headers = await repairHeaders(vault, { confirmDeleted: (above) => confirm(above, options) });
    if (headers.length > 0) await remember();
    const gone = new Set(headers.map(({ name }) => name));
    const problems = vault.problems.filter(({ name = "" }) => !gone.has(name));
    const { repaired, report } = await repairObjects(context, { ...vault, problems }, imported);
    const { findings } = report;
    const text = [
      ...(headers.length > 0 ? [`Deleted ${count(headers.length, "header")}.`] : []),
      `Put back ${count(repaired.length, "object")}; ${findings.length === 0 ? "no damage is left" : `${count(findings.length, "fault")} left`}.`,
    ];
    return {
      result: { deletedHeaders: headers, repaired, findings },
      text: text.join("\n"),
      notes: findingNotes(findings),
      exitCode: problemsExitCode(findings),
    };
  };
  return withVault(context, path, options, work, "write");
}

// [@repair-named]
function confirm(headers: readonly DeletedHeader[], { deleteHeaders }: Options): void {
  const names = headers.map(({ name, code }) => `${name} (${code ?? "whole, but opened by no key here"})`).join(", ");
  if (!deleteHeaders) {
    throw new UsageError(`A repair deletes these headers for good: ${names}. If that is right, add --delete-headers.`);
  }
  process.stderr.write(`Deleting ${names}\n`);
}

/** As often as it helps: a segment that is whole again names objects that nobody could look for before. */
async function repairObjects(
  context: Context,
  vault: Vault,
  imported: ImportResult | undefined,
): Promise<{ repaired: string[]; report: CheckReport }> {
  const { signal, line } = context;
  const repaired: string[] = [];
  for (;;) {
    const report = await checkVault(vault, { readData: true, signal, onProgress: line.onProgress });
    const damaged = damagedObjects(report);
    if (imported === undefined || damaged.size === 0) return { repaired, report };
    const before = repaired.length;
    // Together with the newest snapshot, as a backup would; then alone, as an older snapshot may have been.
    for (const merges of [true, false]) {
      const again = damaged.size === 0 ? [] : await putBack(context, vault, imported, damaged, merges);
      for (const name of again) damaged.delete(name);
      repaired.push(...again);
    }
    if (repaired.length === before) return { repaired, report };
  }
}

function damagedObjects({ findings }: CheckReport): Set<string> {
  const names = findings.flatMap(({ code, name = "" }) =>
    errorGroup(code) === "store" || parseName(name)?.kind !== "object" ? [] : [name],
  );
  return new Set(names);
}

/** Backs up as at the time of the newest snapshot, into a store that takes nothing but the damaged objects. */
async function putBack(
  { signal, line }: Context,
  vault: Vault,
  imported: ImportResult,
  damaged: ReadonlySet<string>,
  merges: boolean,
): Promise<readonly string[]> {
  const { latest } = vault;
  if (latest === undefined) return [];
  const store = repairStore(vault.store, damaged);
  const copy: Vault = { ...vault, store, problems: [] };
  const { createdAtMs: now, producer } = latest.snapshot;
  const { input } = ontoLast(copy, imported, { replace: !merges, now, acceptLostAccount: true });
  await backup(copy, { ...input, producer, now, onProgress: line.onProgress, signal });
  return store.repaired;
}
