import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesFor } from "../arbitraries/bytes-for.js";
import { createFileLosses, frameLoss, type RestoreLoss } from "../command/restore-losses.js";
import { salvageFrames } from "../command/salvage.js";
import { backup } from "../core/backup.js";
import { checkVault } from "../core/check.js";
import { forEachAttachment } from "../core/frame-refs.js";
import { chooseSnapshot } from "../core/history.js";
import { frameToJson } from "../core/json.js";
import { objectName, snapshotName } from "../core/names.js";
import type { Attachment, Decoded, Frame } from "../core/proto/types.js";
import { repairObjects } from "../core/repair-objects.js";
import { openAttachment, openThumbnail, readFrames } from "../core/restore.js";
import { readSegment } from "../core/segment-read.js";
import { rotate } from "../core/slots.js";
import { collect } from "../core/store.js";
import { createMemoryStore, type MemoryStore } from "../core/store-memory.js";
import type { Vault } from "../core/vault.js";
import { decryptAll } from "./life-decrypt.js";
import { type Act, day, framesOf, happen, inputOfPhone, newPhone, type Phone, past } from "./life-history.js";
import { copyOf, DAY, makeVault, NOW, openByKey, plain, recoverySlot } from "./vault-helpers.js";

interface Segment {
  readonly name: string;
  readonly frames: readonly Decoded<Frame>[];
}

/** What one backup stored, read while everything was whole. */
interface Kept {
  readonly sequence: number;
  readonly segments: readonly Segment[];
}

interface Life {
  readonly vault: Vault;
  readonly store: MemoryStore;
  readonly phone: Phone;
  /** The newest first. */
  readonly kept: readonly Kept[];
}

/** A vault with some backups of a phone, and what each of them holds. */
async function live(days: readonly (readonly Act[])[], rotates: boolean): Promise<Life> {
  const store = createMemoryStore();
  const vault = await makeVault(store, [recoverySlot]);
  const phone = newPhone();
  const kept: Kept[] = [];
  for (const [index, acts] of days.entries()) {
    for (const act of acts) happen(phone, act);
    if (rotates && index === 1) {
      await rotate(vault, { now: NOW });
      kept.unshift({ ...kept[0]!, sequence: kept[0]!.sequence + 1 });
    }
    const { snapshot } = await backup(vault, { ...inputOfPhone(phone), now: NOW + index * DAY });
    const read = snapshot.snapshot.segments.map(async (segment) => ({
      name: objectName(segment.object.id),
      frames: (await readSegment(vault, segment)).frames,
    }));
    const segments = await Promise.all(read);
    // The map from objects to messages is that of the phone.
    expect(plain(segments.flatMap(({ frames }) => frames))).toEqual(plain(framesOf(phone)));
    kept.unshift({ sequence: snapshot.sequence, segments });
  }
  return { vault, store, phone, kept };
}

const DAMAGES = ["delete", "flip", "cut", "empty", "longer", "other", "swap"] as const;
interface Damage {
  readonly how: (typeof DAMAGES)[number];
  readonly which: number;
  readonly place: number;
}
const damages = fc.array(
  fc.record<Damage>({ how: fc.constantFrom(...DAMAGES), which: fc.nat(100_000), place: fc.nat(10_000_000) }),
  { minLength: 1, maxLength: 10 },
);

/** Damages files, and says which are not any more what they were. */
function inflict(store: MemoryStore, names: readonly string[], list: readonly Damage[]): Set<string> {
  const before = new Map(store.files);
  for (const { how, which, place } of list) {
    const name = names[which % names.length]!;
    const bytes = store.files.get(name);
    const other = names[place % names.length]!;
    if (how === "delete") store.files.delete(name);
    else if (how === "empty") store.files.set(name, new Uint8Array());
    else if (bytes === undefined || bytes.length === 0) continue;
    else if (how === "cut") store.files.set(name, bytes.subarray(0, place % bytes.length));
    else if (how === "longer") store.files.set(name, new Uint8Array([...bytes, 0]));
    else if (how === "other") store.files.set(name, bytesFor(`other ${place}`, bytes.length));
    else if (how === "swap" && store.files.has(other)) {
      store.files.set(name, store.files.get(other)!);
      store.files.set(other, bytes);
    } else if (how === "flip")
      store.files.set(
        name,
        bytes.with((place >> 3) % bytes.length, bytes[(place >> 3) % bytes.length]! ^ (1 << (place & 7))),
      );
  }
  return new Set([...before.keys()].filter((name) => !same(store.files.get(name), before.get(name)!)));
}

