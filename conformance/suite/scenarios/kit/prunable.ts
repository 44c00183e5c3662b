import { fromHex } from "../../../../reference/core/bytes.js";
import { openMark } from "../../../../reference/core/mark.js";
import type { Decoded, Mark } from "../../../../reference/core/proto/types.js";
import { forget } from "../../../../reference/core/prune.js";
import { referencedObjects } from "../../../../reference/core/references.js";
import type { Vault } from "../../../../reference/core/vault.js";
import { nameOf } from "./forge.js";
import { reopen } from "./judge.js";
import { after, byState, once, open, type Scene } from "./scene.js";
import { twoBackups } from "./scenes.js";
import { DAY, provider } from "./seed.js";

/** Milliseconds. */
export const WEEK = 7 * DAY;

/** The reference's view of a scene. */
export const vaultOf = (scene: Scene): Promise<Vault> => open(scene, byState(scene.state));

/** Two backups of which the first was forgotten: its own segment of February is needed no more. */
export const untidy = once(async () => after(await twoBackups(), "forget", (vault) => forget(vault, [1])));

/** Names of the stored objects that the newest snapshot does not refer to, ascending. */
export async function unneeded(scene: Scene): Promise<string[]> {
  const vault = await vaultOf(scene);
  const needed = await referencedObjects(vault, [vault.latest!]);
  return Object.keys(scene.files)
    .filter((name) => name.startsWith("objects/") && !needed.has(idIn(name).id))
    .sort();
}

/** The id in the name of an object. */
export const idIn = (name: string) => ({ id: fromHex(name.split("/")[2]!) });

/** The marks of a scene, which have to open. */
export async function marksOf(scene: Scene): Promise<Decoded<Mark>[]> {
  const vault = await reopen(scene);
  const keys = new Map(vault.epochs.map(({ epoch, keys }) => [epoch, keys]));
  const names = Object.keys(scene.files).filter((name) => name.startsWith("marks/"));
  return Promise.all(names.map((name) => openMark(provider, keys, vault.vaultId, name, scene.files[name]!)));
}

/** The names of the objects that a mark lists, ascending. */
export const markedNames = ({ objectIds }: Decoded<Mark>) => objectIds.map((id) => nameOf({ id }));
