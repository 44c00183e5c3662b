import { expect, it } from "vitest";
import type { CaseResult, Verdict } from "../report/result.js";
import { hintFor } from "../runner/hint.js";
import type { Finding } from "../runner/run-case.js";
import { doubles } from "./faulty.js";

type Cause = NonNullable<Finding["cause"]>;

/** Ten results for each row: operations, verdict, and why. */
function hint(rows: readonly (readonly [operation: string, verdict: Verdict, cause?: Cause])[]): string | undefined {
  const causes = new Map<string, Cause>();
  const results = rows.flatMap(([operation, verdict, cause], row) =>
    Array.from({ length: 10 }, (_, index): CaseResult => {
      const id = `vector/${row}/${index}`;
      if (cause !== undefined) causes.set(id, cause);
      const { run: _run, ...declared } = doubles(1);
      return { ...declared, id, operations: [operation], verdict, ms: 1, inputs: 1, reason: "there is a reason" };
    }),
  );
  return hintFor(results, causes);
}

it("says nothing of a good run, nor of a few failures", () => {
  expect(hint([["padme", "pass"]])).toBeUndefined();
  expect(
    hint([
      ["vault.prune", "pass"],
      ["padme", "pass"],
      ["vault.check", "fail", "value"],
    ]),
  ).toBeUndefined();
  expect(hint([["padme", "xfail", "value"]])).toBeUndefined();
});

it("says what all failures have in common", () => {
  expect(hint([["padme", "fault", "not-an-answer"]])).toContain(
    "testee, not the protocol: it writes lines to standard output",
  );
  expect(hint([["padme", "fail", "encoding"]])).toContain("it gives bytes in another form");
  expect(
    hint([
      ["padme", "fault", "reported"],
      ["mac", "fault", "reported"],
    ]),
  ).toContain("answers requests with fault");
});

it("does not guess if everything fails in different ways", () => {
  const rows = (["value", "code", "reported", "timeout"] as const).map((cause) => ["padme", "fail", cause] as const);
  expect(hint(rows)).toContain("40 cases failed), though in different ways. Begin with the primitives");
});

it("sees a testee that rejects or accepts everything, though half of it passes", () => {
  expect(
    hint([
      ["vault.open", "fail", "rejected"],
      ["vault.open", "pass"],
    ]),
  ).toContain("it rejects what it has to accept");
  expect(
    hint([
      ["vault.open", "fail", "accepted"],
      ["vault.open", "pass"],
    ]),
  ).toContain("it accepts everything");
});

it("points at the primitives if these fail", () => {
  const rows = [
    ["vault.open", "pass"],
    ["vault.check", "pass"],
    ["sealed.open", "fail", "value"],
  ] as const;
  expect(hint(rows)).toBe(
    "Most cases of the primitives fail (sealed.open), and all else is built on them: begin there.",
  );
});

it("says so if nothing was run", () => {
  expect(hint([["padme", "skip"]])).toBe(
    "Nothing was run, so that this says nothing about the testee: there is a reason.",
  );
});
