import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addedSince } from "../command/added.js";
import { backup } from "../core/backup.js";
import { forEachAttachment } from "../core/frame-refs.js";
import { storedObjectSize } from "../core/object.js";
import { encodeFrame } from "../core/proto/frame-codec.js";
import type { Frame } from "../core/proto/types.js";
import { createMemoryStore } from "../core/store-memory.js";
import { day, framesOf, happen, inputOfPhone, monthOf, newPhone, type Phone, past } from "./life-history.js";
import { DAY, makeVault, NOW, recoverySlot, watch } from "./vault-helpers.js";

/** The most that the frames of a segment take, with their lengths. */
const MOST = 1_048_576;

/** Where a frame stands, to compare: messages after everything else, by time and id. */
type Place = readonly [timeMs: number, id: string];

/** An object as the rules of chapter 7 ask for it, told without any key. */
interface Planned {
  /** Equal for equal content of one kind and identity. */
  readonly name: string;
  readonly stored: number;
  /** Of a segment: its month, or 0 for people and chats. */
  readonly month?: number;
}

interface Plan {
  readonly objects: readonly Planned[];
  /** Where the segments of messages begin. */
  readonly firsts: readonly Place[];
}

const sha256 = (...parts: (string | Uint8Array)[]) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** A reference of the right length that says which content it means. */
function standIn(identity: string, content: Uint8Array) {
  const id = sha256(identity, "\0", content);
  return { id, key: sha256("key", id), length: content.length, digest: sha256("digest", content) };
}

const compare = (a: Place, b: Place) => a[0] - b[0] || (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0);

/** What one backup consists of, computed from nothing but the frames and where the last one was cut. */
function planOf(phone: Phone, inherited: readonly Place[]): Plan {
  const objects: Planned[] = [];
  const firsts: Place[] = [];
  let frames: Uint8Array[] = [];
  let referred = new Set<string>();
  let size = 0;
  let before: Frame["message"];
  const close = () => {
    const content = 4 + 40 * referred.size + size;
    const month = before == null ? 0 : monthOf(before.receivedAtMs!);
    objects.push({ name: sha256("segment", ...frames).toString("hex"), stored: storedObjectSize(content), month });
    frames = [];
    referred = new Set();
    size = 0;
  };
  for (const frame of structuredClone(framesOf(phone))) {
    const files: Planned[] = [];
    forEachAttachment(frame, (attachment) => {
      const { id = "" } = attachment;
      const [content, preview] = [phone.contents.get(id)!, phone.thumbnails.get(id)];
      attachment.object = standIn(id, content);
      files.push({
        name: Buffer.from(attachment.object.id!).toString("hex"),
        stored: storedObjectSize(content.length),
      });
      if (preview === undefined) return;
      attachment.thumbnail = standIn(`${id}/thumbnail`, preview);
      files.push({
        name: Buffer.from(attachment.thumbnail.id!).toString("hex"),
        stored: storedObjectSize(preview.length),
      });
    });
    const bytes = encodeFrame(frame);
    const length = bytes.length + (bytes.length < 128 ? 1 : bytes.length < 16_384 ? 2 : 3);
    const { message } = frame;
    if (message != null) {
      const place: Place = [message.receivedAtMs!, message.id!];
      const isCut =
        before == null ||
        monthOf(before.receivedAtMs!) !== monthOf(place[0]) ||
        size + length > MOST ||
        inherited.some(
          (first) => compare(first, [before!.receivedAtMs!, before!.id!]) > 0 && compare(first, place) <= 0,
        );
      if (isCut) {
        close();
        firsts.push(place);
      }
      before = message;
    }
    frames.push(bytes);
    size += length;
    for (const { name } of files) referred.add(name);
    objects.push(...files);
  }
  close();
  return { objects, firsts };
}

/** Months in which the frames of two days differ; 0 stands for people and chats. */
function changedMonths(before: readonly Frame[], now: readonly Frame[]): Set<number> {
  const lines = (frames: readonly Frame[]) => new Set(frames.map((frame) => JSON.stringify(frame)));
  const [old, fresh] = [lines(before), lines(now)];
  const differing = [...before, ...now].filter((frame) => {
    const line = JSON.stringify(frame);
    return !(old.has(line) && fresh.has(line));
  });
  return new Set(differing.map(({ message }) => (message == null ? 0 : monthOf(message.receivedAtMs!))));
}

const sum = (objects: Iterable<Planned>) => [...objects].reduce((total, { stored }) => total + stored, 0);
const sizes = (objects: Iterable<Planned>) => [...objects].map(({ stored }) => stored).sort((a, b) => a - b);
const byName = (objects: readonly Planned[]) => new Map(objects.map((object) => [object.name, object]));

describe("one more backup", () => {
  it("stores the segments in which something changed, new media and a snapshot, and nothing else", async () => {
    await fc.assert(
      fc.asyncProperty(past, fc.array(day, { minLength: 1, maxLength: 5 }), async (first, days) => {
        const store = createMemoryStore();
        const vault = await makeVault(store, [recoverySlot]);
        const watched = watch(store);
        const phone = newPhone();
        const everStored = new Set<string>();
        let last: Plan = { objects: [], firsts: [] };
        let lastFrames: Frame[] = [];
        let snapshot: Awaited<ReturnType<typeof backup>>["snapshot"] | undefined;
        for (const [index, acts] of [first, ...days].entries()) {
          for (const act of acts) happen(phone, act);
          const plan = planOf(phone, last.firsts);
          const before = new Map(store.files);
          watched.log.length = 0;
          const summary = await backup(
            { ...vault, store: watched },
            { ...inputOfPhone(phone), now: NOW + index * DAY },
          );

          const put = [...store.files].filter(([name]) => !before.has(name));
          const due = [...byName(plan.objects).values()].filter(({ name }) => !everStored.has(name));
          const files = put.filter(([name]) => name.startsWith("objects/"));
          expect(files.map(([, bytes]) => bytes.length).sort((a, b) => a - b)).toEqual(sizes(due));
          expect(summary.counts.stored).toEqual({ objects: due.length, bytes: sum(due) });
          const changed = changedMonths(lastFrames, framesOf(phone));
          for (const { month } of due) if (month !== undefined) expect(changed).toContain(month);
          const others = put.map(([name]) => name).filter((name) => !name.startsWith("objects/"));
          expect(others).toEqual([`snapshots/000000000000000${index + 1}`]);
          for (const [name, bytes] of before) expect(store.files.get(name)).toBe(bytes);
          expect(watched.log.filter((entry) => entry.startsWith("delete"))).toEqual([]);
          expect(watched.log.filter((entry) => entry.startsWith("put"))).toHaveLength(due.length + 1);

          if (snapshot !== undefined) {
            const known = byName(last.objects);
            const added = [...byName(plan.objects).values()].filter(({ name }) => !known.has(name));
            expect(await addedSince(vault, snapshot, summary.snapshot)).toEqual({
              objects: added.length,
              bytes: sum(added),
            });
          }
          ({ snapshot } = summary);
          for (const { name } of plan.objects) everStored.add(name);
          last = plan;
          lastFrames = structuredClone(framesOf(phone));
        }
      }),
      { numRuns: 40 },
    );
  }, 300_000);
});
