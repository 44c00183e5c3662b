import type { SoftwareAuthenticator } from "../authenticator/index.js";
import { type CeremonyAnswer, type CeremonyRequest, decodeRequest, encodeMessage } from "../ceremony/messages.js";
import { BackupEligibility } from "../core/proto/types.js";
import { type Run, runOf, startKeepsake } from "./command-harness.js";

/** Opens what the command printed, as a browser would. */
export type Visit = (url: string) => Promise<void>;

/** Runs the command and visits each page that it asks for, one after the other. */
export async function keepsakeWithPage(
  folder: string,
  args: readonly string[],
  visit: Visit,
): Promise<Run & { readonly urls: readonly string[] }> {
  const child = startKeepsake(folder, args);
  const urls: string[] = [];
  let visits: Promise<unknown> = Promise.resolve();
  let rest = "";
  child.stderr.on("data", (text) => {
    rest += text;
    for (;;) {
      const url = /^ {2}(http:\S+)\n\n/m.exec(rest);
      if (url === null) return;
      rest = rest.slice(url.index + url[0].length);
      urls.push(url[1]!);
      visits = visits.then(() => visit(url[1]!));
      visits.catch(() => child.kill());
    }
  });
  const run = await runOf(child);
  await visits;
  return { ...run, urls };
}

/** What a page gives for a request. */
export type Answer = (request: CeremonyRequest) => CeremonyAnswer;

/** Plays the page, without a browser. */
export function pageOf(answer: Answer): Visit {
  return async (url) => {
    const { origin, hash } = new URL(url);
    const headers = { "Keepsake-Token": hash.slice(1) };
    const request = decodeRequest(await (await fetch(`${origin}/task`, { headers })).text());
    await fetch(`${origin}/answer`, {
      method: "POST",
      headers: { ...headers, Origin: origin, "Content-Type": "application/json" },
      body: encodeMessage(answer(request)),
    });
  };
}

/** Answers with a passkey in software: the newest of those that are asked for. */
export function softwarePage(
  authenticator: SoftwareAuthenticator,
  backupEligibility: BackupEligibility = BackupEligibility.ELIGIBLE,
): Answer {
  return ({ kind, rpId, input, nextInput, passkeys }) => {
    const prf = (credentialId: Uint8Array, of: Uint8Array) => authenticator.getPrf(credentialId, rpId, of);
    if (kind === "enroll") {
      const { credentialId } = authenticator.makeCredential(rpId);
      return { kind, passkey: authenticator.asSlot(credentialId), backupEligibility, output: prf(credentialId, input) };
    }
    const { credentialId } = passkeys.at(-1)!;
    const output = prf(credentialId, input);
    if (nextInput === undefined) return { kind, credentialId, output };
    return { kind, credentialId, output, nextOutput: prf(credentialId, nextInput) };
  };
}
