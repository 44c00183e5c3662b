import type { Frame } from "../core/proto/types.js";
import { type ExportSummary, emptySummary, type OpenMedia } from "../viewer/sink.js";
import { createFolderSink, type FolderSink } from "./folder-sink.js";
import { dropExpired, type Frames, selectChats } from "./frames.js";

/** What every export takes. */
export interface ExportOptions {
  readonly openMedia: OpenMedia;
  /** Titles or ids of the chats to export. Left out or empty: all of them. */
  readonly chats?: readonly string[];
  /** Milliseconds since 1970: messages that expired before are left out. Left out: now. */
  readonly now?: number;
  /** IANA name of the zone in which names and pages show times. Left out: the zone of this machine. */
  readonly timeZone?: string;
  readonly signal?: AbortSignal;
}

/** An export under way. */
export interface ExportRun {
  readonly sink: FolderSink;
  readonly summary: ExportSummary;
  /** The frames to export. */
  readonly frames: AsyncIterable<Frame>;
  readonly now: number;
}

/**
 * Claims the target and chooses the frames. The chats are looked up before the target is made, so that a mistyped
 * name leaves nothing behind.
 *
 * @throws {ExportError}
 */
export async function beginExport(frames: Frames, target: string, options: ExportOptions): Promise<ExportRun> {
  const { chats = [], now = Date.now(), signal } = options;
  const summary = emptySummary();
  const onDrop = () => {
    summary.expired++;
  };
  const chosen = stoppable(dropExpired(selectChats(frames, chats), now, onDrop), signal);
  const first = await chosen.next();
  try {
    const sink = await createFolderSink(target);
    return { sink, summary, now, frames: withFirst(first, chosen) };
  } catch (error) {
    await chosen.return(undefined);
    throw error;
  }
}

async function* stoppable(frames: AsyncIterable<Frame>, signal: AbortSignal | undefined): AsyncGenerator<Frame> {
  for await (const frame of frames) {
    signal?.throwIfAborted();
    yield frame;
  }
}

async function* withFirst(first: IteratorResult<Frame>, rest: AsyncIterable<Frame>): AsyncGenerator<Frame> {
  if (first.done) return;
  yield first.value;
  yield* rest;
}
