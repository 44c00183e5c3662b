import { createSoftwareAuthenticator } from "../../reference/authenticator/index.js";
import { normalisePrfResult, prfInput } from "../../reference/core/passkey.js";
import type { Values } from "../suite/case.js";
import { bytes, MalformedRequest, object, text } from "./args.js";
import type { Operations } from "./operation.js";

/** An authenticator that has one passkey, whose secret the caller gives. */
export function authenticatorOf(credentialId: Uint8Array, rpId: string, credRandom: Uint8Array) {
  const credRandomWithoutUv = new Uint8Array(32);
  return createSoftwareAuthenticator(undefined, [
    { credentialId, rpId, credRandomWithUv: credRandom, credRandomWithoutUv },
  ]);
}

/** What a platform would give. A view is one of a longer buffer, as platforms have it. */
function platformResult(result: Values): unknown {
  const form = text(result, "form");
  if (form === "none") return undefined;
  if (form === "list") return result.values;
  const content = bytes(result, "bytes");
  if (form === "buffer") return content.slice().buffer;
  if (form !== "view") throw new MalformedRequest(`there is no form ${form}`);
  const longer = new Uint8Array(content.length + 9);
  longer.set(content, 4);
  return longer.subarray(4, 4 + content.length);
}

/** Chapter 4, passkeys. */
export const passkey: Operations = {
  "passkey.prf-input": (args) => ({ input: prfInput(bytes(args, "prfSalt")) }),
  "passkey.prf": (args) => {
    const credentialId = new Uint8Array(16);
    const authenticator = authenticatorOf(credentialId, "example.org", bytes(args, "credRandom"));
    return { output: authenticator.getPrf(credentialId, "example.org", bytes(args, "input")) };
  },
  "passkey.result": (args) => ({ output: normalisePrfResult(platformResult(object(args, "result"))) }),
};
