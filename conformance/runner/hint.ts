import type { CaseResult } from "../report/result.js";
import { isFailure } from "../report/verdicts.js";
import type { Finding } from "./run-case.js";

type Cause = NonNullable<Finding["cause"]>;

/** All else is built on these, so that their failures come first. */
const PRIMITIVES = new Set([
  "mac",
  "derive",
  "named-random",
  "digest",
  "padme",
  "stored-size",
  "pad",
  "unpad",
  "sealed.size",
  "sealed.seal",
  "sealed.open",
  "prefix.identify",
]);
/** From this part of the cases on it is no coincidence. */
const MOST = 0.9;
const HALF = 0.5;
/** Of fewer cases nothing can be said. */
const FEWEST = 3;

const LOOKS = "This looks like the testee, not the protocol";

const WORDS: Partial<Record<Cause, string>> = {
  reported: "it answers requests with fault; its messages say why",
  "process-ended": "its process ends while requests are under way; its standard error says why",
  "not-an-answer":
    "it writes lines to standard output that are no answers. Each answer is one line of JSON, and logs belong on standard error",
  "line-too-long": "it writes lines that are too long to be read",
  "unknown-id": "it answers with ids that no request had. An answer has the id of its request, as it stands",
  "second-answer": "it answers requests more than once",
  malformed: "its answers do not have the form of protocol.md",
  schema: "its answers do not have the form of protocol.md",
  timeout:
    "it does not answer in time. An answer has to be flushed after its line feed, and a line has to be read as soon as it ends",
  accepted: "it accepts everything, even what it has to reject",
  rejected: "it rejects what it has to accept, mostly everything",
  encoding: 'it gives bytes in another form than {"b64": base64 with padding}',
};

/** What the failures have in common, if that lies with the testee; undefined if they say nothing of the kind. */
export function hintFor(results: readonly CaseResult[], causes: ReadonlyMap<string, Cause>): string | undefined {
  const run = results.filter(({ verdict }) => verdict !== "skip");
  if (results.length > 0 && run.length === 0) return nothingRan(results);
  if (run.length < FEWEST) return undefined;
  const failed = run.filter(({ verdict }) => isFailure(verdict));
  if (failed.length >= run.length * MOST) return `${LOOKS}: ${whyAll(failed, causes)}.`;
  const primitives = run.filter(({ operations }) => operations.every((name) => PRIMITIVES.has(name)));
  const failedPrimitives = primitives.filter(({ verdict }) => isFailure(verdict));
  if (primitives.length >= FEWEST && failedPrimitives.length >= primitives.length * HALF) {
    const names = [...new Set(failedPrimitives.flatMap(({ operations }) => operations))].sort().join(", ");
    return `Most cases of the primitives fail (${names}), and all else is built on them: begin there.`;
  }
  const [cause, count] = mostFrequent(failed, causes);
  const why = cause === undefined ? undefined : WORDS[cause];
  const isOfProcess = cause === "accepted" || cause === "rejected" || cause === "encoding";
  if (failed.length < FEWEST || why === undefined || !isOfProcess || count < failed.length * MOST) return undefined;
  return failed.length >= run.length * HALF ? `${LOOKS}: ${why}.` : undefined;
}

function nothingRan(results: readonly CaseResult[]): string {
  const reasons = new Set(results.map(({ reason }) => reason));
  const [first] = reasons;
  const more = reasons.size > 1 ? ` (and ${reasons.size - 1} other reasons)` : "";
  return `Nothing was run, so that this says nothing about the testee: ${first}${more}.`;
}

function whyAll(failed: readonly CaseResult[], causes: ReadonlyMap<string, Cause>): string {
  const asked = failed.filter(({ id }) => causes.get(id) !== "given-up");
  const [cause, count] = mostFrequent(asked, causes);
  const why = cause === undefined ? undefined : WORDS[cause];
  if (why !== undefined && count >= asked.length * HALF) return why;
  const rejected = asked.filter(({ failure }) => failure?.exchange?.answer?.reject !== undefined);
  if (rejected.length >= asked.length * MOST) return WORDS.rejected!;
  return `almost nothing passes (${failed.length} cases failed), though in different ways. Begin with the primitives`;
}

function mostFrequent(
  failed: readonly CaseResult[],
  causes: ReadonlyMap<string, Cause>,
): readonly [cause: Cause | undefined, count: number] {
  const counts = new Map<Cause, number>();
  for (const { id } of failed) {
    const cause = causes.get(id) ?? "other";
    counts.set(cause, (counts.get(cause) ?? 0) + 1);
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  return most ?? [undefined, 0];
}
