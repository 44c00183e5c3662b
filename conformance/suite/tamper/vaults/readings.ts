import { isDeepStrictEqual } from "node:util";
import { snapshotName } from "../../../../reference/core/names.js";
import { type CaseContext, Mismatch, type Value, type Values } from "../../case.js";
import { answerOf } from "../../oracle.js";
import type { Files, Story } from "./story.js";

/** A way to look at a vault, and what is demanded of the answer. */
export interface Reading {
  readonly name: string;
  readonly title: string;
  readonly operation: string;
  readonly chapter: string;
  readonly args: (story: Story, files: Files) => Values;
  /** Members of `ok` that have one right value. */
  readonly members: readonly string[];
  /** Members of `ok` that are lists in no order. */
  readonly sets?: readonly string[];
  /** What no forgery may lead to, whatever else is right. */
  readonly isSound: (story: Story, files: Files, ok: Values) => boolean;
}

const sound = () => true;

/** The snapshot that is chosen is one that the writer of the vault stored, or none. */
function isGenuine(story: Story, files: Files, sequence: Value | undefined): boolean {
  if (sequence === 0) return true;
  const name = snapshotName(sequence as number);
  return story.files[name] !== undefined && isDeepStrictEqual(files[name], story.files[name]);
}

/** Every way in which a damaged vault is looked at. */
export const READINGS: readonly Reading[] = [
  {
    name: "open",
    title: "opened",
    operation: "vault.open",
    chapter: "05-header.md",
    args: ({ secret }, files) => ({ files, secret }),
    members: ["revision", "epoch", "snapshot"],
    isSound: (story, files, { snapshot }) => isGenuine(story, files, snapshot),
  },
  {
    name: "open-remembered",
    title: "opened by a device that remembers it",
    operation: "vault.open",
    chapter: "09-vault.md",
    args: ({ secret, state }, files) => ({ files, secret, state }),
    members: ["revision", "epoch", "snapshot"],
    // Whoever remembers all of it can be shown nothing else.
    isSound: (_story, _files, ok) => ok.revision === 3 && ok.epoch === 3 && ok.snapshot === 5,
  },
  {
    name: "history",
    title: "asked for its history",
    operation: "vault.history",
    chapter: "08-snapshots.md",
    args: ({ secret }, files) => ({ files, secret }),
    members: ["revision", "epoch", "formerEpochs", "counts", "ignored", "newest"],
    isSound: sound,
  },
  {
    name: "restore",
    title: "restored",
    operation: "vault.restore",
    chapter: "09-vault.md",
    args: ({ secret }, files) => ({ files, secret, now: 0 }),
    members: ["sequence", "frames", "attachments", "lost", "dropped"],
    isSound: (story, files, { sequence }) => isGenuine(story, files, sequence),
  },
  {
    name: "check",
    title: "checked",
    operation: "vault.check",
    chapter: "09-vault.md",
    args: ({ secret }, files) => ({ files, secret, readData: true }),
    members: [],
    sets: ["findings", "unknownNames"],
    isSound: sound,
  },
];

const inOrder = (value: Value | undefined) =>
  [...new Set((value as readonly Value[]).map((entry) => JSON.stringify(sortedMembers(entry))))].sort();

function sortedMembers(value: Value): Value {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(),
  );
}

/** Asks for a vault and judges the answer by that of the reference. */
export async function look(context: CaseContext, reading: Reading, story: Story, files: Files): Promise<void> {
  const { operation, members, sets = [], isSound } = reading;
  const args = reading.args(story, files);
  const answer = await answerOf(operation, args);
  if (answer.ok === undefined) {
    await context.expect(operation, args, { reject: { codes: [answer.reject.code] } });
    return;
  }
  if (!isSound(story, files, answer.ok)) throw new Error("the reference is taken in by a forgery");
  const due = Object.fromEntries(members.map((name) => [name, answer.ok[name]]));
  const ok = await context.expect(operation, args, { ok: due });
  for (const name of sets) {
    const [is, shouldBe] = [inOrder(ok[name] ?? []), inOrder(answer.ok[name])];
    if (!isDeepStrictEqual(is, shouldBe)) {
      throw new Mismatch(`${operation} gives other ${name}`, { expected: shouldBe, actual: is });
    }
  }
}
