import { snapshotName } from "../../reference/core/names.js";
import { planted } from "./rotation-parts.js";
import { random } from "./seed.js";
import type { Told } from "./story.js";
import { opens, reports, stateOf } from "./vault-open.js";
import { BY_PAPER, filesOf } from "./vault-parts.js";
import type { Accepted, Rejected, Values } from "./vector.js";

/** A newest snapshot that does not list what the device remembers. */
export async function omitted(whole: Told): Promise<(Accepted | Rejected)[]> {
  const { epoch } = whole.vault.header;
  const digestOf = (sequence: number) => random(`vault/ancestor/${sequence}`, 32);
  const listed = (first: number, last: number) =>
    Array.from({ length: first - last + 1 }, (_, i) => ({ sequence: first - i, digest: digestOf(first - i) }));
  const given = async (
    sequence: number,
    remembered: number,
    ancestors: readonly ReturnType<typeof listed>[number][],
  ): Promise<Values> => ({
    files: filesOf(await planted(whole, epoch, sequence, { ancestors })),
    secret: BY_PAPER,
    deviceState: stateOf(whole, { snapshotSequence: remembered, snapshotDigest: digestOf(remembered) }),
  });
  const accepts = async (id: string, inputs: Values, snapshot: number, comment: string): Promise<Accepted> => {
    const vector = opens(id, "state-parent-omitted", whole, comment, inputs);
    return { ...vector, ok: { ...vector.ok, snapshot } };
  };
  const omits = (id: string, parent: string, mutation: string, inputs: Values, comment: string) =>
    reports(id, "state-parent-omitted", mutation, "snapshot.parent-mismatch", inputs, comment, parent);
  const few = "vault-open-few-ancestors";
  const many = "vault-open-64-ancestors";
  return [
    await accepts(few, await given(70, 30, listed(69, 29)), 70, "One of fewer than 64 ancestors is remembered."),
    await accepts(many, await given(70, 30, listed(69, 6)), 70, "One of 64 ancestors is remembered."),
    await accepts(
      "vault-open-ancestor-too-old",
      await given(70, 5, listed(69, 6)),
      70,
      "The remembered one is below the last of 64 ancestors, and may be left out.",
    ),
    omits(
      "vault-few-ancestors-omitted",
      few,
      "the remembered snapshot is left out of the ancestors",
      await given(70, 30, [...listed(69, 31), ...listed(29, 29)]),
      "Of fewer than 64 ancestors none may be left out.",
    ),
    omits(
      "vault-no-ancestors",
      few,
      "the ancestors are removed",
      await given(70, 30, []),
      "Of fewer than 64 ancestors none may be left out.",
    ),
    omits(
      "vault-64-ancestors-omitted",
      many,
      "the remembered snapshot is left out of the ancestors, and one more is listed at the end",
      await given(70, 30, [...listed(69, 31), ...listed(29, 5)]),
      "The 64th ancestor is below the remembered snapshot.",
    ),
  ];
}

/** A newest snapshot that is of a former epoch. */
export function closed(whole: Told): (Accepted | Rejected)[] {
  const without = (...sequences: number[]): Told => {
    const names = sequences.map(snapshotName);
    return { ...whole, files: new Map([...whole.files].filter(([name]) => !names.includes(name))) };
  };
  const last = opens(
    "vault-open-last-of-former-epoch",
    "snapshot-choose-closed",
    without(5, 4),
    "No snapshot of the current epoch is left; the newest is the last of the former one.",
  );
  const parent = last.id;
  const rolledBack = (id: string, mutation: string, comment: string, ...sequences: number[]) =>
    reports(
      id,
      "snapshot-choose-closed",
      mutation,
      "snapshot.rollback",
      { files: filesOf(without(5, 4, ...sequences).files), secret: BY_PAPER },
      comment,
      parent,
    );
  return [
    { ...last, ok: { ...last.ok, snapshot: 3 } },
    rolledBack("vault-former-epoch-cut", "the last snapshot of the former epoch is removed", "2 is not its end.", 3),
    rolledBack(
      "vault-epoch-before-former",
      "all snapshots of the former epoch are removed",
      "The newest is the last of an epoch that is not the last former one.",
      3,
      2,
    ),
  ];
}
