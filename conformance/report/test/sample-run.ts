import { recordMembers } from "../record.js";
import type { CaseResult, Failure, RunMeta, RunResult, Verdict } from "../result.js";

/** A case of a run that never was. */
export function sampleCase(id: string, verdict: Verdict = "pass", more: Partial<CaseResult> = {}): CaseResult {
  const [kind = "vector"] = id.split("/");
  return {
    id,
    title: `Title of ${id}`,
    kind: kind as CaseResult["kind"],
    chapter: "02-notation.md",
    level: "must",
    requirements: ["seal-tag-before-use"],
    operations: ["sealed.open"],
    verdict,
    ms: 4,
    inputs: 1,
    why: "A changed byte may not be accepted.",
    ...(verdict === "fail" || verdict === "fault" || verdict === "timeout" ? { failure: sampleFailure() } : {}),
    ...more,
  };
}

/** A failure with everything that one can have, and with text that would break a page that does not escape it. */
export function sampleFailure(): Failure {
  const ciphertext = Uint8Array.from({ length: 6000 }, (_, index) => (index * 7) % 256);
  const changed = { argument: "ciphertext", from: 3001, to: 3003 };
  return {
    message: 'accepted <b>"it"</b> where object.auth is due',
    exchange: {
      op: "sealed.open",
      args: recordMembers({ key: new Uint8Array(32).fill(0x41), context: "kéy </script>", ciphertext }, changed),
      expect: { reject: { codes: ["object.auth", "object.truncated"], details: { reason: "tag" } } },
      answer: { ok: recordMembers({ plaintext: new Uint8Array([1, 2, 3]) }) },
    },
    changed,
    stderr: "Traceback <most recent call last>\nValueError: \u0000 no & no\n",
    property: { seed: -7, path: "3:1", counterexample: "[Uint8Array.of(0)]" },
  };
}

/** A run with these cases. */
export function sampleRun(results: readonly CaseResult[], meta: Partial<RunMeta> = {}): RunResult {
  const skipped = results.filter((result) => result.verdict === "skip").length;
  const run = results.length - skipped;
  return {
    format: 1,
    meta: {
      suite: "0.1.0",
      spec: "1.0",
      digest: "ab".repeat(32),
      seed: 42,
      profile: "quick",
      shard: { index: 1, of: 1 },
      level: "may",
      strict: false,
      only: [],
      skip: [],
      parallel: 2,
      validated: true,
      started: Date.UTC(2026, 2, 1, 12),
      duration: 12_345,
      command: ["node", "my testee.js"],
      testee: {
        name: "Example",
        version: "1.2",
        language: "Python",
        spec: ["1.0"],
        operations: ["sealed.open", "sealed.seal"],
        features: ["pieces"],
        parallel: 2,
        maxLineBytes: 67_108_864,
        aliases: { "object.auth": ["object.truncated"] },
        granularity: "code",
      },
      counts: {
        declared: results.length + 2,
        selected: results.length,
        run,
        skipped,
        notSelected: { profile: 2 },
        skippedBy: skipped > 0 ? { "vault.prune is not among the operations of hello": skipped } : {},
        requests: run,
        inputs: run,
        restarts: 0,
      },
      stopped: false,
      ...meta,
    },
    results,
  };
}
