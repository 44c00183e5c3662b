import { EXIT_CODES } from "../../reference/command/exit-codes.js";
import type { Context, Outcome } from "../../reference/command/verb.js";
import { count } from "../../reference/command/words.js";
import { type Requirement, readRegister, specLocation } from "../report/register.js";
import type { CaseResult, Exchange } from "../report/result.js";
import type { ValueExchange } from "../runner/context.js";
import { recordExchange, runCase } from "../runner/run-case.js";
import { allCases } from "../suite/all.js";
import type { Case } from "../suite/case.js";
import { changeBetween } from "./change.js";
import { type Change, exchangeText } from "./exchange-text.js";
import { findCase } from "./find-case.js";
import { type GivenOptions, runOptions } from "./options.js";
import { referenceTestee } from "./reference-testee.js";

/** Requests that are shown; a family has thousands. */
const MOST = 12;
/** A property draws this many inputs here. */
const RUNS = 2;

/** `keepsake conformance show`: what a case sends, what is due, and why. */
export async function run(_context: Context, given: GivenOptions, id: string): Promise<Outcome> {
  const cases = await allCases();
  const shown = findCase(cases, id);
  const { seed = 1, runs = RUNS } = runOptions(given);
  const { exchanges, total, result } = await exchangesOf(shown, seed, runs);
  const parent = cases.find((one) => one.id === shown.parent);
  const before = parent === undefined ? [] : (await exchangesOf(parent, seed, runs)).exchanges;
  const recorded = exchanges.map((exchange) => {
    const changed = changeFrom(before, exchange);
    return { exchange: recordExchange(exchange, changed), ...(changed === undefined ? {} : { changed }) };
  });
  const register = new Map(readRegister().map((requirement) => [requirement.slug, requirement]));
  const requirements = shown.requirements.flatMap((slug) => register.get(slug) ?? []);
  return {
    result: {
      case: shown,
      requirements,
      exchanges: recorded.map(({ exchange, changed }) => ({ ...exchange, changed })),
    },
    text: showText(shown, requirements, recorded, total),
    ...(result.failure === undefined ? {} : { notes: [`The reference fails this case: ${result.failure.message}`] }),
    exitCode: result.failure === undefined ? EXIT_CODES.ok : EXIT_CODES.unexpected,
  };
}

/** What the reference is sent, and what it answers. */
async function exchangesOf(
  one: Case,
  seed: number,
  runs: number,
): Promise<{ exchanges: readonly ValueExchange[]; total: number; result: CaseResult }> {
  const exchanges: ValueExchange[] = [];
  let total = 0;
  const { result } = await runCase(one, {
    testee: referenceTestee(),
    rules: { strict: true, granularity: "code", aliases: {} },
    profile: "quick",
    seed,
    runs,
    onExchange: (exchange) => {
      total++;
      if (exchanges.length < MOST) exchanges.push(exchange);
    },
  });
  return { exchanges, total, result };
}

/** What distinguishes a request from the same one of the parent. */
function changeFrom(before: readonly ValueExchange[], { op, args }: ValueExchange): Change | undefined {
  const same = before.find((exchange) => exchange.op === op);
  return same === undefined ? undefined : changeBetween(same.args, args);
}

function showText(
  shown: Case,
  requirements: readonly Requirement[],
  exchanges: readonly { readonly exchange: Exchange; readonly changed?: Change }[],
  total: number,
): string {
  const { id, title, level, profile = "quick", features = [], parent, mutation, why } = shown;
  const made = parent === undefined ? [] : [`Made from ${parent}${mutation === undefined ? "" : `: ${mutation}`}`];
  const needs = features.length === 0 ? "" : `, needs ${features.join(", ")}`;
  const quotes = requirements.map((one) => `${one.level} [@${one.slug}] ${specLocation(one)}\n    ${one.text}`);
  const steps = exchanges.map(({ exchange, changed }, index) => {
    const number = total > 1 ? `${index + 1}. ` : "";
    return `${number}${exchangeText(exchange, changed)}`;
  });
  const rest = total - exchanges.length;
  return [
    [`${id}: ${title}`, `level ${level}, from profile ${profile} on${needs}`, ...made, why].join("\n"),
    ...quotes,
    ...steps,
    ...(rest > 0 ? [`${count(rest, "more request")} of this case.`] : []),
  ].join("\n\n");
}
