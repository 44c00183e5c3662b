import type { Case, CaseContext, Values } from "../case.js";
import { type LayerFile, loadLayers, type Vector } from "./load.js";
import type { Request } from "./request.js";
import { adapterOf, requestsOf } from "./requests.js";

/** Sends the requests of a vector one after the other, but for those whose features the testee does not have. */
async function run(context: CaseContext, requests: readonly Request[]): Promise<void> {
  const answers: Values[] = [];
  for (const { operation, args, expectation, verify, needs = [] } of requests) {
    if (!needs.every((need) => context.has(need))) continue;
    const sent = typeof args === "function" ? args(answers) : args;
    answers.push(await context.expect(operation, sent, expectation));
    verify?.(answers);
  }
}

function caseOf(file: LayerFile, vector: Vector): Case {
  const { id, title, level, requirements, parent, mutation, comment } = vector;
  const { operations, features } = adapterOf(file.layer, vector.operation);
  const prefix = `vector/${file.layer}/`;
  return {
    id: prefix + id,
    title,
    kind: "vector",
    chapter: file.spec.replace("spec/", ""),
    level,
    requirements,
    operations,
    ...(features === undefined ? {} : { features }),
    ...(parent === undefined ? {} : { parent: prefix + parent }),
    ...(mutation === undefined ? {} : { mutation }),
    why: comment,
    run: async (context) => run(context, await requestsOf(file, vector)),
  };
}

/** Every vector as a case `vector/<layer>/<id>`. Their files are read when a case runs. */
export function cases(): Case[] {
  return [...loadLayers()].flatMap((file) => file.vectors.map((vector) => caseOf(file, vector)));
}
