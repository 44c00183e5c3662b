import { bytesFor } from "../../../reference/arbitraries/bytes-for.js";
import { encodeFrame } from "../../../reference/core/proto/frame-codec.js";
import type { Frame } from "../../../reference/core/proto/types.js";
import type { Case, CaseContext } from "../case.js";
import { demand, demandEqual, reopen, write } from "./kit/judge.js";
import { backupArgs, JANUARY, libraryOf, PEOPLE, photo, text } from "./kit/library.js";
import { scenarios } from "./kit/scenario.js";
import { freshVault, type Scene } from "./kit/scene.js";

const OPERATIONS = ["vault.backup"];
const MIB = 1_048_576;

/** Where the newest snapshot is cut: id of the first frame and number of frames of each segment. */
async function cutsOf(scene: Scene): Promise<(readonly [string, number])[]> {
  const { latest } = await reopen(scene);
  demand(latest !== undefined, "There is no snapshot.");
  return latest.snapshot.segments.map(({ first, frameCount }) => [first.id, frameCount] as const);
}

/** As {@link cutsOf}, without the first segment. */
const laterCuts = async (scene: Scene) => (await cutsOf(scene)).slice(1).map((cut) => [...cut]);

/** Backs up messages after the people, on top of a scene. */
async function backUp(context: CaseContext, scene: Scene, ...messages: readonly Frame[]): Promise<Scene> {
  return (await write(context, "vault.backup", scene, backupArgs(libraryOf(...messages)))).scene;
}

/** The cuts of a first backup of messages, but for the directory. */
async function timelineCuts(context: CaseContext, ...messages: readonly Frame[]) {
  const [directory, ...timeline] = await cutsOf(await backUp(context, await freshVault(), ...messages));
  demandEqual("The directory's segment", [...directory!], ["", PEOPLE.length]);
  return timeline.map((cut) => [...cut]);
}

async function timeline(context: CaseContext): Promise<void> {
  demandEqual("The cuts", await timelineCuts(context, text("m1", JANUARY)), [["m1", 1]]);
  // Directory frames have no month, and no cut among them.
  const { frames } = libraryOf();
  const many = Array.from({ length: 300 }, (_, i): Frame => ({ contact: { id: `n${i + 100}` } }));
  const args = { frames: [...frames, ...many].sort(inOrder).map((frame) => encodeFrame(frame)), contents: {} };
  const { scene } = await write(context, "vault.backup", await freshVault(), args);
  demandEqual(
    "The cuts of a directory",
    (await cutsOf(scene)).map((cut) => [...cut]),
    [["", 304]],
  );
}

const rank = (frame: Frame) => (frame.account ? 1 : frame.contact ? 3 : 6);
const idOf = (frame: Frame) => frame.contact?.id ?? frame.chat?.id ?? "";
const inOrder = (a: Frame, b: Frame) => rank(a) - rank(b) || (idOf(a) < idOf(b) ? -1 : 1);

async function months(context: CaseContext): Promise<void> {
  const end = Date.UTC(2026, 0, 31, 23, 59, 59, 999);
  const within = [text("a", Date.UTC(2026, 0, 1)), text("b", end)];
  demandEqual("The cuts within a month", await timelineCuts(context, ...within), [["a", 2]]);
  const across = [text("a", end), text("b", end + 1)];
  demandEqual("The cuts at the end of a month", await timelineCuts(context, ...across), [
    ["a", 1],
    ["b", 1],
  ]);
  const years = [text("a", Date.UTC(2025, 0, 15)), text("b", Date.UTC(2026, 0, 15))];
  demandEqual("The cuts between the same month of two years", await timelineCuts(context, ...years), [
    ["a", 1],
    ["b", 1],
  ]);
  const leap = [
    text("a", Date.UTC(2024, 1, 29, 23, 59)),
    text("b", Date.UTC(2024, 2, 1)),
    text("c", Date.UTC(2024, 2, 2)),
  ];
  demandEqual("The cuts after a leap day", await timelineCuts(context, ...leap), [
    ["a", 1],
    ["b", 2],
  ]);
  const early = [text("a", 1), text("b", 86_400_000 * 30), text("c", 86_400_000 * 31)];
  demandEqual("The cuts of 1970", await timelineCuts(context, ...early), [
    ["a", 2],
    ["c", 1],
  ]);
}

