import { concat, u32 } from "../../../reference/core/bytes.js";
import { encodeFrame } from "../../../reference/core/proto/frame-codec.js";
import type { Frame } from "../../../reference/core/proto/types.js";
import type { Case, CaseContext, Value } from "../case.js";
import { demand, demandEqual, messageIds, refuse, reopen, restored, write } from "./kit/judge.js";
import { backupArgs, FEBRUARY, JANUARY, libraryOf, PEOPLE, text } from "./kit/library.js";
import { putNames } from "./kit/log.js";
import { scenarios } from "./kit/scenario.js";
import { freshVault, paper, secretOf, spare } from "./kit/scene.js";
import { NOW } from "./kit/seed.js";

/** Small frames of unknown kind after an account, and then any bytes with a length of their own. */
function segmentWith(unknownFrames: number, ending: readonly number[]): Uint8Array {
  const account = encodeFrame({ account: { selfContactId: "me" } });
  const unknown = [0x03, 0xa0, 0x1f, 0x01];
  const middle = new Uint8Array(unknownFrames * unknown.length);
  for (let i = 0; i < middle.length; i++) middle[i] = unknown[i % unknown.length]!;
  return concat(u32(0), new Uint8Array([account.length]), account, middle, new Uint8Array(ending));
}

async function tooManyFrames(context: CaseContext): Promise<void> {
  const first = { rank: 1, timeMs: 0, id: "" };
  const decode = (frames: number, ending: readonly number[]) => ({
    content: segmentWith(frames, ending),
    frameCount: 131_072,
    first,
    last: first,
  });
  await context.expect("segment.decode", decode(131_071, []), { ok: { unknownFields: 131_071 } }, 60_000);
  // The one frame too many is no protobuf message: that is not looked at any more.
  const over = { reject: { codes: ["content.limit-exceeded"] } };
  await context.expect("segment.decode", decode(131_071, [0x01, 0x0f]), over, 60_000);
  const malformed = { reject: { codes: ["content.malformed"] } };
  await context.expect("segment.decode", decode(131_070, [0x01, 0x0f]), malformed, 60_000);
}

/** A writer that is given frames in a wrong order refuses them, or orders them; it does not store them so. */
async function wrongOrder(context: CaseContext): Promise<void> {
  const right = libraryOf(text("m1", JANUARY), text("m2", JANUARY + 1));
  await write(context, "vault.backup", await freshVault(), backupArgs(right));
  const wrong: readonly (readonly Frame[])[] = [
    [text("m2", JANUARY + 1), text("m1", JANUARY)],
    [text("m2", JANUARY), text("m1", JANUARY)],
    [text("m1", JANUARY), text("m1", JANUARY)],
    [text("m3", FEBRUARY), text("m1", JANUARY)],
  ];
  for (const messages of wrong) {
    const scene = await freshVault();
    const args = { ...scene, now: NOW, ...backupArgs(libraryOf(...messages)) };
    const { ok } = await context.call("vault.backup", args);
    if (ok === undefined) {
      const log = await refuse(context, "vault.backup", scene, backupArgs(libraryOf(...messages)), "content.order");
      demandEqual("Snapshots that were stored", putNames(log, "snapshots/"), []);
    } else {
      const done = await write(context, "vault.backup", scene, backupArgs(libraryOf(...messages)));
      demandEqual("What was lost", (await restored(await reopen(done.scene))).lost, []);
    }
  }
}

async function wrongFrames(context: CaseContext): Promise<void> {
  const backUp = (...frames: readonly Frame[]) => backupArgs({ frames, contents: {} });
  await write(context, "vault.backup", await freshVault(), backUp(...PEOPLE, text("m1", JANUARY)));
  const faults: readonly (readonly [readonly Frame[], string])[] = [
    [PEOPLE.slice(1), "content.order"],
    [[...PEOPLE, text("m1", JANUARY, "x", { chatId: "nowhere" })], "content.reference"],
    [[...PEOPLE, text("m1", JANUARY, "x", { authorId: "nobody" })], "content.reference"],
    [[...PEOPLE, text("i".repeat(129), JANUARY)], "content.limit-exceeded"],
    [[...PEOPLE, text("m1", JANUARY, "b".repeat(262_145))], "content.limit-exceeded"],
    [[...PEOPLE, text("", JANUARY)], "content.malformed"],
    [PEOPLE.filter(({ contact }) => contact?.id !== "me"), "content.reference"],
  ];
  for (const [frames, code] of faults) {
    const log = await refuse(context, "vault.backup", await freshVault(), backUp(...frames), code);
    demandEqual("Snapshots that were stored", putNames(log, "snapshots/"), []);
  }
  const long = backUp(...PEOPLE, text("i".repeat(128), JANUARY, "b".repeat(262_144)));
  const { scene } = await write(context, "vault.backup", await freshVault(), long);
  demandEqual("The message at the limits", messageIds((await restored(await reopen(scene))).frames), ["i".repeat(128)]);
}

