import fc from "fast-check";
import type { Case } from "../case.js";
import { casesOf, type Property } from "./chapter.js";
import { key } from "./drawn.js";
import { property } from "./property.js";
import { slotSecret } from "./slots.js";
import { historyProperties } from "./vault/history-properties.js";
import { rangeProperties } from "./vault/range-properties.js";
import { steps } from "./vault/steps.js";
import { tell } from "./vault/story.js";

const OPERATIONS = [
  "vault.create",
  "vault.open",
  "vault.backup",
  "vault.restore",
  "vault.slot-add",
  "vault.slot-remove",
  "vault.rotate",
  "vault.take-over",
  "vault.forget",
  "vault.prune",
  "vault.check",
];

const secrets = () => fc.array(slotSecret(), { minLength: 1, maxLength: 2 });

const properties: readonly Property[] = [
  {
    name: "story",
    title: "A vault that two programs take turns at holds what was put into it, whatever happens in between",
    requirements: [
      "never-overwrite",
      "name-only-these",
      "name-ignore-other",
      "write-objects-first",
      "no-left-out-attachments",
      "no-short-timer",
      "no-expired",
      "restore-drops-expired",
      "restore-digest",
      "unknown-kept",
      "attachment-unreadable",
      "snapshot-next-sequence",
      "take-over",
      "writer-is-named",
      "parent-merged",
      "rotate-carry",
      "rotate-snapshot",
      "rotate-shut-out",
      "rotate-former",
      "slot-keep-unknown",
      "proto-keep-unknown",
      "last-slot",
      "slot-details-kept",
      "prune-only-marked",
      "prune-delete-unreferenced",
      "prune-former-marks",
      "prune-new-mark",
      "check-sizes",
      "check-data",
    ],
    operations: OPERATIONS,
    features: ["authenticator"],
    why: "Each program writes what the other reads next, so that nothing can be right between two copies of one mistake.",
    run: (context) =>
      property(
        context,
        [fc.constantFrom("testee" as const, "reference" as const), secrets(), steps(14)],
        (by, first, list) => tell(context, { by, secrets: first }, list),
        { cost: 10 },
      ),
  },
  {
    name: "story-named",
    title: "With named randomness a vault has the same files, whoever writes it",
    requirements: ["proto-canonical", "object-id", "slot-carry-ids", "slot-new-salt", "ancestors", "object-generation"],
    operations: OPERATIONS,
    features: ["authenticator", "seed"],
    why: "Every byte that a writer does not draw at random is determined.",
    run: (context) =>
      property(
        context,
        [secrets(), key(), steps(10, fc.constant("testee"))],
        (first, seed, list) => tell(context, { by: "testee", secrets: first, seed }, list),
        { cost: 20 },
      ),
  },
];

/** Chapter 9, but for marks. */
export const vaults: readonly Case[] = casesOf("09-vault.md", [
  ...properties,
  ...historyProperties,
  ...rangeProperties,
]);
