import type { Case, CaseContext } from "../case.js";
import { scenarios } from "./kit/scenario.js";
import { paper, secretOf } from "./kit/scene.js";
import { oneBackup } from "./kit/scenes.js";
import { NOW } from "./kit/seed.js";

async function onlyWhereNoneIs(context: CaseContext): Promise<void> {
  const slots = [{ secret: secretOf(await paper()), label: "paper" }];
  const at = (files: Readonly<Record<string, Uint8Array>>) => ({ files, slots, writerName: "phone", now: NOW });
  const { files } = await oneBackup();
  const below = (folder: string) =>
    Object.fromEntries(Object.entries(files).filter(([name]) => name.startsWith(folder)));

  await context.expect("vault.create", at({}), { ok: {} });
  await context.expect("vault.create", at(below("objects/")), { ok: {} });
  const conflict = { reject: { codes: ["store.conflict"] } };
  await context.expect("vault.create", at(files), conflict);
  await context.expect("vault.create", at(below("snapshots/")), conflict);
  await context.expect("vault.create", at({ "headers/0000000000000001": new Uint8Array(9) }), conflict);
  await context.expect("vault.create", at({ "headers/0000000000000007": new Uint8Array() }), conflict);
}

/** Where a vault may begin. */
export const creating = (): readonly Case[] =>
  scenarios("05-header.md", [
    {
      name: "create-empty",
      title: "A vault is made only where no header and no snapshot is",
      requirements: ["create-empty"],
      operations: ["vault.create"],
      why: "Two vaults in one place hide each other, and the older one is lost to its owner.",
      run: onlyWhereNoneIs,
    },
  ]);
