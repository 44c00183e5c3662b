import { nodeProvider } from "../../../reference/node/provider-node.js";
import type { Values } from "../../suite/case.js";
import { createAnswerer } from "../answer.js";
import { OPERATIONS } from "../operations.js";
import { createEncoder, decodeBytes } from "../values.js";

const encoder = createEncoder();

/** A request and its answer as they stand on their lines, parsed. */
export interface Exchange {
  readonly request: { readonly id: string; readonly op: string; readonly args: Record<string, unknown> };
  // biome-ignore lint/suspicious/noExplicitAny: the schemas say what is there
  readonly answer: any;
}

/** Sends a request to a testee in this process, from line to line. */
export async function exchange(op: string, args: Values, answerer = newAnswerer()): Promise<Exchange> {
  const request = { id: `id of ${op}`, op, args: encoder.encode(args) as Record<string, unknown> };
  const answer = JSON.parse(await answerer.answer(JSON.stringify(request)));
  return { request, answer };
}

export const newAnswerer = () => createAnswerer(OPERATIONS, { provider: nodeProvider });

/** `ok` of an answer, with its bytes as bytes. @throws Error if it is something else */
export function okOf({ request, answer }: Exchange): Values {
  if (answer.ok === undefined) throw new Error(`${request.op}: ${JSON.stringify(answer)}`);
  return decodeBytes(structuredClone(answer.ok)) as Values;
}
