import { headerName } from "../../../reference/core/names.js";
import type { Case, CaseContext, Values } from "../case.js";
import { demandEqual } from "./kit/judge.js";
import { deletedNames, logOf, putNames } from "./kit/log.js";
import { scenarios } from "./kit/scenario.js";
import { paper, secretOf, withSpareSlot } from "./kit/scene.js";
import { oneBackup } from "./kit/scenes.js";
import { NOW } from "./kit/seed.js";

async function onlyWhereNoneIs(context: CaseContext): Promise<void> {
  const slots = [{ secret: secretOf(await paper()), label: "paper" }];
  const at = (files: Readonly<Record<string, Uint8Array>>) => ({ files, slots, writerName: "phone", now: NOW });
  const { files } = await oneBackup();
  const below = (folder: string) =>
    Object.fromEntries(Object.entries(files).filter(([name]) => name.startsWith(folder)));

  await context.expect("vault.create", at({}), { ok: {} });
  await context.expect("vault.create", at({ "headers/note.txt": new Uint8Array(3) }), { ok: {} });
  await context.expect("vault.create", at(below("objects/")), { ok: {} });
  const taken: readonly Readonly<Record<string, Uint8Array>>[] = [
    files,
    below("snapshots/"),
    { "headers/0000000000000001": new Uint8Array(9) },
    { "headers/0000000000000007": new Uint8Array() },
  ];
  for (const there of taken) {
    const { log } = await context.expect("vault.create", at(there), { reject: { codes: ["store.conflict"] } });
    demandEqual("What was done", log ?? null, []);
  }
}

/** Between the first list and the put another device makes a vault, goes on, and deletes its first header. */
async function meanwhile(context: CaseContext): Promise<void> {
  const slots = [{ secret: secretOf(await paper()), label: "paper" }];
  const at = (interference: readonly Values[]) => ({ files: {}, slots, writerName: "phone", now: NOW, interference });
  const first = headerName(1);
  const { files } = await withSpareSlot(await oneBackup());
  const only = (prefix: string) =>
    Object.fromEntries(Object.entries(files).filter(([name]) => name.startsWith(prefix) && name !== first));
  for (const put of [{ ...only("headers/"), ...only("snapshots/") }, only("headers/"), only("snapshots/")]) {
    const { log } = await context.expect("vault.create", at([{ before: "put", prefix: "headers/", nth: 1, put }]), {
      reject: { codes: ["store.conflict"] },
    });
    const entries = logOf({ log });
    demandEqual("What was stored", putNames(entries), [first]);
    demandEqual("What was deleted", deletedNames(entries), [first]);
  }
  // What others put elsewhere is no vault.
  await context.expect("vault.create", at([{ before: "put", prefix: "headers/", nth: 1, put: only("objects/") }]), {
    ok: {},
  });
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
    {
      name: "create-meanwhile",
      title: "A vault is not made where another device made one meanwhile",
      requirements: ["create-overtaken"],
      operations: ["vault.create"],
      features: ["interference"],
      why: "The name of the first header is free again, and a key would be handed out that opens nothing.",
      run: meanwhile,
    },
  ]);
