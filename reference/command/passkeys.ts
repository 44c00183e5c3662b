import { basename, resolve } from "node:path";
import type { CeremonyAnswer, CeremonyRequest } from "../ceremony/messages.js";
import { readPageFiles } from "../ceremony/page-files.js";
import { runCeremony } from "../ceremony/server.js";
import { KeepsakeError } from "../core/errors.js";
import { prfInput } from "../core/passkey.js";
import type { Decoded, PasskeySlot } from "../core/proto/types.js";
import type { SlotToAdd } from "../core/slots.js";
import { type AskingSecret, askingSecret } from "../passkey/asking-secret.js";
import { RP_ID } from "./rp-id.js";
import type { Context } from "./verb.js";
import { printable } from "./words.js";

/**
 * Asks for a passkey in the browser, by a page of this computer.
 *
 * @param path - the vault, as the person named it
 * @param nextSalt - prf_salt of the epoch that a rotation will make: asked for in the same ceremony, and handed over
 * when the rotation asks
 */
export function localPasskeys(context: Context, path: string, nextSalt?: Uint8Array): AskingSecret {
  const nextInput = nextSalt === undefined ? undefined : prfInput(nextSalt);
  return askingSecret({ rpIds: [RP_ID], nextInput }, async (_, passkeys, { first: input, second }) => {
    const task = { kind: "use", input, passkeys, ...(second === undefined ? {} : { nextInput: second }) } as const;
    const answer = await ceremony(context, path, task);
    if (answer.kind !== "use") throw new TypeError("a passkey was created where one was to be used");
    return { credentialId: answer.credentialId, first: answer.output, second: answer.nextOutput };
  });
}

/**
 * A new passkey of this computer, made in the browser with the input that its slot needs.
 *
 * @param existing - passkeys of the vault, of which none is made again
 */
export function newPasskey(
  context: Context,
  path: string,
  existing: readonly Decoded<PasskeySlot>[],
  label?: string,
): SlotToAdd {
  return async (input) => {
    const passkeys = existing.filter(({ rpId }) => rpId === RP_ID);
    const answer = await ceremony(context, path, { kind: "enroll", input, passkeys });
    if (answer.kind !== "enroll") throw new TypeError("a passkey was used where one was to be created");
    const { passkey, backupEligibility, output } = answer;
    return {
      secret: { kind: "passkey", credentialId: passkey.credentialId!, prf: async () => output },
      passkey,
      backupEligibility,
      ...(label === undefined ? {} : { label }),
    };
  };
}

type Given = Exclude<CeremonyAnswer, { kind: "failed" }>;

async function ceremony(
  { signal, line }: Context,
  path: string,
  task: Omit<CeremonyRequest, "vault" | "rpId">,
): Promise<Given> {
  const request = { ...task, rpId: RP_ID, vault: basename(resolve(path)) };
  const announce = (url: string) => {
    line.clear();
    const what = task.kind === "use" ? "use a passkey" : "create a passkey";
    // It is not opened from here: programs are started with arguments, which other users of this computer can see.
    process.stderr.write(`To ${what}, open this address in a browser on this computer:\n\n  ${url}\n\n`);
  };
  const answer = await runCeremony(request, { files: await readPageFiles(), signal, announce });
  if (answer.kind === "failed") throw new KeepsakeError("key.prf-missing", printable(answer.message));
  return answer;
}
