import { ERROR_CODES, type ErrorCode } from "../core/errors.js";
import { forEachAttachment } from "../core/frame-refs.js";
import type { Loss } from "../core/loss.js";
import type { Attachment, Frame, ObjectReference } from "../core/proto/types.js";
import { EXIT_CODES, exitCodeFor } from "./exit-codes.js";
import type { Salvaged } from "./salvage.js";
import { count, printable, time } from "./words.js";

/** Losses that are named on the screen; --json names them all. */
const MOST_SHOWN = 20;

/** Something that was not restored, as `--json` shows it. */
export interface RestoreLoss {
  readonly code: string;
  readonly message: string;
  /** What it was: frames of a segment, a file or its thumbnail; `content`: nothing, but a frame breaks a rule. */
  readonly kind: Loss["kind"];
  /** Of frames: how many, the times of the first and the last, and their ids if they are messages or calls. */
  readonly frames?: number;
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly firstId?: string;
  readonly lastId?: string;
  /** Of frames: what older snapshots have in their place. */
  readonly salvaged?: Salvaged;
  /** Of a file: what it belonged to. */
  readonly chatId?: string;
  readonly messageId?: string;
  readonly contactId?: string;
  readonly groupId?: string;
  readonly attachmentId?: string;
  readonly fileName?: string;
}

/** A lost segment. */
export function frameLoss({ code, message, kind, frames, first, last }: Loss, salvaged?: Salvaged): RestoreLoss {
  const ids = first.id === "" && last.id === "" ? {} : { firstId: first.id, lastId: last.id };
  const found = salvaged === undefined ? {} : { salvaged };
  return { code, message, kind, frames, fromMs: first.timeMs, toMs: last.timeMs, ...ids, ...found };
}

/** Files that could not be read, and what each belonged to. */
export interface FileLosses {
  /** The same frames. What they refer to is remembered for as long as they are in use. */
  watch(frames: AsyncIterable<Frame>): AsyncIterable<Frame>;
  /** Records that an attachment, or its thumbnail in its place, could not be read. */
  add(attachment: Attachment, error: unknown): void;
  readonly lost: readonly RestoreLoss[];
}

interface Owner {
  readonly frame: Frame;
  readonly attachment: Attachment;
  readonly kind: "attachment" | "thumbnail";
}

/** Starts to record files that are lost. */
export function createFileLosses(): FileLosses {
  const owners = new WeakMap<ObjectReference, Owner>();
  const lost: RestoreLoss[] = [];
  return {
    lost,
    async *watch(frames) {
      for await (const frame of frames) {
        forEachAttachment(frame, (attachment) => {
          const { object, thumbnail } = attachment;
          if (object != null) owners.set(object, { frame, attachment, kind: "attachment" });
          if (thumbnail != null) owners.set(thumbnail, { frame, attachment, kind: "thumbnail" });
        });
        yield frame;
      }
    },
    add(given, error) {
      const { code = "", message = String(error) } = (error ?? {}) as { code?: unknown; message?: string };
      const owner = given.object == null ? undefined : owners.get(given.object);
      const { frame = {}, attachment = given, kind = "attachment" } = owner ?? {};
      lost.push({ code: String(code), message, kind, ...placeOf(frame), ...nameOf(attachment) });
    },
  };
}

function placeOf({ message, chat, contact, group }: Frame) {
  if (message != null) return { chatId: message.chatId ?? "", messageId: message.id ?? "" };
  if (chat != null) return { chatId: chat.id ?? "" };
  if (contact != null) return { contactId: contact.id ?? "" };
  return group == null ? {} : { groupId: group.id ?? "" };
}

function nameOf({ id = "", fileName = "" }: Attachment) {
  return { attachmentId: id, ...(fileName === "" ? {} : { fileName }) };
}

/** What a loss was, in words. */
export function lossText({ kind, frames = 0, fromMs = 0, toMs = 0, fileName, ...loss }: RestoreLoss): string {
  const what = kind === "attachment" ? "1 file" : kind === "thumbnail" ? "1 preview" : frameText(frames, fromMs, toMs);
  const name = fileName === undefined ? "" : ` ${printable(fileName)}`;
  const { salvaged, message, code } = loss;
  const found =
    salvaged === undefined || salvaged.frames === 0
      ? ""
      : ` Found ${salvaged.frames.toLocaleString("en")} in snapshot ${salvaged.snapshots.join(", ")}.`;
  return `${what}${name}: ${message} (${code || "unexpected"})${found}`;
}

/** Frames of a segment in words: how many, and of when. */
export function frameText(frames: number, fromMs: number, toMs: number): string {
  if (toMs === 0) return `${count(frames, "entry", "entries")} of people and chats`;
  const [from, to] = [time(fromMs), time(toMs)];
  return `${count(frames, "message")} of ${from}${from === to ? "" : ` to ${to}`}`;
}

/** The first losses as lines for stderr. */
export function lossNotes(losses: readonly RestoreLoss[]): string[] {
  const notes = losses.slice(0, MOST_SHOWN).map((loss) => `Lost: ${lossText(loss)}`);
  if (losses.length > MOST_SHOWN) notes.push(`and ${losses.length - MOST_SHOWN} more; --json names them all.`);
  return notes;
}

/** The exit code for the code of a loss. */
export function exitCodeForLoss(code: string): number {
  return (ERROR_CODES as readonly string[]).includes(code) ? exitCodeFor(code as ErrorCode) : EXIT_CODES.unexpected;
}
