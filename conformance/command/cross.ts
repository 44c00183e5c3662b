import { writeFileSync } from "node:fs";
import { EXIT_CODES, UsageError } from "../../reference/command/exit-codes.js";
import type { Context, Outcome } from "../../reference/command/verb.js";
import { packageVersion } from "../../reference/command/version.js";
import { crossPairs } from "../cross/pairs.js";
import { crossNames, matrixOf } from "../report/matrix.js";
import { matrixText } from "../report/matrix-text.js";
import type { CrossResult } from "../report/result.js";
import { SPEC } from "../wire/messages.js";
import { startTestee, type Testee } from "../wire/testee.js";
import { checkWritable } from "./reports.js";

/** Failures that are named on the screen; the JSON has all. */
const MOST = 10;

/** `keepsake conformance cross`: implementations read what the others wrote. */
export async function run({ signal, line }: Context, { json }: { json?: string }, words: string[]): Promise<Outcome> {
  checkWritable([json]);
  const commands = splitCommands(words);
  const started = Date.now();
  const testees: Testee[] = [];
  try {
    for (const command of commands) testees.push(await start(command));
    let done = 0;
    const pairs = await crossPairs(testees, (pair) => line.show(`${++done} pairs  ${pair.artifact}`), signal);
    const result: CrossResult = {
      format: 1,
      cross: {
        suite: packageVersion(),
        spec: SPEC,
        started,
        duration: Date.now() - started,
        testees: testees.map(({ hello }, index) => ({ ...hello, command: commands[index]! })),
      },
      pairs,
    };
    if (json !== undefined) writeFileSync(json, `${JSON.stringify(result, null, 1)}\n`);
    return outcomeOf(result);
  } finally {
    await Promise.all(testees.map((testee) => testee.close()));
  }
}

function splitCommands(words: readonly string[]): readonly (readonly string[])[] {
  const commands: string[][] = [[]];
  for (const word of words) {
    if (word === "--") commands.push([]);
    else commands.at(-1)!.push(word);
  }
  if (commands.some((command) => command.length === 0)) {
    throw new UsageError("A command is missing: write `cross -- COMMAND... -- COMMAND...`.");
  }
  return commands;
}

function start(command: readonly string[]): Promise<Testee> {
  return startTestee({ command, suite: packageVersion(), deadlineFactor: 1, onStray: () => {} });
}

function outcomeOf(result: CrossResult): Outcome {
  const names = crossNames(result);
  const failed = result.pairs.filter(({ verdict }) => verdict !== "pass" && verdict !== "skip");
  const shown = failed.slice(0, MOST).map(({ producer, consumer, artifact, verdict, message }) => {
    return `${verdict}  ${artifact} of ${names[producer]}, read by ${names[consumer]}: ${message}`;
  });
  if (failed.length > MOST) shown.push(`and ${failed.length - MOST} more`);
  return {
    result,
    text: [matrixText(matrixOf([result])), ...(shown.length > 0 ? [shown.join("\n")] : [])].join("\n\n"),
    exitCode: failed.length > 0 ? EXIT_CODES.unexpected : EXIT_CODES.ok,
  };
}
