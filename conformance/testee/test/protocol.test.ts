import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { OPERATIONS } from "../operations.js";
import { compile, faultsOfExchange, WITH_SCHEMA } from "./schemas.js";
import { exchange } from "./wire.js";

const page = readFileSync(new URL("../../protocol.md", import.meta.url), "utf8");
const chapters = page.slice(page.indexOf("\n## Primitives"), page.indexOf("\n## What the runner makes of it"));
/** Operations in the tables of the page. */
const operations = [...chapters.matchAll(/^\| `([^`]+)` \|/gm)].map((row) => row[1]!);

it("has a schema for every operation of the page, and no other", () => {
  expect(operations.length).toBeGreaterThan(50);
  expect(WITH_SCHEMA.sort()).toEqual([...operations].sort());
});

it("answers every operation of the page, and no other", () => {
  expect(Object.keys(OPERATIONS).sort()).toEqual([...operations].sort());
});

it("has schemas that compile strictly", () => {
  for (const name of [...operations, "hello"]) {
    compile(name, "args");
    compile(name, "ok");
  }
  for (const name of operations) compile(name, "reject");
});

it("has examples on the page that are valid, and what the testee answers", async () => {
  const examples = [...page.matchAll(/^→ (.+)\n← (.+)$/gm)];
  expect(examples.length).toBeGreaterThan(0);
  for (const [, sent, received] of examples) {
    const [request, answer] = [JSON.parse(sent!), JSON.parse(received!)];
    expect(faultsOfExchange(request, answer)).toEqual([]);
    expect((await exchange(request.op, request.args)).answer.ok).toEqual(answer.ok);
  }
});

it("lists the features, members and answers that the schemas have", () => {
  const section = (title: string) => page.slice(page.indexOf(`\n## ${title}`)).split("\n## ")[1]!;
  const hello = compile("hello", "ok").schema as {
    properties: Record<string, unknown> & { features: { items: { enum: string[] } } };
  };
  const [members, features] = section("hello").split("| feature |");
  const named = (text: string) => [...text.matchAll(/^\| (`.+?`) \|/gm)].flatMap((row) => row[1]!.match(/[\w-]+/g)!);
  expect(named(members!).sort()).toEqual(Object.keys(hello.properties).sort());
  expect(named(features!)).toEqual(hello.properties.features.items.enum);
});