/** The month is that of receipt, and a call has one too. */
async function monthOfReceipt(context: CaseContext): Promise<void> {
  const february = Date.UTC(2026, 1, 1);
  const call: Frame = { call: { id: "d", initiatorId: "friend", receivedAtMs: february + 5 } };
  const frames = [
    text("a", february - 2, "sent long before", { sentAtMs: Date.UTC(2025, 5, 1) }),
    text("b", february - 1, "sent in February", { sentAtMs: february }),
    text("c", february, "sent in January", { sentAtMs: february - 10 }),
    call,
  ];
  demandEqual("The cuts", await timelineCuts(context, ...frames), [
    ["a", 2],
    ["c", 2],
  ]);
}

/** Bytes that a frame takes in a segment. */
const sizeOf = (frame: Frame) => {
  const { length } = encodeFrame(frame);
  return length + (length < 128 ? 1 : length < 16_384 ? 2 : 3);
};

/** Texts in January that take exactly `bytes` together. */
function filling(bytes: number): Frame[] {
  const frames: Frame[] = [];
  let left = bytes;
  for (let i = 0; left > 0; i++) {
    const id = `f${String(i).padStart(2, "0")}`;
    const make = (length: number) => text(id, JANUARY + i, "x".repeat(length));
    const length = left > 220_000 ? 100_000 : left - (sizeOf(make(left - 200)) - (left - 200));
    frames.push(make(length));
    left -= sizeOf(frames.at(-1)!);
  }
  return frames;
}

async function sizes(context: CaseContext): Promise<void> {
  const full = filling(MIB);
  demandEqual("The cuts of 1 MiB", await timelineCuts(context, ...full), [["f00", full.length]]);
  const over = filling(MIB + 1);
  const last = over.at(-1)!.message!.id!;
  demandEqual("The cuts of one byte more", await timelineCuts(context, ...over), [
    ["f00", over.length - 1],
    [last, 1],
  ]);
}

/** The table does not count. */
async function sizeWithTable(context: CaseContext): Promise<void> {
  const frames = filling(MIB - 2000);
  const photos = Array.from({ length: 4 }, (_, i) => photo(`p${i}`, JANUARY + 1000 + i));
  const content = bytesFor("photo", 64);
  const contents = Object.fromEntries(photos.map((_, i) => [`p${i}-photo`, content]));
  const args = { ...backupArgs({ frames: [...PEOPLE, ...frames, ...photos], contents }) };
  const { scene } = await write(context, "vault.backup", await freshVault(), args);
  const [, ...cuts] = await cutsOf(scene);
  demandEqual(
    "The cuts",
    cuts.map((cut) => [...cut]),
    [["f00", frames.length + photos.length]],
  );
}

async function alone(context: CaseContext): Promise<void> {
  // A frame of nearly 1 MiB takes more than 1 MiB with its length, and has a segment of its own.
  const edits = Array.from({ length: 3 }, (_, i) => ({ replacedAtMs: i + 1, text: { body: "e".repeat(262_144) } }));
  const make = (length: number) => text("big", JANUARY + 1, "b".repeat(length), { edits });
  const big = make(262_144 - (encodeFrame(make(262_144)).length - MIB));
  demandEqual("The size of the large frame", encodeFrame(big).length, MIB);
  const around = [text("a", JANUARY), big, text("c", JANUARY + 2), text("d", JANUARY + 3)];
  demandEqual("The cuts", await timelineCuts(context, ...around), [
    ["a", 1],
    ["big", 1],
    ["c", 2],
  ]);
}

