import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { TextReader, Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bytesFor } from "../arbitraries/bytes-for.js";
import { run } from "../command/backup.js";
import { backupAgain } from "../command/backup-again.js";
import { saveState } from "../command/state.js";
import { forEachAttachment } from "../core/frame-refs.js";
import { frameToJson } from "../core/json.js";
import { objectName } from "../core/names.js";
import type { Attachment, Frame } from "../core/proto/types.js";
import { openAttachment } from "../core/restore.js";
import { collect } from "../core/store.js";
import { createMemoryStore } from "../core/store-memory.js";
import { folderStore } from "../node/store-folder.js";
import { makeFolder } from "./command-harness.js";
import { vaultFolder } from "./command-life-helpers.js";
import { allFrames, DAY, makeLibrary, makeVault, NOW, openByKey, runBackup, text } from "./vault-helpers.js";

/** Longer than the steps in which a file system may count the time of a change. */
const SETTLED = 2100;
const TEXT = "WhatsApp Chat with Ann.txt";
const [ONE, TWO, LATER] = ["IMG-20240102-WA0001.jpg", "IMG-20240102-WA0002.jpg", "IMG-20240102-WA0003.jpg"];
const CHAT = [ONE, TWO, LATER].map((name, i) => `22/01/2024, 10:0${i} - Ann: ${name} (file attached)\n`).join("");
const photo = (name: string) => bytesFor(name, 30_000);

interface Ran {
  /** Whether the exports were imported, which shows how far it is. */
  readonly imported: boolean;
  readonly result: Record<string, unknown>;
  readonly notes: readonly string[] | undefined;
}

/** A device with a vault and exports of its own. */
interface Place {
  readonly folder: string;
  readonly exports: string[];
}

async function backUp({ folder, exports }: Place, more: object = {}): Promise<Ran> {
  Object.assign(process.env, { XDG_STATE_HOME: join(folder, "state"), XDG_CACHE_HOME: join(folder, "cache") });
  let imported = false;
  const onProgress = () => {
    imported = true;
  };
  const line = { onProgress, show: () => {}, clear: () => {} };
  const context = { signal: new AbortController().signal, line, json: true };
  const options = { vault: join(folder, "vault"), recoveryKeyFile: join(folder, "key.txt"), me: "Sam", ...more };
  const { result, notes } = await run(context, options, exports);
  const { snapshot: _, ...rest } = result as Record<string, unknown>;
  return { imported, result: rest, notes };
}

function writeExport(path: string): string {
  mkdirSync(path);
  writeFileSync(join(path, TEXT), CHAT);
  for (const name of [ONE, TWO]) writeFileSync(join(path, name!), photo(name!));
  return path;
}

async function writeZip(path: string): Promise<string> {
  const zip = new ZipWriter(new Uint8ArrayWriter());
  await zip.add(TEXT, new TextReader(CHAT));
  await zip.add(ONE!, new Uint8ArrayReader(photo(ONE!)));
  writeFileSync(path, await zip.close());
  return path;
}

/** What a restore as JSON Lines writes. */
function writeLines(path: string, more: Partial<NonNullable<Frame["message"]>>): string {
  const message = text("m1", NOW, "Hello");
  const frames: Frame[] = [
    { account: { selfContactId: "me", displayName: "Sam" } },
    { contact: { id: "friend", displayName: "Alex" } },
    { contact: { id: "me", displayName: "Sam" } },
    { chat: { id: "chat", title: "Alex" } },
    { message: { ...message.message, ...more } },
  ];
  mkdirSync(path);
  writeFileSync(join(path, "frames.jsonl"), frames.map((frame) => `${JSON.stringify(frameToJson(frame))}\n`).join(""));
  return path;
}

/** Frames and bytes of the newest backup, to compare. */
async function contentOf({ folder }: Place): Promise<string> {
  const vault = await openByKey(folderStore(join(folder, "vault")));
  const frames = await allFrames(vault);
  const attachments: Attachment[] = [];
  for (const frame of frames) forEachAttachment(frame, (attachment) => attachments.push(attachment));
  const bytes = attachments.filter(({ object }) => object != null).map((each) => collect(openAttachment(vault, each)));
  return JSON.stringify([frames.map(frameToJson), (await Promise.all(bytes)).map((each) => [...each])]);
}

