import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Frame } from "../core/proto/types.js";
import { openExport } from "../import/index.js";
import { openPath } from "../import/node.js";
import { type Sink, writeHtml } from "../viewer/index.js";
import type { Row } from "./measure.js";
import { directoryFrames, messageFrame } from "./messages.js";

/** Importing a chat and writing it as pages. For information. */
export async function benchReading(count: number): Promise<Row[]> {
  return [row("import", count, await importSeconds(count)), row("pages", count, await pagesSeconds(count))];
}

function row(what: string, count: number, seconds: number): Row {
  const rate = `${Math.round(count / seconds / 1000)} k/s`;
  return { what: `${what} of ${count.toLocaleString("en")} messages`, ours: rate, peer: "", result: "", target: "" };
}

async function importSeconds(count: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "keepsake-bench-"));
  try {
    const path = join(folder, "WhatsApp Chat with Ann.txt");
    const lines = Array.from({ length: count }, (_, index) => {
      const date = new Date(Date.UTC(2023, 0, 1) + index * 600_000).toISOString();
      const [year, month, day] = date.slice(0, 10).split("-");
      const { text } = messageFrame(index).message!;
      return `${day}/${month}/${year}, ${date.slice(11, 16)} - ${index % 2 === 0 ? "Ann" : "Sam"}: ${text!.text!.body}\n`;
    });
    writeFileSync(path, lines.join(""));
    const start = performance.now();
    const { frames } = await openExport(await openPath(path), { me: "Sam", timezone: "Europe/London" });
    let messages = 0;
    for await (const frame of frames) if (frame.message != null) messages++;
    const seconds = (performance.now() - start) / 1000;
    if (messages !== count) throw new Error(`${messages} of ${count} messages were imported`);
    return seconds;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function pagesSeconds(count: number): Promise<number> {
  function* frames(): Generator<Frame> {
    yield* directoryFrames();
    for (let index = 0; index < count; index++) yield messageFrame(index);
  }
  const start = performance.now();
  const summary = await writeHtml(frames(), nowhere, { openMedia: async () => Promise.reject(new Error("no media")) });
  if (summary.messages !== count) throw new Error(`${summary.messages} of ${count} messages were written`);
  return (performance.now() - start) / 1000;
}

/** Reads what it is given, as a disk would, and keeps nothing. */
const nowhere: Sink = {
  async writeFile(_path, data) {
    if (typeof data === "string" || data instanceof Uint8Array) return;
    for await (const _piece of data) {
      // Read to its end.
    }
  },
};