async function counts(context: CaseContext): Promise<void> {
  const contacts = shortIds(131_071 - 2).map((id): Frame => ({ contact: { id } }));
  const more: Frame = { contact: { id: "~~~~" } };
  const frames = [{ account: { selfContactId: "~~~}" } }, ...contacts, { contact: { id: "~~~}" } }, more];
  const run = async (all: readonly Frame[]) => {
    const args = { ...(await freshVault()), now: 1, frames: all.map((frame) => encodeFrame(frame)), contents: {} };
    const answer = await context.expect("vault.backup", args, { ok: {} }, 120_000);
    const log = answer.log as { put?: string; bytes?: Uint8Array }[];
    const stored = Object.fromEntries(log.flatMap(({ put, bytes }) => (put && bytes ? [[put, bytes]] : [])));
    return (await cutsOf({ state: args.state, files: { ...args.files, ...stored } })).map(([, count]) => count);
  };
  demandEqual("The frames of the segments", await run(frames.slice(0, -1)), [131_071]);
  demandEqual("The frames of the segments", await run([...frames, { contact: { id: "~~~~~" } }]), [131_072, 1]);
}

/** Ascending ids of one to three bytes: so many frames take no more than 1 MiB only if they are short. */
function shortIds(count: number): string[] {
  const digits = Array.from({ length: 93 }, (_, n) => String.fromCharCode(0x21 + n));
  const under = (id: string): string[] =>
    id.length === 3 ? [id] : [id, ...digits.flatMap((digit) => under(id + digit))];
  return digits.flatMap(under).slice(0, count);
}

async function inherited(context: CaseContext): Promise<void> {
  const [a, b, c, d] = ["a", "b", "c", "d"].map((id, i) => text(id, JANUARY + 100 + i));
  const first = filling(MIB + 1);
  const parent = await backUp(context, await freshVault(), ...first);
  const cut = first.at(-1)!.message!;
  // What is new before the cut leaves the cut where it was.
  const shorter = await backUp(context, parent, first[0]!, ...first.slice(2));
  demandEqual("The cuts after a change before them", await laterCuts(shorter), [
    ["f00", first.length - 2],
    [cut.id!, 1],
  ]);
  const earlier = await backUp(context, parent, text("0", JANUARY - 5, "short"), ...first.slice(2));
  demandEqual("The cuts with an earlier message", await laterCuts(earlier), [
    ["0", 1],
    ["f02", first.length - 3],
    [cut.id!, 1],
  ]);
  // Without the frame at the cut, the next one begins the segment.
  const moved = await backUp(context, parent, ...first.slice(1, -1), text("z", cut.receivedAtMs! + 5));
  demandEqual("The cuts without the frame of the cut", await laterCuts(moved), [
    [first[1]!.message!.id!, first.length - 2],
    ["z", 1],
  ]);
  // The parent's cuts count, not those of older snapshots: once they are gone they stay gone.
  const few = await backUp(context, parent, a!, b!);
  const again = await backUp(context, few, a!, b!, c!, d!);
  demandEqual("The cuts after a parent without them", await laterCuts(again), [["a", 4]]);
}

/** Two of the parent's cuts between two frames make one cut. */
async function passedCuts(context: CaseContext): Promise<void> {
  const at = (month: number) => Date.UTC(2026, month, 5);
  const all = [text("a", at(0)), text("b", at(1)), text("c", at(2)), text("d", at(2) + 1)];
  const parent = await backUp(context, await freshVault(), ...all);
  const next = await backUp(context, parent, all[0]!, all[3]!);
  demandEqual("The cuts", await laterCuts(next), [
    ["a", 1],
    ["d", 1],
  ]);
}

/** A frame of a kind that version 1.0 does not define: field 500 of Frame. */
const unknown = (size: number) => {
  const body = new Uint8Array(size).fill(7);
  const length = size < 128 ? [size] : [(size & 127) | 128, size >>> 7];
  return new Uint8Array([0xa2, 0x1f, ...length, ...body]);
};

