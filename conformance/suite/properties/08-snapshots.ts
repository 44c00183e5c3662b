import type { Case } from "../case.js";
import { casesOf } from "./chapter.js";
import { markProperties } from "./snapshots/mark-properties.js";
import { snapshotProperties } from "./snapshots/snapshot-properties.js";

/** Chapter 8, and the marks of chapter 9, which are sealed and read the same way. */
export const snapshots: readonly Case[] = [
  ...casesOf("08-snapshots.md", snapshotProperties),
  ...casesOf("09-vault.md", markProperties),
];
