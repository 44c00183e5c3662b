import { describe, expect, it } from "vitest";
import type { Values } from "../../suite/case.js";
import { loadLayers } from "../../suite/vectors/load.js";
import { requestsOf } from "../../suite/vectors/requests.js";
import { faultsOfExchange, WITH_SCHEMA } from "./schemas.js";
import { tellStory } from "./story.js";
import { type Exchange, exchange, okOf } from "./wire.js";

const seen = new Map<string, Set<string>>();

function expectValid({ request, answer }: Exchange): void {
  expect(faultsOfExchange(request, answer)).toEqual([]);
  const members = seen.get(request.op) ?? new Set();
  for (const member of Object.keys(answer)) members.add(member);
  seen.set(request.op, members);
}

describe("requests and answers are valid by their schemas", () => {
  it.each([...loadLayers()].map((file) => [file.layer, file] as const))("for vectors of %s", async (_, file) => {
    for (const vector of file.vectors) {
      const answers: Values[] = [];
      for (const { operation, args } of await requestsOf(file, vector)) {
        const done = await exchange(operation, typeof args === "function" ? args(answers) : args);
        expectValid(done);
        answers.push(done.answer.ok === undefined ? {} : okOf(done));
      }
    }
  });

  it("for the life of a vault", async () => {
    for await (const done of tellStory()) expectValid(done);
  });

  it("for every operation, accepted and nothing else but rejected", () => {
    expect([...seen.keys()].sort()).toEqual(WITH_SCHEMA.sort());
    for (const [operation, members] of seen) {
      expect([operation, members.has("ok")]).toEqual([operation, true]);
      expect([...members].filter((member) => !["id", "ok", "reject"].includes(member))).toEqual([]);
    }
  });
});