function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

const sizeOf = (path: string) => statSync(path).size;
const largestOf = (paths: string[]) => paths.sort((a, b) => sizeOf(b) - sizeOf(a))[0]!;
/** Beside it there are the digests of photos. */
const rememberedAt = ({ folder }: Place) => {
  const [first, second] = filesBelow(join(folder, "cache"));
  const isDigests = readFileSync(first!).subarray(0, 8).toString() === "keepsake";
  return isDigests ? second! : first!;
};

function rewrite(path: string, change: (content: Buffer) => Uint8Array): void {
  const { atime, mtime } = statSync(path);
  writeFileSync(path, change(readFileSync(path)));
  utimesSync(path, atime, mtime);
}

/** Somebody whom permissions bind. Root reads everything. */
const NOBODY = 65_534;

async function asNobody<T>(folder: string, work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return work();
  for (const name of ["", ...readdirSync(folder, { recursive: true, encoding: "utf8" })]) {
    chownSync(join(folder, name), NOBODY, NOBODY);
  }
  process.seteuid?.(NOBODY);
  return work().finally(() => process.seteuid?.(0));
}

interface Case {
  readonly make?: (folder: string) => Promise<string[]> | string[];
  readonly change?: (place: Place) => unknown;
  readonly options?: object;
  /** Whether the exports are imported again. */
  readonly imports: boolean;
}

const CASES: Readonly<Record<string, Case>> = {
  "a folder as it was": { imports: false },
  "a zip as it was": { make: async (folder) => [await writeZip(join(folder, "Ann.zip"))], imports: false },
  "a text beside its photos": { make: (folder) => [join(writeExport(join(folder, "chat")), TEXT)], imports: false },
  "two exports as they were": {
    make: async (folder) => [writeExport(join(folder, "chat")), await writeZip(join(folder, "Ann.zip"))],
    imports: false,
  },
  "frames of a restore": { make: (folder) => [writeLines(join(folder, "lines"), {})], imports: false },
  "a message that will expire": {
    make: (folder) => [writeLines(join(folder, "lines"), { expiresAtMs: Date.now() + 365 * DAY })],
    imports: true,
  },
  "a message that is left out": {
    make: (folder) => [writeLines(join(folder, "lines"), { expireTimerMs: 1000 })],
    imports: true,
  },
  "one byte of a text, with the time of before": {
    change: ({ folder }) =>
      rewrite(join(folder, "chat", TEXT), (was) => Buffer.from(was.toString().replace("10:01", "10:07"))),
    imports: true,
  },
  "one byte of a photo, with the time of before": {
    change: ({ folder }) =>
      rewrite(join(folder, "chat", ONE!), (was) => was.map((byte, i) => (i === 99 ? byte ^ 1 : byte))),
    imports: true,
  },
  "a new photo": {
    change: ({ folder }) => writeFileSync(join(folder, "chat", LATER!), photo(LATER!)),
    imports: true,
  },
  "a photo that was removed": { change: ({ folder }) => rmSync(join(folder, "chat", TWO!)), imports: true },
  "another account": { options: { account: "+1" }, imports: true },
  "another owner": { options: { me: "Ann" }, imports: true },
  "without what was before": { options: { replace: true }, imports: true },
  "another zone of the machine": { imports: true },
  "a newer backup of something else": {
    change: (place) => backUp({ ...place, exports: [writeExport(join(place.folder, "other"))] }),
    imports: true,
  },
  "a photo that the store lost": {
    change: ({ folder }) => rmSync(largestOf(filesBelow(join(folder, "vault", "objects")))),
    imports: true,
  },
  "an object that was cut": {
    change({ folder }) {
      const path = largestOf(filesBelow(join(folder, "vault", "objects")));
      writeFileSync(path, readFileSync(path).subarray(1));
    },
    imports: true,
  },
  "nothing remembered": { change: (place) => rmSync(join(place.folder, "cache"), { recursive: true }), imports: true },
  ...Object.fromEntries(
    [0, 32, 60, 100, 200].map((at): [string, Case] => [
      `what is remembered damaged at ${at}`,
      {
        change: (place) => rewrite(rememberedAt(place), (was) => was.map((byte, i) => (i === at ? byte ^ 1 : byte))),
        imports: true,
      },
    ]),
  ),
  "what is remembered cut": {
    change: (place) => rewrite(rememberedAt(place), (was) => was.subarray(0, 40)),
    imports: true,
  },
};

