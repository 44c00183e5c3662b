import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import { ERROR_CODES, type ErrorCode } from "../core/errors.js";
import { chooseSnapshot } from "../core/history.js";
import type { Loss } from "../core/loss.js";
import type { Frame } from "../core/proto/types.js";
import { openAttachment, readFrames } from "../core/restore.js";
import type { Vault } from "../core/vault.js";
import type { ExportOptions } from "../export/options.js";
import type { ExportSummary, Loss as MediaLoss, OpenMedia } from "../viewer/sink.js";
import { EXIT_CODES, exitCodeFor, UsageError } from "./exit-codes.js";
import { isFree } from "./open-store.js";
import { type OpenedVault, problemNotes, problemsExitCode, withVault } from "./open-vault.js";
import type { KeyOptions } from "./secret.js";
import type { Context, Outcome } from "./verb.js";
import { bytes, count, time } from "./words.js";

type Format = "html" | "jsonl" | "files";
type Options = KeyOptions & {
  to: string;
  format?: Format;
  snapshot?: string;
  chat?: string;
  acceptLostAccount?: boolean;
};

/** Losses that are named on the screen; --json names them all. */
const MOST_SHOWN = 20;

/** What each format's file to begin with is called, where there is one. */
const START: Readonly<Record<Format, string | undefined>> = {
  html: "index.html",
  jsonl: "frames.jsonl",
  files: undefined,
};

/** `keepsake restore`: writes a snapshot into a new folder. What is damaged is named, and the rest is restored. */
export async function run(context: Context, options: Options, path: string): Promise<Outcome> {
  const { format = "html", chat } = options;
  const sequence = sequenceFrom(options.snapshot);
  // Before the key is asked for. It also means that all there will be in the folder is ours.
  if (!(await isFree(options.to))) throw new UsageError(`${options.to} is not empty; name a new folder to restore to.`);
  const write = await exporter(format);
  const work = async ({ vault }: OpenedVault): Promise<Outcome> => {
    const chosen = await chooseSnapshot(vault, sequence);
    const { signal } = context;
    const reading = readFrames(vault, chosen, { signal, acceptLostAccount: options.acceptLostAccount === true });
    const summary = await write(reading, options.to, {
      openMedia: mediaReader(context, vault, chosen.snapshot.totals?.attachmentBytes),
      signal,
      ...(chat === undefined ? {} : { chats: [chat] }),
    });
    const start = START[format];
    const open = start === undefined ? resolve(options.to) : resolve(options.to, start);
    const { createdAtMs } = chosen.snapshot;
    const { chats, messages, files, bytes: mediaBytes } = summary;
    const expired = summary.expired + reading.leftOut.expired + reading.leftOut.shortTimer;
    const text = [
      `Restored snapshot ${chosen.sequence} of ${time(createdAtMs)}: ${count(messages, "message")} in ${count(chats, "chat")}, ` +
        `${count(files, "file")} (${bytes(mediaBytes)}).`,
      ...(expired > 0 ? [`${count(expired, "message")} had expired and were left out.`] : []),
      `${format === "html" ? "Open" : "Written to"} ${open}`,
    ];
    const losses = [...reading.lost.map(frameLoss), ...summary.losses.map(mediaLoss)];
    return {
      result: {
        to: resolve(options.to),
        format,
        open,
        snapshot: chosen.sequence,
        createdAtMs,
        chats,
        messages,
        files,
        mediaBytes,
        expired,
        lost: losses,
        problems: vault.problems,
      },
      text: text.join("\n"),
      notes: [...lossNotes(losses), ...problemNotes(vault.problems)],
      exitCode: losses[0] === undefined ? problemsExitCode(vault.problems) : exitCodeForLoss(losses[0].code),
    };
  };
  try {
    return await withVault(context, path, options, work);
  } catch (error) {
    if (context.signal.aborted) await rm(options.to, { recursive: true, force: true });
    throw error;
  }
}

/** Reads media, and shows how far they are. */
function mediaReader({ line, signal }: Context, vault: Vault, bytesTotal: number | undefined): OpenMedia {
  let bytesDone = 0;
  return async (attachment) =>
    (async function* () {
      for await (const piece of openAttachment(vault, attachment)) {
        signal.throwIfAborted();
        yield piece;
        bytesDone += piece.length;
        const name = attachment.fileName ?? "";
        line.onProgress({ phase: "restore", bytesDone, name, ...(bytesTotal === undefined ? {} : { bytesTotal }) });
      }
    })();
}

type Exporter = (frames: AsyncIterable<Frame>, target: string, options: ExportOptions) => Promise<ExportSummary>;

async function exporter(format: Format): Promise<Exporter> {
  if (format === "html") return (await import("../export/html.js")).exportHtml;
  if (format === "jsonl") return (await import("../export/jsonl.js")).exportJsonl;
  return (await import("../export/files.js")).exportFiles;
}

function sequenceFrom(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const sequence = Number(text);
  if (Number.isSafeInteger(sequence) && sequence > 0) return sequence;
  throw new UsageError(`--snapshot takes the number of a snapshot, not ${text}; \`keepsake snapshots\` lists them.`);
}

/** Something that was not restored, as `--json` shows it. */
interface RestoreLoss {
  readonly code: string;
  readonly message: string;
  /** What it was: frames of a segment, or a file. */
  readonly kind: string;
  readonly frames?: number;
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly chatId?: string;
  readonly attachmentId?: string;
}

function frameLoss({ code, message, kind, frames, first, last, chatId, attachmentId }: Loss): RestoreLoss {
  return {
    code,
    message,
    kind,
    frames,
    fromMs: first.timeMs,
    toMs: last.timeMs,
    ...(chatId === undefined ? {} : { chatId }),
    ...(attachmentId === undefined ? {} : { attachmentId }),
  };
}

function mediaLoss({ code, message, chatId, attachmentId }: MediaLoss): RestoreLoss {
  return { code, message, kind: "attachment", chatId, attachmentId };
}

function lossNotes(losses: readonly RestoreLoss[]): string[] {
  const notes = losses.slice(0, MOST_SHOWN).map(({ code, message, kind, frames = 0, fromMs = 0, toMs = 0 }) => {
    const what = kind === "frames" ? `${count(frames, "message")} of ${time(fromMs)} to ${time(toMs)}` : "1 file";
    return `Lost: ${what}: ${message} (${code || "unexpected"})`;
  });
  if (losses.length > MOST_SHOWN) notes.push(`and ${losses.length - MOST_SHOWN} more; --json names them all.`);
  return notes;
}

function exitCodeForLoss(code: string): number {
  return (ERROR_CODES as readonly string[]).includes(code) ? exitCodeFor(code as ErrorCode) : EXIT_CODES.unexpected;
}