/** All texts of a value. */
function textsOf(value: Value | undefined): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return [];
  return Object.values(value as Record<string, Value>).flatMap(textsOf);
}

async function noSecretsInErrors(context: CaseContext): Promise<void> {
  const digits = await paper();
  const wrong = digits.slice(0, -1) + ((Number(digits.at(-1)) + 1) % 10);
  const { files } = await freshVault();
  const requests = [
    ["recovery-key.parse", { text: wrong }, "key.recovery-check-digit"],
    ["recovery-key.parse", { text: `${digits}7` }, "key.recovery-malformed"],
    ["recovery-key.parse", { text: `${digits.slice(0, 40)}x${digits.slice(41)}` }, "key.recovery-malformed"],
    ["vault.open", { files, secret: secretOf(await spare()) }, "key.no-matching-slot"],
  ] as const;
  await context.expect("recovery-key.parse", { text: digits }, { ok: { digits } });
  for (const [operation, args, code] of requests) {
    const reject = await context.expect(operation, args, { reject: { codes: [code] } });
    const secret = operation === "vault.open" ? await spare() : digits;
    for (const said of textsOf(reject as Value)) {
      for (let at = 0; at + 8 <= 64; at++) {
        const part = secret.slice(at, at + 8);
        demand(!said.replace(/\D/g, "").includes(part), "An error shows digits of a recovery key.", said);
      }
    }
  }
  const bad = text("m1", JANUARY, "the very private words", { chatId: "nowhere" });
  const log = await context.expect(
    "frames.validate",
    { frames: [...PEOPLE, bad].map((frame) => encodeFrame(frame)) },
    { reject: { codes: ["content.reference"] } },
  );
  demand(
    !textsOf(log as Value).some((said) => said.includes("private words")),
    "An error shows the text of a message.",
  );
}

async function accountIsShown(context: CaseContext): Promise<void> {
  const said = { account: "a".repeat(256), service: "chat.example", producer: "p".repeat(256) };
  const args = { ...backupArgs(libraryOf()), ...said };
  const { scene } = await write(context, "vault.backup", await freshVault(), args);
  const { account, service, producer, writerName, createdAtMs } = (await reopen(scene)).latest!.snapshot;
  demandEqual(
    "What the snapshot says",
    [account, service, producer, writerName],
    [said.account, said.service, said.producer, "phone"],
  );
  demand(createdAtMs > 0, "The snapshot does not say when it was made.");
  const long = { ...args, account: "a".repeat(257) };
  const log = await refuse(
    context,
    "vault.backup",
    await freshVault(),
    long,
    "usage",
    "snapshot.malformed",
    "input.limit-exceeded",
  );
  demandEqual("Snapshots that were stored", putNames(log, "snapshots/"), []);
}

/** What a writer does not store, and what an error does not say. */
export const contents = (): Case[] => [
  ...scenarios("07-content.md", [
    {
      name: "too-many-frames",
      title: "A segment has 131,072 frames; the next one is refused before it is decoded",
      requirements: ["segment-too-many-frames"],
      operations: ["segment.decode"],
      profile: "full",
      why: "The bound is what keeps the memory of a reader bounded.",
      run: tooManyFrames,
    },
    {
      name: "frame-order-writer",
      title: "Frames that come in a wrong order are not stored so",
      requirements: ["frame-order-writer", "frame-order", "write-refuses"],
      operations: ["vault.backup"],
      why: "The whole segment would be refused at the restore, when the device is gone.",
      run: wrongOrder,
    },
  ]),
  ...scenarios("12-limits.md", [
    {
      name: "frames-refused",
      title: "Frames that no reader accepts are refused before a snapshot is stored, those at the limits are stored",
      requirements: ["limits-writer", "limits-accept", "error-code", "write-refuses"],
      operations: ["vault.backup"],
      why: "What is found wrong at the backup can be mended; at the restore it is lost.",
      run: wrongFrames,
    },
    {
      name: "names-limit",
      title: "Account, service and producer have up to 256 bytes and stand in the snapshot",
      requirements: ["limits-writer", "limits-accept"],
      operations: ["vault.backup"],
      why: "They tell a person which backup it is; a longer name makes a snapshot that no reader accepts.",
      run: accountIsShown,
    },
  ]),
  ...scenarios("11-errors.md", [
    {
      name: "no-secrets",
      title: "Errors show no digits of a recovery key and no content",
      requirements: ["error-no-secrets"],
      operations: ["recovery-key.parse", "vault.open", "frames.validate"],
      why: "Errors end up in logs, screenshots and the mail of those who ask for help.",
      run: noSecretsInErrors,
    },
  ]),
];
