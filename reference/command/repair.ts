import { type CheckReport, checkVault } from "../core/check.js";
import { errorGroup } from "../core/errors.js";
import { parseName } from "../core/names.js";
import type { Frame } from "../core/proto/types.js";
import { repairObjects } from "../core/repair-objects.js";
import type { Vault } from "../core/vault.js";
import { type DeletedHeader, repair as repairHeaders } from "../core/writer.js";
import { type ImportOptions, type ImportResult, ontoLast } from "../import/index.js";
import { findingNotes } from "./check.js";
import { UsageError } from "./exit-codes.js";
import { openExports } from "./exports.js";
import { type OpenedVault, problemsExitCode, withVault } from "./open-vault.js";
import type { KeyOptions } from "./secret.js";
import type { Context, Outcome } from "./verb.js";
import { withSnapshots } from "./with-snapshots.js";
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
    const { repaired, report } = await repairAll(context, { ...vault, problems }, imported);
    const findings = await withSnapshots(vault, report.findings);
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

/**
 * As often as it helps: a segment that is whole again names objects that nobody could look for before. Without one, what
 * is left has no original among the exports. What was found whole is not read again.
 */
async function repairAll(
  { signal, line }: Context,
  vault: Vault,
  imported: ImportResult | undefined,
): Promise<{ repaired: string[]; report: CheckReport }> {
  const repaired: string[] = [];
  const whole = new Set<string>();
  for (let mayHelp = imported !== undefined; ; ) {
    const report = await checkVault(vault, { readData: true, whole, signal, onProgress: line.onProgress });
    const damaged = damagedObjects(report);
    if (imported === undefined || !mayHelp || damaged.size === 0) return { repaired, report };
    const { openAttachment } = imported;
    const again = await repairObjects(
      vault,
      damaged,
      { frames: framesOf(vault, imported), openAttachment },
      { signal },
    );
    repaired.push(...again);
    if (again.length === 0) return { repaired, report };
    const segments = damagedSegments(report);
    mayHelp = again.some((name) => segments.has(name));
  }
}

/** Together with the newest snapshot, as a backup has them; then alone, as an older snapshot may. */
function framesOf(vault: Vault, imported: ImportResult): AsyncIterable<Frame>[] {
  const merged = ontoLast(vault, imported, { acceptLostAccount: true, keepExpired: true });
  return [merged.input.frames as AsyncIterable<Frame>, imported.frames];
}

function damagedObjects({ findings }: Pick<CheckReport, "findings">): Set<string> {
  const names = findings.flatMap(({ code, name = "" }) =>
    errorGroup(code) === "store" || parseName(name)?.kind !== "object" ? [] : [name],
  );
  return new Set(names);
}

function damagedSegments({ findings }: CheckReport): Set<string> {
  const isFile = (finding: CheckReport["findings"][number]) =>
    "kind" in finding && (finding.kind === "attachment" || finding.kind === "thumbnail");
  return damagedObjects({ findings: findings.filter((finding) => !isFile(finding)) });
}
