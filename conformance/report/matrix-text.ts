import { table } from "../../reference/command/words.js";
import { cellWords, type Matrix, pairOf } from "./matrix.js";

/** The table for a terminal: who wrote stands on the left, who read above. */
export function matrixText(matrix: Matrix): string {
  const { implementations } = matrix;
  const rows = implementations.map((producer) => [
    producer,
    ...implementations.map((consumer) => cellWords(pairOf(matrix, producer, consumer))),
  ]);
  return table([["written by ↓, read by →", ...implementations], ...rows]);
}

/** The same for a README, and below it one line for each kind of file. */
export function matrixMarkdown(matrix: Matrix): string {
  const { implementations, artifacts, cells } = matrix;
  const pairs = implementations
    .flatMap((producer) => implementations.map((consumer) => ({ producer, consumer })))
    .filter((pair) => cells.some((cell) => cell.producer === pair.producer && cell.consumer === pair.consumer));
  const whole = [
    ["written by ↓, read by →", ...implementations.map(text)],
    ...implementations.map((producer) => [
      text(producer),
      ...implementations.map((consumer) => cellWords(pairOf(matrix, producer, consumer))),
    ]),
  ];
  const parts = [
    ["", ...pairs.map(({ producer, consumer }) => `${text(producer)} → ${text(consumer)}`)],
    ...artifacts.map((artifact) => [
      text(artifact),
      ...pairs.map(({ producer, consumer }) =>
        cellWords(
          cells.find((cell) => cell.artifact === artifact && cell.producer === producer && cell.consumer === consumer),
        ),
      ),
    ]),
  ];
  return `${rowsMarkdown(whole)}\n\n${rowsMarkdown(parts)}\n`;
}

function rowsMarkdown([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), `|${head.map(() => "---|").join("")}`, ...rows.map(line)].join("\n");
}

/** Text of a testee, in which nothing is Markdown or HTML. */
function text(value: string): string {
  return value.replace(/[\\`*_[\]|<>&~]/g, (sign) => `&#${sign.codePointAt(0)};`).replace(/\s+/g, " ");
}
