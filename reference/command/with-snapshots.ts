import type { CheckReport } from "../core/check.js";
import { listSnapshots } from "../core/history.js";
import { objectName, parseName } from "../core/names.js";
import { damageOf } from "../core/problem.js";
import { readSegmentTable } from "../core/segment-read.js";
import type { Vault } from "../core/vault.js";

/** What a check found, and the newest snapshot that needs it, if that is an object of one. */
export type Finding = CheckReport["findings"][number] & { readonly snapshot?: number };

/**
 * Adds to each damaged object the newest snapshot that needs it: from that one's exports it can be put back. Nothing is
 * read if no object is damaged.
 */
export async function withSnapshots(vault: Vault, findings: CheckReport["findings"]): Promise<Finding[]> {
  const wanted = new Set(findings.flatMap(({ name = "" }) => (parseName(name)?.kind === "object" ? [name] : [])));
  const found = new Map<string, number>();
  const read = new Set<string>();
  for await (const { sequence, snapshot } of wanted.size === 0 ? [] : listSnapshots(vault)) {
    const take = (id: Uint8Array) => {
      const name = objectName(id);
      if (wanted.delete(name)) found.set(name, sequence);
    };
    for (const segment of snapshot.segments) {
      const name = objectName(segment.object.id);
      take(segment.object.id);
      if (read.has(name)) continue;
      read.add(name);
      // Of a segment that cannot be read nobody knows what it needs.
      const table = await readSegmentTable(vault, segment).catch((error) => void damageOf(error));
      for (const { id } of table ?? []) take(id);
      if (wanted.size === 0) break;
    }
    if (wanted.size === 0) break;
  }
  return findings.map((finding) => {
    const snapshot = found.get(finding.name ?? "");
    return snapshot === undefined ? finding : { ...finding, snapshot };
  });
}
