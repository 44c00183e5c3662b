import { describe, expect, it } from "vitest";
import { cases } from "../vectors/index.js";
import { loadLayers } from "../vectors/load.js";
import { inProcess, missing } from "./in-process.js";

const all = cases();
const context = inProcess("quick");
const layers = [...loadLayers()].map(({ layer, vectors }) => ({ layer, ids: vectors.map(({ id }) => id) }));

it("every vector is a case, and its parent is one", () => {
  const ids = layers.flatMap(({ layer, ids }) => ids.map((id) => `vector/${layer}/${id}`));
  expect(all.map(({ id }) => id)).toEqual(ids);
  const known = new Set(ids);
  for (const { id, parent } of all) expect(parent === undefined || known.has(parent), id).toBe(true);
});

describe.each(layers)("the reference passes the vectors of $layer", ({ layer, ids }) => {
  it.each(ids)("%s", async (id) => {
    const { operations, features = [], run } = all.find((one) => one.id === `vector/${layer}/${id}`)!;
    expect(missing(context, [...operations, ...features])).toBeUndefined();
    await run(context);
  });
});
