import type { CryptoProvider } from "../../reference/core/provider.js";
import { nodeProvider } from "../../reference/node/provider-node.js";
import { failureOf } from "../testee/answer.js";
import { OPERATIONS } from "../testee/operations.js";
import type { Answer, Values } from "./case.js";

/**
 * What the reference answers to a request, in this process. Cases that make their inputs at run time take from it the
 * code that the specification gives, and check with a rule of their own that it can be right.
 *
 * @throws Error if the reference fails other than by a code of the specification
 */
export async function answerOf(
  operation: string,
  args: Values,
  provider: CryptoProvider = nodeProvider,
): Promise<Answer> {
  try {
    return { ok: await OPERATIONS[operation]!(args, { provider }) };
  } catch (error) {
    const failure = failureOf(error);
    if (failure.reject === undefined) throw error;
    return failure as Answer;
  }
}
