import { type Direction, directionOf } from "./artifacts.js";
import type { CaseResult, CrossResult, RunResult, Verdict } from "./result.js";

/** The name that the reference gives itself in `hello`. */
const REFERENCE = "keepsake";

/** Who can read whose files. */
export interface Matrix {
  /** In order of first appearance, the reference first. */
  readonly implementations: readonly string[];
  /** Kinds of files, from the smallest on. */
  readonly artifacts: readonly string[];
  readonly cells: readonly Cell[];
}

/** What a consumer made of what a producer wrote: cases of a run, or readings of a cross run. */
export interface Cell {
  readonly producer: string;
  readonly consumer: string;
  readonly artifact: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

type Tally = { -readonly [Member in keyof Cell]: Cell[Member] };

/**
 * Joins reports into one table.
 *
 * In a run the other side is the reference: a case in which the testee writes shows what the reference makes of it, and one
 * in which it reads shows what it makes of what the reference, or someone who damaged it, wrote.
 */
export function matrixOf(reports: readonly (RunResult | CrossResult)[]): Matrix {
  const tallies = new Map<string, Tally>();
  const add = (producer: string, consumer: string, artifact: string, verdict: Verdict) => {
    const key = JSON.stringify([producer, consumer, artifact]);
    let tally = tallies.get(key);
    if (tally === undefined) {
      tally = { producer, consumer, artifact, passed: 0, failed: 0, skipped: 0 };
      tallies.set(key, tally);
    }
    tally[verdict === "skip" ? "skipped" : verdict === "pass" || verdict === "xpass" ? "passed" : "failed"]++;
  };
  for (const report of reports) {
    if ("cross" in report) {
      const names = crossNames(report);
      for (const { producer, consumer, artifact, verdict } of report.pairs) {
        add(names[producer]!, names[consumer]!, artifact, verdict);
      }
    } else {
      const { name } = report.meta.testee;
      for (const result of report.results) {
        for (const { artifact, does } of directionsOf(result)) {
          if (does === "writes") add(name, REFERENCE, artifact, result.verdict);
          else add(REFERENCE, name, artifact, result.verdict);
        }
      }
    }
  }
  const cells = [...tallies.values()];
  const names = cells.flatMap(({ producer, consumer }) => [producer, consumer]);
  const first = names.includes(REFERENCE) ? [REFERENCE] : [];
  return {
    implementations: [...new Set([...first, ...names])],
    artifacts: [...new Set(cells.map(({ artifact }) => artifact))],
    cells,
  };
}

/** The names of the implementations; a number tells those of the same name apart. */
export function crossNames({ cross: { testees } }: CrossResult): readonly string[] {
  return testees.map(({ name }, index) => {
    const before = testees.slice(0, index).filter((testee) => testee.name === name).length;
    return before === 0 ? name : `${name} (${before + 1})`;
  });
}

/** What a case shows. A failure says something of the operation that was answered wrongly only. */
function directionsOf({ operations, verdict, failure }: CaseResult): Iterable<Direction> {
  const blamed = verdict === "pass" || failure?.exchange === undefined ? operations : [failure.exchange.op];
  const found = blamed.map(directionOf).filter((direction) => direction !== undefined);
  return new Map(found.map((direction) => [`${direction.does} ${direction.artifact}`, direction])).values();
}

/** All cells of a pair as one. */
export function pairOf({ cells }: Matrix, producer: string, consumer: string): Omit<Cell, "artifact"> {
  const sum = { producer, consumer, passed: 0, failed: 0, skipped: 0 };
  for (const cell of cells) {
    if (cell.producer !== producer || cell.consumer !== consumer) continue;
    sum.passed += cell.passed;
    sum.failed += cell.failed;
    sum.skipped += cell.skipped;
  }
  return sum;
}

/** A pair or a cell in a few characters, such as `✓ 12` or `✗ 3 of 12`; `` if there is nothing to say. */
export function cellWords(cell: Omit<Cell, "artifact" | "producer" | "consumer"> | undefined): string {
  if (cell === undefined) return "";
  const { passed, failed, skipped } = cell;
  const rest = skipped > 0 ? `, ${skipped} skipped` : "";
  if (failed > 0) return `✗ ${failed} of ${passed + failed} failed${rest}`;
  if (passed > 0) return `✓ ${passed}${rest}`;
  return skipped > 0 ? `– ${skipped} skipped` : "";
}
