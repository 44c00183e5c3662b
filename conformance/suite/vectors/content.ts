import type { Values } from "../case.js";
import { bytesOf, type Inputs, type Vector } from "./load.js";
import { type Adapters, expectationOf, type Request, single } from "./request.js";

const tableOf = (table: readonly Inputs[]) => table.map(({ id, length }) => ({ id: bytesOf(id), length }));

function decoded({ expect: { ok } }: Vector): Values {
  const { frames, table, unknownFields, unknownFrames } = ok;
  return { frames, table: tableOf(table), unknownFields, unknownFrames };
}

/** Vectors of the layer segment. What is encoded has its table, and what is decoded has it for a program that prunes too. */
export const segment: Adapters = {
  encode: {
    operations: ["segment.encode"],
    requests({ inputs, expect }) {
      const content = bytesOf(expect.ok.content);
      return [
        { operation: "segment.encode", args: { frames: inputs.frames.map(bytesOf) }, expectation: { ok: { content } } },
        {
          operation: "segment.table",
          args: { content },
          expectation: { ok: { table: tableOf(inputs.table) } },
          needs: ["segment.table"],
        },
      ];
    },
  },
  decode: {
    operations: ["segment.decode"],
    requests(vector) {
      const { frameCount, first, last } = vector.inputs;
      const content = bytesOf(vector.inputs.content);
      const decode: Request = {
        operation: "segment.decode",
        args: { content, frameCount, first, last },
        expectation: expectationOf(vector, () => decoded(vector)),
      };
      if (vector.expect.reject !== undefined) return [decode];
      const { table } = decoded(vector);
      return [
        decode,
        { operation: "segment.table", args: { content }, expectation: { ok: { table } }, needs: ["segment.table"] },
      ];
    },
  },
};

/** Vectors of the layer frames. What a writer encodes again is read as the same. */
export const frames: Adapters = {
  frame: {
    operations: ["frame.validate"],
    requests(vector) {
      const { expect, inputs, intermediates } = vector;
      const validate = (frame: Uint8Array): Request => ({
        operation: "frame.validate",
        args: { frame },
        expectation: expectationOf(vector, () => ({ ...expect.ok, encoded: bytesOf(intermediates.canonical) })),
      });
      const given = bytesOf(inputs.frame);
      if (expect.reject !== undefined) return [validate(given)];
      return [validate(given), validate(bytesOf(intermediates.canonical))];
    },
  },
  backup: single(
    "frames.validate",
    ({ inputs }) => ({ frames: inputs.frames.map(bytesOf) }),
    ({ expect }) => expect.ok,
  ),
};
