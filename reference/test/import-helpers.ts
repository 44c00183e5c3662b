import { validateFrame } from "../core/frame-rules.js";
import type { Frame, Message } from "../core/proto/types.js";
import { createFrameChecker } from "../core/stream-rules.js";
import { type ExportSource, type ImportOptions, openExport } from "../import/index.js";

const encoder = new TextEncoder();

/** An export in memory: the chat's text and other files, by name. */
export function memorySource(
  name: string,
  files: Readonly<Record<string, string | Uint8Array>>,
  pieceLength = 4096,
): ExportSource {
  return {
    name,
    files: Object.entries(files).map(([path, content]) => {
      const bytes = typeof content === "string" ? encoder.encode(content) : content;
      return {
        path,
        open: async () => ({
          length: bytes.length,
          async *read() {
            for (let at = 0; at < bytes.length; at += pieceLength) yield bytes.subarray(at, at + pieceLength);
          },
        }),
      };
    }),
  };
}

/** Reads frames and checks them against every rule of a backup. */
export async function readFrames(frames: AsyncIterable<Frame>): Promise<Frame[]> {
  const list: Frame[] = [];
  const ids = new Set<string>();
  const checker = createFrameChecker();
  for await (const frame of frames) {
    validateFrame(frame, list.length);
    checker.check(frame);
    const { id } = frame.message ?? {};
    if (id !== undefined) {
      if (ids.has(id)) throw new Error(`the id ${id} occurs twice`);
      ids.add(id);
    }
    list.push(frame);
  }
  checker.finish();
  return list;
}

/** Imports one text, named as given, with the files beside it. */
export async function importText(
  text: string,
  options: ImportOptions & { name?: string; files?: Record<string, string> } = {},
) {
  const { name = "_chat.txt", files = {}, ...rest } = options;
  const source = memorySource(name, { [name]: text, ...files });
  const result = await openExport(source, { timezone: "UTC", ...rest });
  const frames = await readFrames(result.frames);
  return { ...result, list: frames, messages: messagesOf(frames) };
}

export function messagesOf(frames: readonly Frame[]): Message[] {
  return frames.flatMap(({ message }) => message ?? []);
}
