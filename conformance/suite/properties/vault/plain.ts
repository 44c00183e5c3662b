import type { Value, Values } from "../../case.js";
import { answerOf } from "../../oracle.js";
import { bytesOf, listOf } from "../answers.js";
import { generate } from "../recovery-digits.js";

/** 2026-01-15. */
export const NOW = 1_768_435_200_000;

/** Files of a vault by name. */
export type Files = { readonly [name: string]: Uint8Array };

/** The files of a store after what an answer says was done to it. */
export function filesAfter(files: Files, answer: Values): Files {
  const after: Record<string, Uint8Array> = { ...files };
  for (const entry of listOf(answer, "log")) {
    if (typeof entry.put === "string") after[entry.put] = bytesOf(entry, "bytes");
    if (typeof entry.delete === "string") delete after[entry.delete];
  }
  return after;
}

/** A vault without a backup, its recovery key, and the state of the device that made it. */
export interface PlainVault {
  readonly files: Files;
  readonly state: Uint8Array;
  readonly digits: string;
}

let made: Promise<PlainVault> | undefined;

/** A new vault of the reference; the same one each time. */
export function plainVault(): Promise<PlainVault> {
  made ??= make();
  return made;
}

async function make(): Promise<PlainVault> {
  const seed = new Uint8Array(32).fill(42);
  const digits = generate(seed);
  const slots: Value = [{ secret: { kind: "recovery-key", digits }, label: "paper" }];
  const { ok } = await answerOf("vault.create", { slots, writerName: "telephone", now: NOW, seed });
  return { files: filesAfter({}, ok!), state: bytesOf(ok!, "state"), digits };
}
