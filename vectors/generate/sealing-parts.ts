import { CHUNK } from "../../reference/core/chunks.js";
import { seal } from "../../reference/core/cobblestone.js";
import { type SealType, sealContext } from "../../reference/core/derive.js";
import { provider, random } from "./seed.js";

export const key = random("sealing/key", 32);

export const fields = random("sealing/fields", 32);

export const NOTHING = new Uint8Array();

export const LENGTHS = [0, 1, 32, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 1000];

interface Message {
  readonly plaintext: Uint8Array;
  readonly sealed: Uint8Array;
}

export async function message(length: number, type: SealType = "object"): Promise<Message> {
  const plaintext = random("sealing/plaintext", 255).slice(0, 1);
  const long = new Uint8Array(length).map((_, i) => (i * 31 + (i >> 8) * 7 + plaintext[0]!) & 0xff);
  const salt = random(`sealing/salt/${type}/${length}`, 24);
  return { plaintext: long, sealed: await seal(provider, key, sealContext(type, fields), long, salt) };
}
