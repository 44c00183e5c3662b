import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import { chooseSnapshot } from "../core/history.js";
import type { Attachment, Frame } from "../core/proto/types.js";
import { openAttachment, readFrames } from "../core/restore.js";
import type { Vault } from "../core/vault.js";
import type { ExportOptions } from "../export/options.js";
import { addToDirectory, chatTitle, createDirectory, type Directory } from "../viewer/directory.js";
import type { ExportSummary, OpenMedia } from "../viewer/sink.js";
import { UsageError } from "./exit-codes.js";
import { writeLostReport } from "./lost-report.js";
import { isFree, isS3 } from "./open-store.js";
import { type OpenedVault, problemNotes, problemsExitCode, withVault } from "./open-vault.js";
import { createFileLosses, exitCodeForLoss, type FileLosses, frameLoss, lossNotes } from "./restore-losses.js";
import { chooseToSalvage, salvageFrames } from "./salvage.js";
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
  salvage?: boolean;
};

/** What each format's file to begin with is called, where there is one. */
const START: Readonly<Record<Format, string | undefined>> = {
  html: "index.html",
  jsonl: "frames.jsonl",
  files: undefined,
};

/** `keepsake restore`: writes a snapshot into a new folder. What is damaged is named, and the rest is restored. */
export async function run(context: Context, options: Options, path: string): Promise<Outcome> {
  const { format = "html", chat, salvage = false } = options;
  const sequence = sequenceFrom(options.snapshot);
  if (isS3(options.to)) throw new UsageError(`restore writes to a folder of this computer, not to ${options.to}.`);
  // Before the key is asked for. It also means that all there will be in the folder is ours.
  if (!(await isFree(options.to))) throw new UsageError(`${options.to} is not empty; name a new folder to restore to.`);
  const write = await exporter(format);
  const work = async ({ vault }: OpenedVault): Promise<Outcome> => {
    const chosen = await (salvage && sequence === undefined ? chooseToSalvage(vault) : chooseSnapshot(vault, sequence));
    const { signal } = context;
    const reading = readFrames(vault, chosen, {
      signal,
      acceptLostAccount: salvage || options.acceptLostAccount === true,
    });
    const salvaging = salvage ? salvageFrames(vault, chosen, reading) : undefined;
    const files = createFileLosses();
    const directory = createDirectory();
    const summary = await write(noteNames(files.watch(salvaging ?? reading), directory), options.to, {
      openMedia: mediaReader(context, vault, files, chosen.snapshot.totals?.attachmentBytes),
      signal,
      ...(chat === undefined ? {} : { chats: [chat] }),
    });
    const start = START[format];
    const open = start === undefined ? resolve(options.to) : resolve(options.to, start);
    const { createdAtMs } = chosen.snapshot;
    const { chats, messages, bytes: mediaBytes } = summary;
    const expired = summary.expired + reading.leftOut.expired + reading.leftOut.shortTimer;
    const losses = [...reading.lost.map((loss) => frameLoss(loss, salvaging?.salvaged.get(loss))), ...files.lost];
    const report = salvage
      ? await writeLostReport(resolve(options.to), {
          snapshot: chosen.sequence,
          createdAtMs,
          lost: losses,
          problems: vault.problems,
          titles: new Map([...directory.chats].map(([id, chat]) => [id, chatTitle(directory, chat)])),
        })
      : undefined;
    const text = [
      `Restored snapshot ${chosen.sequence} of ${time(createdAtMs)}: ${count(messages, "message")} in ${count(chats, "chat")}, ` +
        `${count(summary.files, "file")} (${bytes(mediaBytes)}).`,
      ...(expired > 0 ? [`${count(expired, "message")} had expired and were left out.`] : []),
      `${format === "html" ? "Open" : "Written to"} ${open}`,
      ...(report === undefined ? [] : [`What could not be restored is in ${report.text}`]),
    ];
    return {
      result: {
        to: resolve(options.to),
        format,
        open,
        snapshot: chosen.sequence,
        createdAtMs,
        chats,
        messages,
        files: summary.files,
        mediaBytes,
        expired,
        lost: losses,
        ...(report === undefined ? {} : { report }),
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

/** Reads media, shows how far they are, and records those that cannot be read. */
function mediaReader(
  { line, signal }: Context,
  vault: Vault,
  files: FileLosses,
  bytesTotal: number | undefined,
): OpenMedia {
  let bytesDone = 0;
  async function* read(attachment: Attachment): AsyncGenerator<Uint8Array> {
    try {
      for await (const piece of openAttachment(vault, attachment)) {
        signal.throwIfAborted();
        yield piece;
        bytesDone += piece.length;
        const name = attachment.fileName ?? "";
        line.onProgress({ phase: "restore", bytesDone, name, ...(bytesTotal === undefined ? {} : { bytesTotal }) });
      }
    } catch (error) {
      files.add(attachment, error);
      throw error;
    }
  }
  return async (attachment) => read(attachment);
}

async function* noteNames(frames: AsyncIterable<Frame>, directory: Directory): AsyncGenerator<Frame> {
  for await (const frame of frames) {
    addToDirectory(directory, frame);
    yield frame;
  }
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