const same = (a: Uint8Array | undefined, b: Uint8Array) => a !== undefined && Buffer.compare(a, b) === 0;

const keyOf = ({ account, settings, contact, chat, message }: Frame) =>
  message != null
    ? `7 ${String(message.receivedAtMs).padStart(16, "0")} ${message.id}`
    : account != null
      ? "1"
      : settings != null
        ? "2"
        : contact != null
          ? `3 ${contact.id}`
          : `6 ${chat!.id}`;

/** The files of a frame: which object, and what it was. */
function filesOf(frame: Frame): { name: string; kind: "attachment" | "thumbnail"; attachment: Attachment }[] {
  const files: ReturnType<typeof filesOf> = [];
  forEachAttachment(frame, (attachment) => {
    const { object, thumbnail } = attachment;
    if (object != null) files.push({ name: objectName(object.id!), kind: "attachment", attachment });
    if (thumbnail != null) files.push({ name: objectName(thumbnail.id!), kind: "thumbnail", attachment });
  });
  return files;
}

/** What has to come out, told from what was damaged and from what each backup held. */
function expected({ kept }: Life, gone: ReadonlySet<string>) {
  const readable = kept.filter(({ sequence }) => !gone.has(snapshotName(sequence)));
  const [chosen, ...older] = readable;
  const frames: Frame[] = [];
  const lost: object[] = [];
  for (const segment of chosen!.segments) {
    if (!gone.has(segment.name)) {
      frames.push(...segment.frames);
      continue;
    }
    const [first, last] = [keyOf(segment.frames[0]!), keyOf(segment.frames.at(-1)!)];
    const found = new Map<string, Frame>();
    const snapshots: number[] = [];
    for (const { sequence, segments } of older) {
      const touching = segments.filter(({ frames }) => keyOf(frames[0]!) <= last && keyOf(frames.at(-1)!) >= first);
      const before = found.size;
      for (const frame of touching.filter(({ name }) => !gone.has(name)).flatMap(({ frames }) => frames)) {
        const key = keyOf(frame);
        if (key >= first && key <= last && !found.has(key)) found.set(key, frame);
      }
      if (found.size > before) snapshots.push(sequence);
      if (touching.every(({ name }) => !gone.has(name))) break;
    }
    frames.push(...[...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, frame]) => frame));
    lost.push({ kind: "frames", frames: segment.frames.length, salvaged: { frames: found.size, snapshots } });
  }
  const files = frames.flatMap((frame) =>
    filesOf(frame).map((file) => ({ ...file, messageId: frame.message?.id, chatId: frame.message?.chatId })),
  );
  for (const { name, kind, attachment, messageId, chatId } of files) {
    if (!gone.has(name)) continue;
    lost.push({ kind, attachmentId: attachment.id, fileName: attachment.fileName, messageId, chatId });
  }
  const whole = files.filter(({ name }) => !gone.has(name)).map(({ kind, attachment }) => [kind, attachment.id]);
  return { sequence: chosen!.sequence, frames, lost, whole };
}

/** What a check with reading has to name: damaged snapshots, and damaged objects that a readable part refers to. */
function faultyNames({ kept }: Life, gone: ReadonlySet<string>): string[] {
  const readable = kept.filter(({ sequence }) => !gone.has(snapshotName(sequence)));
  const segments = readable.flatMap((snapshot) => snapshot.segments);
  const files = segments.filter(({ name }) => !gone.has(name)).flatMap(({ frames }) => frames.flatMap(filesOf));
  const referenced = new Set([...segments, ...files].map(({ name }) => name));
  return [...gone].filter((name) => (name.startsWith("objects/") ? referenced.has(name) : true)).sort();
}

/** As `keepsake restore --salvage` does, into memory. */
async function salvage(vault: Vault) {
  const chosen = await chooseSnapshot(vault);
  const reading = readFrames(vault, chosen, { acceptLostAccount: true, now: NOW });
  const salvaging = salvageFrames(vault, chosen, reading);
  const files = createFileLosses();
  const frames: Frame[] = [];
  const whole: [kind: string, id: string, bytes: Uint8Array][] = [];
  for await (const frame of files.watch(salvaging)) {
    frames.push(frame);
    for (const { kind, attachment } of filesOf(frame)) {
      const content = kind === "attachment" ? openAttachment(vault, attachment) : openThumbnail(vault, attachment);
      const given = kind === "attachment" ? attachment : { ...attachment, object: attachment.thumbnail! };
      await collect(content).then(
        (bytes) => whole.push([kind, attachment.id!, bytes]),
        (error) => files.add(given, error),
      );
    }
  }
  const lost: RestoreLoss[] = [
    ...reading.lost.map((loss) => frameLoss(loss, salvaging.salvaged.get(loss))),
    ...files.lost,
  ];
  return { sequence: chosen.sequence, frames, lost, whole };
}

