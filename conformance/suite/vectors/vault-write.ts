import { equalBytes } from "../../../reference/core/bytes.js";
import { Mismatch, type Value, type Values } from "../case.js";
import { bytesOf, filesOf, type Inputs, type Vector } from "./load.js";
import type { Request } from "./request.js";

type Files = Readonly<Record<string, Uint8Array>>;

/** Does what a log says that was done to a store. */
function applied(files: Files, log: Value | undefined): Files {
  const changed = { ...files };
  for (const entry of (log ?? []) as readonly Values[]) {
    if (typeof entry.put === "string") changed[entry.put] = entry.bytes as Uint8Array;
    if (typeof entry.delete === "string") delete changed[entry.delete];
  }
  return changed;
}

/** What is stored after the steps whose answers these are. */
const stored = (answers: readonly Values[]) => answers.reduce<Files>((files, { log }) => applied(files, log), {});

/** A secret of a step, with an authenticator in software for a passkey. */
function secretOf(slot: Inputs): Values {
  if (slot.kind === "recovery-key") return { kind: "recovery-key", digits: slot.digits };
  const { rpId } = slot;
  return {
    kind: "cred-random",
    credentialId: bytesOf(slot.credentialId),
    rpId,
    credRandom: bytesOf(slot.credRandom),
  };
}

function newSlot(slot: Inputs): Values {
  const { label, transports, backupEligibility } = slot;
  return { secret: secretOf(slot), label, transports, backupEligibility };
}

function stepArgs(step: Inputs): { readonly operation: string; readonly args: Values } {
  const { now } = step;
  switch (step.do) {
    case "create":
      return {
        operation: "vault.create",
        args: { now, slots: step.slots.map(newSlot), writerName: step.writerName },
      };
    case "backup": {
      const { account, service, producer } = step;
      const contents = filesOf(step.contents);
      return {
        operation: "vault.backup",
        args: { now, frames: step.frames.map(bytesOf), contents, account, service, producer },
      };
    }
    default:
      return {
        operation: "vault.rotate",
        args: { now, secrets: step.slots.map(secretOf), remove: step.remove.map(bytesOf) },
      };
  }
}

/** @throws Mismatch at the first file that is missing, too many, or has other bytes */
function compareFiles(actual: Files, expected: Files): void {
  for (const name of new Set([...Object.keys(expected), ...Object.keys(actual)].sort())) {
    const [is, shouldBe] = [actual[name], expected[name]];
    if (shouldBe === undefined) throw new Mismatch(`${name} is stored, and should not be`, { actual: is! });
    if (is === undefined) throw new Mismatch(`${name} is not stored`, { expected: shouldBe });
    if (!equalBytes(is, shouldBe)) throw new Mismatch(`${name} has other bytes`, { expected: shouldBe, actual: is });
  }
}

/**
 * The steps of a vector `write`, each given the files and the device state that the one before left. In the end every
 * file has to be the one of the vector.
 */
export function writeRequests({ inputs, expect }: Vector): Request[] {
  const seed = bytesOf(inputs.seed);
  const steps = inputs.steps.map(stepArgs);
  return steps.map(({ operation, args }: (typeof steps)[number], i: number): Request => {
    const isLast = i === steps.length - 1;
    return {
      operation,
      args: (before) => ({
        ...args,
        seed,
        ...(i === 0 ? {} : { files: stored(before), state: before.at(-1)!.state }),
      }),
      expectation: { ok: {} },
      ...(isLast ? { verify: (answers) => compareFiles(stored(answers), filesOf(expect.ok.files)) } : {}),
    };
  });
}
