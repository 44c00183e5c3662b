import { toHex } from "../core/bytes.js";
import { chooseSnapshot, listSnapshots, type StoredSnapshot } from "../core/history.js";
import type { Loss } from "../core/loss.js";
import { compareOrderKeys, type OrderKey, orderKey } from "../core/order-key.js";
import { damageOf } from "../core/problem.js";
import type { Frame } from "../core/proto/types.js";
import type { FrameReading } from "../core/restore.js";
import { readSegment } from "../core/segment-read.js";
import type { Vault } from "../core/vault.js";

/** What older snapshots have in the place of a lost segment. */
export interface Salvaged {
  readonly frames: number;
  /** Their numbers, the newest first. */
  readonly snapshots: readonly number[];
}

/** Frames with older ones in the place of those that are lost. */
export interface SalvageReading extends AsyncIterable<Frame> {
  /** What was found for each lost segment, when the iteration has ended. */
  readonly salvaged: ReadonlyMap<Loss, Salvaged>;
}

/**
 * The newest snapshot that can be restored, if need be an older one than the newest: one that needs a header which is
 * gone is in the vault's problems, and what is older may not need it.
 *
 * @throws KeepsakeError the reason why the newest is not chosen, if there is no other or the user has to name it
 */
export async function chooseToSalvage(vault: Vault): Promise<StoredSnapshot> {
  const { latestError } = vault;
  if (latestError?.code !== "header.rollback") return chooseSnapshot(vault);
  for await (const stored of listSnapshots(vault)) {
    if (stored.snapshot.minHeaderRevision <= vault.header.revision) return stored;
  }
  throw latestError;
}

/**
 * Fills what is lost of a snapshot from the older ones: of each frame in the range of a lost segment, the newest state
 * that can be read. Messages that were deleted before the snapshot was made may be among them.
 *
 * @param reading - of the frames of `chosen`
 */
export function salvageFrames(vault: Vault, chosen: StoredSnapshot, reading: FrameReading): SalvageReading {
  const salvaged = new Map<Loss, Salvaged>();
  /** Segments that are known to be damaged; snapshots share them. */
  const damaged = new Set<string>();

  async function* older(loss: Loss): AsyncGenerator<Frame> {
    const found = new Map<string, { key: OrderKey; frame: Frame }>();
    const snapshots: number[] = [];
    for await (const { sequence, snapshot } of listSnapshots(vault)) {
      if (sequence >= chosen.sequence) continue;
      const before = found.size;
      let isWhole = true;
      for (const segment of snapshot.segments) {
        if (compareOrderKeys(segment.first, loss.last) > 0 || compareOrderKeys(segment.last, loss.first) < 0) continue;
        const hex = toHex(segment.object.id);
        const frames = damaged.has(hex) ? undefined : await readSegment(vault, segment).then(framesOf, skipDamage);
        if (frames === undefined) damaged.add(hex);
        isWhole &&= frames !== undefined;
        for (const { key, frame } of frames ?? []) {
          const isInside = compareOrderKeys(loss.first, key) <= 0 && compareOrderKeys(key, loss.last) <= 0;
          const name = JSON.stringify([key.rank, key.timeMs, key.id]);
          if (isInside && !found.has(name)) found.set(name, { key, frame });
        }
      }
      if (found.size > before) snapshots.push(sequence);
      if (isWhole) break;
    }
    salvaged.set(loss, { frames: found.size, snapshots });
    for (const { frame } of [...found.values()].sort((a, b) => compareOrderKeys(a.key, b.key))) yield frame;
  }

  async function* frames(): AsyncGenerator<Frame> {
    let filled = 0;
    async function* fill(): AsyncGenerator<Frame> {
      while (filled < reading.lost.length) {
        const loss = reading.lost[filled++]!;
        if (loss.kind === "frames") yield* older(loss);
      }
    }
    for await (const frame of reading) {
      yield* fill();
      yield frame;
    }
    yield* fill();
  }

  return { salvaged, [Symbol.asyncIterator]: frames };
}

/** Frames of a kind that this version does not know have no place of their own, so they cannot be taken over. */
function framesOf({ frames }: { readonly frames: readonly Frame[] }): { key: OrderKey; frame: Frame }[] {
  return frames.flatMap((frame) => {
    const key = orderKey(frame);
    return key === undefined ? [] : [{ key, frame }];
  });
}

function skipDamage(error: unknown): undefined {
  damageOf(error);
}