async function unknownFrames(context: CaseContext): Promise<void> {
  const january = text("a", JANUARY);
  const february = text("b", Date.UTC(2026, 1, 5));
  const known = (list: readonly Frame[]) => list.map((frame) => encodeFrame(frame));
  const between = [...known([...PEOPLE, january]), unknown(9), ...known([february]), unknown(9)];
  const first = await write(context, "vault.backup", await freshVault(), { frames: between, contents: {} });
  demandEqual("The cuts", await laterCuts(first.scene), [
    ["a", 2],
    ["b", 2],
  ]);
  // After the directory: it belongs to the directory's segment.
  const after = [...known(PEOPLE), unknown(9), ...known([january])];
  const second = await write(context, "vault.backup", await freshVault(), { frames: after, contents: {} });
  demandEqual(
    "The cuts",
    (await cutsOf(second.scene)).map((each) => [...each]),
    [
      ["", PEOPLE.length + 1],
      ["a", 1],
    ],
  );
  // Where the size is reached: not before it.
  const full = filling(MIB);
  const third = await write(context, "vault.backup", await freshVault(), {
    frames: [...known([...PEOPLE, ...full]), unknown(2000), ...known([text("z", JANUARY + 5000)])],
    contents: {},
  });
  demandEqual("The cuts at 1 MiB", await laterCuts(third.scene), [
    ["f00", full.length + 1],
    ["z", 1],
  ]);
}

/** Where a writer cuts a backup into segments. */
export const segmentsCut = (): Case[] =>
  scenarios("07-content.md", [
    {
      name: "cut-timeline",
      title: "A segment begins with the first message, and nowhere in a small directory",
      requirements: ["cut-timeline", "cut-nowhere-else", "segment-one-class"],
      operations: OPERATIONS,
      why: "Readers refuse a segment with both, and a cut elsewhere makes two programs upload each other's segments anew.",
      run: timeline,
    },
    {
      name: "cut-month",
      title: "A segment begins with each calendar month in UTC",
      requirements: ["cut-month", "cut-nowhere-else"],
      operations: OPERATIONS,
      why: "With local time a journey would move every cut, and all months would be uploaded again.",
      run: months,
    },
    {
      name: "cut-month-received",
      title: "The month is that of receipt, for calls as for messages",
      requirements: ["cut-month"],
      operations: OPERATIONS,
      why: "The order is that of receipt; months of sending would go to and fro.",
      run: monthOfReceipt,
    },
    {
      name: "cut-size",
      title: "A segment has at most 1,048,576 bytes of frames with their lengths",
      requirements: ["cut-size", "cut-nowhere-else"],
      operations: OPERATIONS,
      why: "The size decides how much is uploaded for one edit, and all writers have to agree on it.",
      run: sizes,
    },
    {
      name: "cut-size-without-table",
      title: "The table does not count for the size",
      requirements: ["cut-size", "cut-nowhere-else"],
      operations: OPERATIONS,
      why: "A writer that counts it cuts elsewhere than the others.",
      run: sizeWithTable,
    },
    {
      name: "cut-large-frame",
      title: "A frame that alone exceeds the size has a segment of its own",
      requirements: ["cut-size", "cut-nowhere-else"],
      operations: OPERATIONS,
      why: "A writer that never cuts before such a frame makes no segment at all, or an empty one.",
      run: alone,
    },
    {
      name: "cut-count",
      title: "A segment has at most 131,072 frames",
      requirements: ["cut-count", "cut-nowhere-else"],
      operations: OPERATIONS,
      profile: "full",
      why: "Readers refuse a longer one, and with it all contacts.",
      run: counts,
    },
    {
      name: "cut-inherited",
      title: "A segment begins where the parent had a cut",
      requirements: ["cut-inherited", "cut-nowhere-else"],
      operations: OPERATIONS,
      why: "Without it one early message shifts all later cuts, and the rest of the month is uploaded again.",
      run: inherited,
    },
    {
      name: "cut-inherited-passed",
      title: "Several cuts of the parent between two frames make one",
      requirements: ["cut-inherited"],
      operations: OPERATIONS,
      why: "A segment without frames is none that a reader accepts.",
      run: passedCuts,
    },
    {
      name: "unknown-not-first",
      title: "A frame of unknown kind stays in the segment of the frame before it",
      requirements: ["unknown-not-first", "unknown-order", "unknown-kept"],
      operations: OPERATIONS,
      why: "It has no place of its own: at the start of a segment, readers of two versions would disagree on `first`.",
      run: unknownFrames,
    },
  ]);