describe("a backup of what the last one was made of", () => {
  const made = makeFolder();
  const before = { ...process.env };
  const places = new Map<string, Place & { readonly first: Ran }>();

  beforeAll(async () => {
    process.env.TZ = "UTC";
    const empty: [string, Place][] = [];
    for (const [index, [name, { make }]] of Object.entries(CASES).entries()) {
      const folder = join(made, String(index));
      mkdirSync(folder);
      const { vault } = await vaultFolder(folder);
      process.env.XDG_STATE_HOME = join(folder, "state");
      await saveState(vault);
      empty.push([name, { folder, exports: (await make?.(folder)) ?? [writeExport(join(folder, "chat"))] }]);
    }
    await wait(SETTLED);
    for (const [name, place] of empty) places.set(name, { ...place, first: await backUp(place) });
    const files = [...places].filter(([name]) => CASES[name]!.imports);
    for (const [name, place] of files) await CASES[name]?.change?.(place);
    // So that what is seen is the change, and not that it is of the last moment.
    await wait(SETTLED);
  }, 120_000);
  afterAll(() => {
    process.env = before;
    rmSync(made, { recursive: true, force: true });
  });

  it.each(Object.entries(CASES))("%s", async (name, { options, imports }) => {
    const place = places.get(name)!;
    process.env.TZ = name === "another zone of the machine" ? "Asia/Tokyo" : "UTC";
    const again = await backUp(place, options);
    expect(again.imported).toBe(imports);
    const content = await contentOf(place);
    // The same as by an import, whatever is remembered.
    rmSync(join(place.folder, "cache"), { recursive: true, force: true });
    const long = await backUp(place, options);
    expect(long.imported).toBe(true);
    expect(await contentOf(place)).toBe(content);
    if (!imports) expect(again).toEqual({ ...long, imported: false });
  });

  it.skipIf(process.platform === "win32")(
    "tries each time what could not be read, though nothing changed",
    async () => {
      const { folder, save } = await vaultFolder();
      await save();
      const place = { folder, exports: [writeExport(join(folder, "chat"))] };
      const photo = join(folder, "chat", ONE!);
      chmodSync(photo, 0);
      await wait(SETTLED);
      await asNobody(folder, async () => {
        for (let times = 0; times < 2; times++) {
          const { imported, result } = await backUp(place);
          expect([imported, (result.lost as { fileName: string }[]).map(({ fileName }) => fileName)]).toEqual([
            true,
            [ONE],
          ]);
        }
        chmodSync(photo, 0o600);
        await wait(SETTLED);
        for (const imported of [true, false])
          expect(await backUp(place)).toMatchObject({ imported, result: { lost: [] } });
      });
      expect(await contentOf(place)).toBe(await contentOf(places.get("a folder as it was")!));
    },
  );

  it("needs the exports after all where the store loses something right after it was found to be there", async () => {
    const memory = createMemoryStore();
    const vault = await makeVault(memory);
    await runBackup(vault, makeLibrary(2, 1000));
    const { latest } = vault;
    expect(await backupAgain(vault, latest!, {})).toMatchObject({ lost: [] });
    const segments = vault.latest!.snapshot.segments.map(({ object }) => objectName(object.id));
    const losing = {
      ...memory,
      async *list(prefix: string) {
        yield* memory.list(prefix);
        if (prefix.startsWith("objects/")) for (const name of segments) memory.files.delete(name);
      },
    };
    expect(await backupAgain({ ...vault, store: losing }, vault.latest!, {})).toBeUndefined();
  });

  it("does not tell who finds it what was backed up", () => {
    const place = places.get("a folder as it was")!;
    const remembered = readFileSync(rememberedAt(place));
    expect(remembered.length).toBeGreaterThan(300);
    for (const name of ["Ann", "IMG", "chat", "whatsapp"]) expect(remembered.includes(name)).toBe(false);
  });
});
