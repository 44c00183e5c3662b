/**
 * Makes every vector. The same on every run and platform: random values are named, and nothing else varies.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { archiveLayer } from "./archive.js";
import { derivationLayer } from "./derivation.js";
import { digestLayer } from "./digest.js";
import { framesLayer } from "./frames.js";
import { headerLayer } from "./header.js";
import { markLayer } from "./mark.js";
import { objectLayer } from "./object.js";
import { paddingLayer } from "./padding.js";
import { passkeyLayer } from "./passkey.js";
import { recoveryKeyLayer } from "./recovery-key.js";
import { rotationLayer } from "./rotation.js";
import { sealingLayer } from "./sealing.js";
import { segmentLayer } from "./segment.js";
import { slotsLayer } from "./slots.js";
import { snapshotLayer } from "./snapshot.js";
import { vaultLayer } from "./vault.js";
import { writeAll } from "./write.js";

const [folder = fileURLToPath(new URL("../../../vectors", import.meta.url))] = process.argv.slice(2);

writeAll(folder, [
  recoveryKeyLayer(),
  await derivationLayer(),
  await digestLayer(),
  await sealingLayer(),
  paddingLayer(),
  await passkeyLayer(),
  await slotsLayer(),
  await headerLayer(),
  await objectLayer(),
  segmentLayer(),
  framesLayer(),
  await snapshotLayer(),
  await markLayer(),
  await archiveLayer(),
  await rotationLayer(),
  await vaultLayer(),
]);
