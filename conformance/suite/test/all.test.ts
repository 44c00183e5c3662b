import { expect, it } from "vitest";
import requirements from "../../../spec/requirements.json" with { type: "json" };
import { OPERATIONS } from "../../testee/operations.js";
import { allCases } from "../all.js";
import { lockedIds } from "../ids.js";
import { byLadder } from "../ladder.js";

const cases = await allCases();

it("has every id on record, each once (npm run conformance:ids)", () => {
  const locked = lockedIds();
  expect(new Set(locked).size).toBe(locked.length);
  const known = new Set(locked);
  expect(cases.map(({ id }) => id).filter((id) => !known.has(id))).toEqual([]);
});

it("has ids of the form <kind>/<place>/<name>", () => {
  for (const { id, kind } of cases) expect(id).toMatch(new RegExp(`^${kind}/[a-z0-9-]+(/[a-z0-9-]+)+$`));
});

it("names requirements, chapters, operations and parents that exist", () => {
  const slugs = new Set(requirements.map(({ slug }) => slug));
  const chapters = new Set(requirements.map(({ chapter }) => chapter));
  const ids = new Set(cases.map(({ id }) => id));
  const unknown = cases.flatMap((one) => [
    ...one.requirements.filter((slug) => !slugs.has(slug)),
    ...one.operations.filter((operation) => !Object.hasOwn(OPERATIONS, operation)),
    ...(chapters.has(one.chapter) ? [] : [`${one.id}: ${one.chapter}`]),
    ...(one.parent === undefined || ids.has(one.parent) ? [] : [`${one.id}: ${one.parent}`]),
  ]);
  expect(unknown).toEqual([]);
});

it("says of each case what it is and why", () => {
  const silent = cases.filter(({ title, why, requirements, operations }) =>
    [title, why, requirements, operations].some(({ length }) => length === 0),
  );
  expect(silent.map(({ id }) => id)).toEqual([]);
});

it("begins with the primitives", () => {
  expect(cases[0]!.operations[0]).toMatch(/^(mac|derive|digest|padme|sealed\.)/);
  expect(cases.at(-1)!.operations[0]).toMatch(/^vault\./);
  expect(byLadder(cases)).toEqual(cases);
});