async function* stream(frames: readonly Frame[]): AsyncGenerator<Frame> {
  yield* frames;
}

const json = (frames: readonly Frame[]) => frames.map((frame) => JSON.stringify(frameToJson(frame)));
/** Short texts and small photos: there are many vaults to read. */
const small = (act: Act): Act =>
  act.do === "text"
    ? { ...act, length: act.length % 1000 }
    : act.do === "photo"
      ? { ...act, size: act.size % 3000, month: act.month % 6 }
      : act;
const days = fc.tuple(past, day, day, day).map((list) => list.map((acts) => acts.slice(0, 30).map(small)));
const manyDamages = fc.array(fc.tuple(damages, fc.boolean()), { minLength: 12, maxLength: 12 });

describe("after damage of any kind", () => {
  it("a salvage gets all that is there and lists what is not, and a check names exactly what is damaged", async () => {
    await fc.assert(
      fc.asyncProperty(days, fc.boolean(), manyDamages, async (days, rotates, list) => {
        const life = await live(days, rotates);
        const objects = [...life.store.files.keys()].filter((name) => name.startsWith("objects/"));
        // At least the oldest snapshot stays. That the others can be damaged too is the rarer case.
        const snapshots = life.kept.slice(0, -1).map(({ sequence }) => snapshotName(sequence));
        for (const [some, alsoSnapshots] of list) {
          const store = copyOf(life.store);
          const gone = inflict(store, alsoSnapshots ? [...objects, ...snapshots] : objects, some);
          const vault = await openByKey(store);
          const due = expected(life, gone);
          const got = await salvage(vault);
          expect(got.sequence).toBe(due.sequence);
          expect(json(got.frames)).toEqual(json(due.frames));
          expect(got.lost).toEqual(due.lost.map((loss) => expect.objectContaining(loss)));
          expect(got.whole.map(([kind, id]) => [kind, id])).toEqual(due.whole);
          const { contents, thumbnails } = life.phone;
          for (const [kind, id, bytes] of got.whole) {
            expect(same(bytes, (kind === "attachment" ? contents : thumbnails).get(id)!)).toBe(true);
          }
          const { findings } = await checkVault(vault, { readData: true });
          // A snapshot that is gone is no fault: it was forgotten.
          const named = faultyNames(life, gone).filter((name) => name.startsWith("objects/") || store.files.has(name));
          expect([...new Set(findings.map(({ name }) => name))].sort()).toEqual(named);
        }
      }),
      { numRuns: 18 },
    );
  }, 300_000);

  it("a repair puts back what the phone still has, under the same ids, and touches nothing else", async () => {
    await fc.assert(
      fc.asyncProperty(days, fc.boolean(), manyDamages, async (days, rotates, list) => {
        const life = await live(days, rotates);
        const clear = new Map((await decryptAll(life.vault)).map(({ name, content }) => [name, content]));
        const [newest] = life.kept;
        const needed = newest!.segments.flatMap(({ name, frames }) => [
          name,
          ...frames.flatMap(filesOf).map((file) => file.name),
        ]);
        for (const [some] of list.slice(0, 5)) {
          const store = copyOf(life.store);
          const gone = inflict(store, needed, some);
          const before = new Map(store.files);
          const vault = await openByKey(store);
          vault.writerId = life.vault.writerId;
          const originals = { ...inputOfPhone(life.phone) };
          for (let rounds = 0; rounds < 2; rounds++) {
            const { findings } = await checkVault(vault, { readData: true });
            const damaged = new Set(findings.map(({ name }) => name!));
            await repairObjects(vault, damaged, { ...originals, frames: [stream(originals.frames)] });
          }
          expect((await checkVault(vault, { readData: true })).findings).toEqual([]);
          expect([...store.files.keys()].sort()).toEqual([...life.store.files.keys()].sort());
          for (const [name, bytes] of store.files) {
            if (!gone.has(name)) expect(bytes).toBe(before.get(name));
            else expect(bytes.length).toBe(life.store.files.get(name)!.length);
          }
          const after = await decryptAll(vault);
          for (const { name, content } of after) expect(same(content, clear.get(name)!)).toBe(true);
        }
      }),
      { numRuns: 8 },
    );
  }, 300_000);
});
