import { existsSync } from "node:fs";
import { EXIT_CODES } from "../../reference/command/exit-codes.js";
import type { Context, Outcome } from "../../reference/command/verb.js";
import { count, duration } from "../../reference/command/words.js";
import type { CaseResult, Exchange, RunResult } from "../report/result.js";
import { isFailure } from "../report/verdicts.js";
import { replayCounterexample } from "../runner/replay.js";
import { runSuite } from "../runner/run.js";
import { recordExchange } from "../runner/run-case.js";
import { allCases } from "../suite/all.js";
import { exchangeText, printable } from "./exchange-text.js";
import { findCase } from "./find-case.js";
import { type GivenOptions, runOptions } from "./options.js";

/** Exchanges that are shown from the end on: a family has thousands, and a case ends with the one that is wrong. */
const MOST = 20;

interface Shown {
  readonly number: number;
  readonly exchange: Exchange;
  readonly wrong?: string;
}

/** `keepsake conformance replay`: one case again, with every request and answer. */
export async function run({ signal }: Context, given: GivenOptions, what: string, command: string[]): Promise<Outcome> {
  let total = 0;
  const shown: Shown[] = [];
  const options = {
    ...runOptions(given),
    command,
    signal,
    onExchange: (exchange: Parameters<typeof recordExchange>[0], wrong?: string) => {
      total++;
      shown.push({ number: total, exchange: recordExchange(exchange), ...(wrong === undefined ? {} : { wrong }) });
      if (shown.length > MOST) shown.shift();
    },
  };
  const replayed = await replay(what, options);
  const [result] = replayed.results;
  if (result === undefined) throw signal.reason;
  return {
    result: { result, exchanges: shown.map(({ exchange, wrong }) => ({ ...exchange, wrong })) },
    text: replayText(result, replayed, shown, total),
    exitCode: isFailure(result.verdict) ? EXIT_CODES.unexpected : EXIT_CODES.ok,
  };
}

async function replay(what: string, options: Omit<Parameters<typeof runSuite>[0], "cases">): Promise<RunResult> {
  if (existsSync(what)) return replayCounterexample(what, { ...options, cases: allCases() });
  // A case of a larger profile is run when it is named.
  const one = findCase(await allCases(), what);
  return runSuite({ ...options, cases: [one], profile: options.profile ?? one.profile ?? "quick" });
}

function replayText(result: CaseResult, { meta }: RunResult, shown: readonly Shown[], total: number): string {
  const steps = shown.map(({ number, exchange, wrong }) => {
    const verdict = wrong === undefined ? "" : `\nwrong: ${wrong}`;
    return `${number}. ${exchangeText(exchange)}${verdict}`;
  });
  const left = total - shown.length;
  const { failure, reason, verdict } = result;
  const said = failure?.message ?? reason;
  const end = [
    `${verdict}  ${result.id}${said === undefined ? "" : `\n${said}`}`,
    `${count(total, "request")}, ${count(result.inputs, "input")}, ${duration(result.ms)}; profile ${meta.profile}, seed ${meta.seed}`,
    ...(failure?.property === undefined ? [] : [`Smallest input: ${failure.property.counterexample}`]),
    ...(failure?.stderr === undefined ? [] : ["Standard error:", printableLines(failure.stderr)]),
  ];
  return [
    `${result.id}: ${result.title}\n${result.why}`,
    ...(left > 0 ? [`${count(left, "request")} before these.`] : []),
    ...steps,
    end.join("\n"),
  ].join("\n\n");
}

function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}
