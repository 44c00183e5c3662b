import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PACKAGE_ROOT } from "../../package-root.js";

/** A row of the table of limits (12-limits.md). */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The code of a breach, or the part after the dot where the layer gives the rest; `-` if it cannot be read. */
  readonly code: string;
}

let rows: ReadonlyMap<string, Row> | undefined;

/** The rows of the table, by name. */
export function limitRows(): ReadonlyMap<string, Row> {
  rows ??= readRows();
  return rows;
}

function readRows(): ReadonlyMap<string, Row> {
  const text = readFileSync(join(PACKAGE_ROOT, "spec", "12-limits.md"), "utf8");
  const found = text.matchAll(/^\| ([a-z0-9-]+) \| (\d+) \| ([^|]+) \| ([a-z.-]+) \| [^|]+ \|$/gm);
  return new Map(
    [...found].map(([, name, value, unit, code]) => [
      name!,
      { name: name!, value: Number(value), unit: unit!, code: code! },
    ]),
  );
}

/** The value of a row. */
export function limitOf(name: string): number {
  const row = limitRows().get(name);
  if (row === undefined) throw new Error(`spec/12-limits.md has no limit ${name}`);
  return row.value;
}
