import { bytesOf, filesOf, type Inputs, type Vector } from "./load.js";
import { type Adapters, expectationOf, type Request } from "./request.js";

function unpacking(file: Uint8Array, files: Readonly<Record<string, Uint8Array>>): Request {
  return { operation: "archive.unpack", args: { file }, expectation: { ok: { files } }, needs: ["archive.unpack"] };
}

/** Bytes of a record before its file: type, length of the name, name, length of the file. */
const recordHead = (name: string) => 1 + 2 + name.length + 8;

function openRequests(vector: Vector): Request[] {
  const { inputs, expect } = vector;
  const file = bytesOf(inputs.file);
  const list = { operation: "archive.list", args: { file }, expectation: expectationOf(vector, () => expect.ok) };
  if (expect.reject !== undefined) return [list];
  const files = expect.ok.entries.map(({ name, offset, length }: Inputs) => {
    const start = offset + recordHead(name);
    return [name, file.subarray(start, start + length)];
  });
  return [list, unpacking(file, Object.fromEntries(files))];
}

/** Vectors of the layer archive. */
export const archive: Adapters = {
  open: { operations: ["archive.list"], requests: openRequests },
  pack: {
    operations: ["archive.pack"],
    requests({ inputs, expect }) {
      const [files, file] = [filesOf(inputs.files), bytesOf(expect.ok.file)];
      return [{ operation: "archive.pack", args: { files }, expectation: { ok: { file } } }, unpacking(file, files)];
    },
  },
};
