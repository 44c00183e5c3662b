import { waysToCut } from "./cuts.js";
import { bytesOf, type Vector } from "./load.js";
import { type Adapters, type Request, single } from "./request.js";

/** Vectors of the layer derivation. */
export const derivation: Adapters = {
  mac: single(
    "mac",
    ({ inputs }) => ({ key: bytesOf(inputs.key), data: bytesOf(inputs.data) }),
    ({ expect }) => ({ mac: bytesOf(expect.ok.mac) }),
  ),
  derive: single(
    "derive",
    ({ inputs: { ikm, salt, label, context, length } }) => ({
      ikm: bytesOf(ikm),
      salt: bytesOf(salt),
      label,
      context: bytesOf(context),
      length,
    }),
    ({ expect }) => ({ key: bytesOf(expect.ok.key) }),
  ),
  "named-random": single(
    "named-random",
    ({ inputs: { seed, name, length } }) => ({ seed: bytesOf(seed), name, length }),
    ({ expect }) => ({ bytes: bytesOf(expect.ok.bytes) }),
  ),
};

/** Vectors of the layer digest, whole and in pieces. */
export const digests: Adapters = {
  digest: {
    operations: ["digest"],
    requests({ inputs, expect }) {
      const content = bytesOf(inputs.content);
      const expectation = { ok: { digest: bytesOf(expect.ok.digest) } };
      const cut = waysToCut(content.length).map(
        (cuts): Request => ({ operation: "digest", args: { content, cuts }, expectation, needs: ["pieces"] }),
      );
      return [{ operation: "digest", args: { content }, expectation }, ...cut];
    },
  },
};

const numbers = ({ inputs }: Vector) => inputs;

/** Vectors of the layer padding. On the wire a fault of padding has the code of an object. */
export const paddings: Adapters = {
  padme: single("padme", numbers, ({ expect }) => expect.ok),
  "stored-size": single("stored-size", numbers, ({ expect }) => expect.ok),
  pad: {
    operations: ["pad"],
    requests({ inputs, expect }) {
      const [content, padded] = [bytesOf(inputs.content), bytesOf(expect.ok.padded)];
      return [
        { operation: "pad", args: { content }, expectation: { ok: { padded } } },
        { operation: "unpad", args: { padded }, expectation: { ok: { content } }, needs: ["unpad"] },
      ];
    },
  },
  unpad: {
    operations: ["unpad"],
    requests: ({ inputs }) => [
      {
        operation: "unpad",
        args: { padded: bytesOf(inputs.padded) },
        expectation: { reject: { codes: ["object.padding"] } },
      },
    ],
  },
};
