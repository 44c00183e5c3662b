/** Requests to the engine whose answer cannot be made. */
import { describe, expect, it } from "vitest";
import { createServing } from "../engine/serve.js";
import type { FileHead } from "../service/messages.js";

const broken = new Error("cannot be made");

/** The head of the answer to a request for a path. */
function headOf(serving: ReturnType<typeof createServing>, path: string): Promise<FileHead> {
  const { port1, port2 } = new MessageChannel();
  serving.serve(port2);
  return new Promise((resolve) => {
    port1.onmessage = ({ data }) => {
      port1.close();
      resolve(data);
    };
    port1.postMessage({ path, range: null });
  });
}

describe("createServing", () => {
  it("answers that it has nothing when making an answer throws", async () => {
    const serving = createServing();
    const { path } = serving.openSession(() => {
      throw broken;
    });
    expect(await headOf(serving, `${path}index.html`)).toBeNull();
    expect(await headOf(serving, "view/none/index.html")).toBeNull();
  });

  it("fails a download whose answer cannot be made", async () => {
    const serving = createServing();
    const bytes: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]() {
        throw broken;
      },
    };
    const heads: Promise<FileHead>[] = [];
    const download = serving.download(
      { name: "file", mediaType: "text/plain", bytes },
      (path) => void setTimeout(() => heads.push(headOf(serving, path))),
      new AbortController().signal,
    );
    await expect(download).rejects.toBe(broken);
    expect(await heads[0]).toBeNull();
  });
});
