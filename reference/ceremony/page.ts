/** The page of a ceremony: asks the command what to do, runs it in the browser, and answers once. */
import { equalBytes } from "../core/bytes.js";
import { KeepsakeError } from "../core/errors.js";
import { enrollPasskey, type PasskeyStep, passkeySecret } from "../passkey/index.js";
import { type CeremonyAnswer, type CeremonyRequest, decodeRequest, encodeMessage, TOKEN_HEADER } from "./messages.js";

const NOBODY = "Nobody waits for this page any more. Run the command again, and open the address that it prints.";
const DONE = "You can close this window and go back to the command.";

const TEXTS = {
  use: {
    title: "Use your passkey",
    text: (vault: string) => `The command keepsake asks for a passkey that opens the vault “${vault}”.`,
    go: "Use passkey",
    done: "Passkey used",
    note: "What the passkey gives goes to the command on this computer, and nowhere else.",
  },
  enroll: {
    title: "Create a passkey",
    text: (vault: string) =>
      `The command keepsake asks for a new passkey for the vault “${vault}”. Your browser asks twice or more: to make it, and to make sure that it works.`,
    go: "Create passkey",
    done: "Passkey created",
    note: "If the vault has no other key, its backups are lost with this passkey. Programs on this computer that show pages at “localhost” can ask for it too.",
  },
} as const;

/** What is said before the browser asks again. */
const AGAIN: Readonly<Partial<Record<PasskeyStep, string>>> = {
  confirm: "The passkey was made. Now use it, to make sure that it works.",
  compare: "Use it once more, to make sure that it gives the same secret each time.",
  again: "The passkey gave nothing yet. Use it once more.",
};

const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
const go = element<HTMLButtonElement>("go");
const giveUp = element<HTMLButtonElement>("give-up");
const token = location.hash.slice(1);

const ask = (path: string, init: RequestInit) =>
  fetch(path, { ...init, cache: "no-store", credentials: "omit", redirect: "error", mode: "same-origin" });

function show(parts: Partial<Record<"title" | "text" | "failure" | "status" | "note", string>>): void {
  for (const [id, text] of Object.entries(parts)) element(id).textContent = text;
}

/** Ends the page's work with a last word. */
function end(title: string, text: string): void {
  element("buttons").hidden = true;
  document.title = `Keepsake: ${title}`;
  show({ title, text, failure: "", status: "", note: "" });
  // The button that was pressed is gone, and a screen reader reads on from here.
  element("title").focus();
}

function clicked(button: HTMLButtonElement, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    button.addEventListener("click", () => resolve(), { once: true, signal });
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

async function start(): Promise<void> {
  let request: CeremonyRequest;
  try {
    const response = await ask("/task", { headers: { [TOKEN_HEADER]: token } });
    request = decodeRequest(await response.text());
  } catch {
    return end("Nothing to do", NOBODY);
  }
  const { title, text, note } = TEXTS[request.kind];
  document.title = `Keepsake: ${title}`;
  show({ title, text: text(request.vault), note });
  element("buttons").hidden = false;
  const stop = new AbortController();
  giveUp.addEventListener("click", () => stop.abort(), { once: true });
  await answer(await untilDone(request, stop.signal), request);
}

/** Tries until there is an answer, or the person gives up. */
async function untilDone(request: CeremonyRequest, signal: AbortSignal): Promise<CeremonyAnswer> {
  let message = "The passkey was not used; run the command again, or use another key.";
  go.textContent = TEXTS[request.kind].go;
  try {
    for (;;) {
      await clicked(go, signal);
      show({ failure: "", status: "Your browser asks you now." });
      go.disabled = true;
      try {
        return await ceremony(request, signal);
      } catch (error) {
        signal.throwIfAborted();
        message = error instanceof KeepsakeError ? error.message : `The page failed (${String(error)}).`;
        show({ failure: message, status: "" });
        go.textContent = "Try again";
      } finally {
        go.disabled = false;
      }
    }
  } catch {
    return { kind: "failed", message };
  }
}

async function ceremony(request: CeremonyRequest, signal: AbortSignal): Promise<CeremonyAnswer> {
  const { rpId, input, nextInput, passkeys, vault } = request;
  // A click for each dialog: some browsers want one.
  const beforeDialog = async (step: PasskeyStep) => {
    const status = AGAIN[step];
    if (status === undefined) return;
    show({ status });
    go.textContent = "Continue";
    go.disabled = false;
    go.focus();
    await clicked(go, signal);
    go.disabled = true;
    show({ status: "Your browser asks you now." });
  };
  if (request.kind === "enroll") {
    const enrolled = await enrollPasskey({
      rp: { id: rpId, name: "Keepsake on this computer" },
      user: { name: `Keepsake: ${vault}` },
      input,
      existing: passkeys,
      beforeDialog,
      signal,
    });
    const { passkey, backupEligibility } = enrolled;
    return { kind: "enroll", passkey, backupEligibility, output: await enrolled.secret.prf(input) };
  }
  const secret = passkeySecret({
    rpIds: [rpId],
    beforeDialog,
    signal,
    ...(nextInput === undefined ? {} : { nextInput }),
  });
  try {
    const { credentialId, output } = (await secret.ask(input, passkeys))!;
    const used = { kind: "use", credentialId, output: output.slice() } as const;
    if (nextInput === undefined) return used;
    const same = passkeys.filter((passkey) => equalBytes(passkey.credentialId, credentialId));
    return { ...used, nextOutput: (await secret.ask(nextInput, same))!.output.slice() };
  } finally {
    secret.forget();
  }
}

/** Sends the one answer. */
async function answer(result: CeremonyAnswer, { kind }: CeremonyRequest): Promise<void> {
  go.disabled = giveUp.disabled = true;
  const headers = { "Content-Type": "application/json", [TOKEN_HEADER]: token };
  try {
    await ask("/answer", { method: "POST", headers, body: encodeMessage(result) });
  } catch {
    return end("Too late", NOBODY);
  } finally {
    if (result.kind !== "failed") result.output.fill(0);
    if (result.kind === "use") result.nextOutput?.fill(0);
  }
  if (result.kind === "failed") end("Given up", DONE);
  else end(TEXTS[kind].done, DONE);
}

// An address that differs in its token only does not load the page again.
addEventListener("hashchange", () => location.reload());
await start();
