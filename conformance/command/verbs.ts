import type { Verb, VerbOption } from "../../reference/command/verb.js";

const LEVELS = ["must", "should", "may"];
const PROFILES = ["quick", "full", "soak"];

const SELECTION: readonly VerbOption[] = [
  ["--only <globs...>", "Only cases whose id matches; * stands for any characters"],
  ["--skip <globs...>", "None of the cases whose id matches"],
  ["--level <level>", "The least level: must, should, or may for all (default)", LEVELS],
  ["--profile <profile>", "How much: quick (default), full or soak", PROFILES],
];

const DRAWN: readonly VerbOption[] = [
  ["--seed <number>", "What is drawn at random is drawn from this; a new one otherwise"],
  ["--runs <number>", "How many inputs each property draws"],
];

const JUDGED: readonly VerbOption[] = [
  ["--strict", "Demand the exact error code rather than its group"],
  ["--timeout <ms>", "Time to wait for the answer to a small request (10000); longer ones in proportion"],
  ["--validate-protocol", "Compare every line with its JSON Schema"],
];

/** The verbs of the conformance suite: what `--help` says of them, and where their work is done. */
export const conformanceVerbs: readonly Verb[] = [
  {
    usage: "conformance run <command...>",
    summary: "Run the suite against a testee",
    details:
      "COMMAND starts the testee: a program that puts an implementation on the wire (conformance/protocol.md). Exits with 0 if nothing failed, 1 if a case failed, 2 if the run could not begin or end.",
    options: [
      ...SELECTION,
      ...DRAWN,
      ...JUDGED,
      ["--shard <i/n>", "One of n parts, to run them on several machines"],
      ["--parallel <number>", "Processes of the testee that work at the same time; 1 if absent"],
      ["--expected-failures <file>", "Globs of cases that are known to fail, one a line; # begins a reason"],
      ["--counterexamples <dir>", "Write a file for each failure, for `conformance replay`"],
      ["--json <file>", "Write the report for programs"],
      ["--junit <file>", "Write the report for CI systems"],
      ["--html <file>", "Write the report for people: one page that opens offline"],
      ["--badge <file>", "Write a badge for shields.io"],
    ],
    examples: [
      "conformance run -- python3 testee.py",
      "conformance run --profile full --html report.html -- ./testee",
      "conformance run --only 'vector/sealing/*' --skip '*/released' -- ./testee",
    ],
    load: () => import("./run.js"),
  },
  {
    usage: "conformance list",
    summary: "List the cases",
    options: [
      ...SELECTION.slice(0, 3),
      ["--profile <profile>", "Those of quick, full or soak; all otherwise", PROFILES],
    ],
    examples: ["conformance list --only 'limit/*' --profile full"],
    json: '[{"id", "title", "kind", "chapter", "level", "requirements", "operations", "profile", …}]',
    load: () => import("./list.js"),
  },
  {
    usage: "conformance show <case>",
    summary: "Show what a case sends, what is due, and why",
    details: "The requests are those that the reference is sent, with its answers.",
    options: DRAWN,
    examples: ["conformance show vector/sealing/seal-16383"],
    json: '{"case", "requirements", "exchanges": [{"op", "args", "expect", "answer"}]}',
    load: () => import("./show.js"),
  },
  {
    usage: "conformance replay <case-or-file> <command...>",
    summary: "Run one case again, with every request and answer",
    details: "Takes the id of a case, or a file that `conformance run --counterexamples` wrote.",
    options: [["--profile <profile>", "How much: quick (default), full or soak", PROFILES], ...DRAWN, ...JUDGED],
    examples: [
      "conformance replay vector/sealing/seal-16383 -- ./testee",
      "conformance replay counterexamples/1.json -- ./testee",
    ],
    json: '{"result", "exchanges": [{"op", "args", "expect", "answer"}]}',
    load: () => import("./replay.js"),
  },
  {
    usage: "conformance smoke <command...>",
    summary: "Try one request of each operation, and say what to fix first",
    examples: ["conformance smoke -- python3 testee.py"],
    json: '{"testee", "operations": [{"operation", "verdict", "case"?, "message"?}]}',
    load: () => import("./smoke.js"),
  },
  {
    usage: "conformance init <dir>",
    summary: "Make a testee to start from",
    details: 'The loop of the protocol is written; every operation answers "unsupported".',
    required: [["--lang <language>", "python, go or typescript", ["python", "go", "typescript"]]],
    examples: ["conformance init my-testee --lang python"],
    json: '{"folder", "files", "start"}',
    load: () => import("./init.js"),
  },
  {
    usage: "conformance cross <commands...>",
    summary: "Let implementations read what the others wrote",
    details: "Every one writes, and every one reads, itself too. Put -- between the commands that start them.",
    options: [["--json <file>", "Write the result, for `conformance matrix`"]],
    examples: ["conformance cross --json cross.json -- npx keepsake testee -- python3 testee.py"],
    load: () => import("./cross.js"),
  },
  {
    usage: "conformance matrix <reports...>",
    summary: "Make the table of who can read whose files",
    details:
      "Takes what `conformance run --json` and `conformance cross --json` wrote. A run shows an implementation against the reference, in both directions; a cross run shows all pairs.",
    options: [
      ["--html <file>", "Write a page that opens offline"],
      ["--markdown <file>", "Write a table for a README"],
    ],
    examples: ["conformance matrix a.json b.json --html matrix.html"],
    json: '{"implementations", "cells": [{"producer", "consumer", "artifact", "passed", "failed", "skipped"}]}',
    load: () => import("./matrix.js"),
  },
  {
    usage: "testee",
    summary: "Be the reference as a testee of the conformance suite",
    details: "Answers requests from standard input on standard output, as conformance/protocol.md has it.",
    examples: ["conformance run -- npx keepsake testee"],
    load: () => import("./testee.js"),
  },
];
