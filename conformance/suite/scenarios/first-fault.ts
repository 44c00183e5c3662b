import { bytesFor } from "../../../reference/arbitraries/bytes-for.js";
import { headerName } from "../../../reference/core/names.js";
import { OBJECT_TYPE } from "../../../reference/core/object.js";
import type { Case, CaseContext, Values } from "../case.js";
import { attachmentFile, attachmentReference, headerFile } from "./kit/forge.js";
import { vaultOf } from "./kit/prunable.js";
import { scenarios } from "./kit/scenario.js";
import { paper } from "./kit/scene.js";
import { oneBackup } from "./kit/scenes.js";

const VERSION = 8;
const KIND = 9;
/** In the commitment of an object. */
const COMMITMENT = 40;

const changed = (bytes: Uint8Array, at: Readonly<Record<number, number>>) => bytes.map((byte, i) => at[i] ?? byte);
const longer = (bytes: Uint8Array) => new Uint8Array([...bytes, 0]);

/** Files with several faults, each with the code of the one that is found first. */
async function firstFault(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const vault = await vaultOf(scene);
  const refused = (operation: string, args: Values, code: string) =>
    context.expect(operation, args, { reject: { codes: [code] } });

  const header = scene.files[headerName(1)]!;
  await context.expect("header.parse", { file: header, revision: 1 }, { ok: { revision: 1 } });
  const version = { file: changed(header, { [VERSION]: 2, [KIND]: 3 }), revision: 1 };
  await refused("header.parse", version, "input.unsupported-version");
  const cut = { file: changed(header, { [VERSION]: 2 }).slice(0, 50), revision: 7 };
  await refused("header.parse", cut, "input.unsupported-version");
  const featured = (await headerFile(vault, { fields: { requiredFeatures: [7] } }))[headerName(2)]!;
  await refused("header.parse", { file: featured, revision: 2 }, "input.unsupported-version");
  await refused("header.parse", { file: featured, revision: 9 }, "header.malformed");

  const content = bytesFor("several faults", 500);
  const { id, key, length, digest } = await attachmentReference(vault, "photo", content);
  const file = await attachmentFile(vault, { id, key, length, digest }, content);
  const reading = (stored: Uint8Array) => ({
    vaultId: vault.vaultId,
    type: OBJECT_TYPE.attachment,
    reference: { id, key, length, digest },
    file: stored,
  });
  await context.expect("object.read", reading(file), { ok: { content } });
  await refused("object.read", reading(longer(changed(file, { [VERSION]: 2 }))), "object.size");
  const other = changed(file, { [KIND]: 2, [COMMITMENT]: file[COMMITMENT]! ^ 1 });
  await refused("object.read", reading(other), "object.wrong-kind");
  await refused("object.read", reading(changed(other, { [VERSION]: 2 })), "input.unsupported-version");

  const digits = await paper();
  await context.expect("recovery-key.parse", { text: digits }, { ok: { digits } });
  const wrong = `${digits[0] === "0" ? 1 : 0}${digits.slice(1)}`;
  await refused("recovery-key.parse", { text: wrong }, "key.recovery-check-digit");
  await refused("recovery-key.parse", { text: wrong.slice(0, -1) }, "key.recovery-malformed");
  await refused("recovery-key.parse", { text: wrong.padEnd(4097, " ").replace(" ", "x") }, "input.limit-exceeded");
}

/** Which of several faults is reported. */
export const firstFaults = (): Case[] =>
  scenarios("11-errors.md", [
    {
      name: "error-first",
      title: "Of several faults the one is reported that is found first in the order of the layer",
      requirements: ["error-first"],
      operations: ["header.parse", "object.read", "recovery-key.parse"],
      why: "Programs advise by the code; two that find another one give people other advice.",
      run: firstFault,
    },
  ]);
