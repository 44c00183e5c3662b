/** Who writes and who reads in an operation; the reference is always on the other side. */
export interface Direction {
  readonly artifact: string;
  readonly does: "writes" | "reads";
}

const PREFIXES: readonly (readonly [prefix: string, artifact: string])[] = [
  ["sealed.", "sealed bytes"],
  ["recovery-key.", "recovery key"],
  ["slot.", "key slot"],
  ["header.", "header"],
  ["object.", "object"],
  ["segment.", "segment"],
  ["frame.", "frame"],
  ["frames.", "frame"],
  ["snapshot.", "snapshot"],
  ["mark.", "mark"],
  ["archive.", "archive"],
  ["vault.", "vault"],
];

const WRITING = new Set([
  ...["sealed.seal", "recovery-key.generate", "recovery-key.format", "slot.info", "slot.wrap", "header.build"],
  ...["object.seal", "segment.encode", "snapshot.encode", "mark.encode", "archive.pack"],
  ...[
    "vault.create",
    "vault.backup",
    "vault.slot-add",
    "vault.slot-remove",
    "vault.rotate",
    "vault.reseal",
    "vault.take-over",
  ],
  ...["vault.repair", "vault.repair-objects", "vault.forget", "vault.prune", "vault.archive", "vault.copy"],
]);

/** What an operation writes or reads; undefined for the primitives that do neither. */
export function directionOf(operation: string): Direction | undefined {
  const artifact = PREFIXES.find(([prefix]) => operation.startsWith(prefix))?.[1];
  if (artifact === undefined) return undefined;
  return { artifact, does: WRITING.has(operation) ? "writes" : "reads" };
}
