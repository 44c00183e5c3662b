import { digest } from "../../../reference/core/digest.js";
import type { Case, CaseContext, Values } from "../case.js";
import { attachmentReference, damaged, nameOf } from "./kit/forge.js";
import { demandEqual, messageIds, refuse } from "./kit/judge.js";
import { TWO_MONTHS } from "./kit/library.js";
import { deletedNames, putNames } from "./kit/log.js";
import { untidy, vaultOf, WEEK } from "./kit/prunable.js";
import { scenarios } from "./kit/scenario.js";
import { secretOf, spare } from "./kit/scene.js";
import { oneBackup } from "./kit/scenes.js";
import { NOW, provider } from "./kit/seed.js";

const UNAVAILABLE = { reject: { codes: ["store.unavailable"] } };
const failing = (before: string, prefix: string) => [{ before, prefix, nth: 1, fail: true }];

async function readingFails(context: CaseContext): Promise<void> {
  const scene = { ...(await oneBackup()), now: NOW };
  await context.expect("vault.open", scene, { ok: { snapshot: 1 } });
  await context.expect("vault.restore", scene, { ok: { lost: [] } });
  for (const [before, prefix] of [
    ["list", "headers/"],
    ["get", "headers/"],
    ["list", "snapshots/"],
    ["get", "snapshots/"],
  ] as const) {
    await context.expect("vault.open", { ...scene, interference: failing(before, prefix) }, UNAVAILABLE);
  }
  const segment = nameOf((await vaultOf(scene)).latest!.snapshot.segments[1]!.object);
  await context.expect("vault.check", { ...scene, readData: false }, { ok: { findings: [] } });
  await context.expect("vault.check", { ...scene, interference: failing("list", "objects/") }, UNAVAILABLE);
  await reportsFailure(context, "vault.check", { ...scene, interference: failing("get", segment) }, "findings");
  await reportsFailure(context, "vault.restore", { ...scene, interference: failing("get", segment) }, "lost");
}

/** A store that fails at one object: the operation may end there, or go on and report it. */
async function reportsFailure(context: CaseContext, operation: string, args: Values, list: string): Promise<void> {
  const { ok } = await context.call(operation, args);
  if (ok === undefined) await context.expect(operation, args, UNAVAILABLE);
  else {
    const codes = (ok[list] as { code: string }[]).map(({ code }) => code);
    demandEqual(`What ${operation} reports`, codes, ["store.unavailable"]);
  }
}

async function writingFails(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const slot = { secret: secretOf(await spare()), label: "spare" };
  const codes = ["store.unavailable"] as const;
  const put = await refuse(
    context,
    "vault.slot-add",
    scene,
    { slot, interference: failing("put", "headers/") },
    ...codes,
  );
  demandEqual("What was done", put.length, 0);
  const rotating = await refuse(context, "vault.rotate", scene, { interference: failing("put", "headers/") }, ...codes);
  demandEqual("What was done", rotating.length, 0);
  const marked = { graceMs: WEEK, interference: failing("list", "marks/") };
  const pruning = await refuse(context, "vault.prune", await untidy(), marked, ...codes);
  demandEqual("What was done", [putNames(pruning), deletedNames(pruning)], [[], []]);
}

/** The file shrinks between the list and the reading: what comes is shorter than what the store promised. */
async function shortRange(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const vault = await vaultOf(scene);
  const name = nameOf(await attachmentReference(vault, "m2-photo", TWO_MONTHS.contents["m2-photo"]!));
  const put = { [name]: scene.files[name]!.slice(0, -5) };
  const args = { ...scene, now: NOW };
  await context.expect("vault.restore", args, { ok: { lost: [] } });
  for (const nth of [1, 2]) {
    const interference = [{ before: "get", prefix: name, nth, put }];
    const found = await context.expect("vault.restore", { ...args, interference }, { ok: {} });
    // Who reads it with one call sees the whole file before the second.
    if (nth === 2 && (found.lost as unknown[]).length === 0) continue;
    const lost = (found.lost as { code: string; name: string }[]).map((loss) => [loss.code, loss.name]);
    demandEqual("What was lost", lost, [["object.truncated", name]]);
    demandEqual("The messages", messageIds(found.frames as string[]), ["m1", "m2", "m3", "m4"]);
  }
}

async function vanishes(context: CaseContext): Promise<void> {
  const scene = await oneBackup();
  const vault = await vaultOf(scene);
  const content = TWO_MONTHS.contents["m2-photo"]!;
  const name = nameOf(await attachmentReference(vault, "m2-photo", content));
  const run = async (change: object) => {
    const interference = [{ before: "get", prefix: name, nth: 1, ...change }];
    const { lost } = await context.expect("vault.restore", { ...scene, now: NOW, interference }, { ok: {} });
    return (lost as { code: string }[]).map(({ code }) => code);
  };
  demandEqual("What was lost of a file that vanished", await run({ delete: [name] }), ["object.missing"]);
  const changed = { put: { [name]: damaged(scene.files[name]!) } };
  demandEqual("What was lost of a file that changed", await run(changed), ["object.auth"]);
  demandEqual("What was lost otherwise", await run({ put: { "notes.txt": await digest(provider, content) } }), []);
}

/** What a store may do. */
export const stores = (): Case[] =>
  scenarios("09-vault.md", [
    {
      name: "store-fails-reading",
      title: "A store that does not answer is reported as that, not as a loss or an empty vault",
      requirements: ["store-unavailable", "error-code"],
      operations: ["vault.open", "vault.restore", "vault.check"],
      features: ["interference"],
      why: "Who is told that nothing is there makes a new vault.",
      run: readingFails,
    },
    {
      name: "store-fails-writing",
      title: "A store that fails while keys are changed or objects pruned is reported as that",
      requirements: ["store-unavailable"],
      operations: ["vault.slot-add", "vault.rotate", "vault.prune"],
      features: ["interference"],
      why: "The user has to know that the old key still opens the vault.",
      run: writingFails,
    },
    {
      name: "store-short-range",
      title: "A range that is shorter than the stored size promised means a shorter file",
      requirements: ["store-short-range"],
      operations: ["vault.restore"],
      features: ["interference"],
      why: "A reader that waits for the rest, or takes what came for all, hangs or restores half a photo.",
      run: shortRange,
    },
    {
      name: "store-changes",
      title: "A file that vanishes or changes while it is restored is a loss like any other",
      requirements: ["store-untrusted", "object-missing", "restore-digest"],
      operations: ["vault.restore"],
      features: ["interference"],
      why: "What was right when the list was read proves nothing of what is read.",
      run: vanishes,
    },
  ]);
