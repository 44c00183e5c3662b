import { existsSync } from "node:fs";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createSoftwareAuthenticator } from "../authenticator/index.js";
import { bytes, count, duration } from "../command/words.js";
import { type BackupSummary, backup } from "../core/backup.js";
import { toHex } from "../core/bytes.js";
import { chooseSnapshot } from "../core/history.js";
import { inspectStore } from "../core/inspect.js";
import { secureRandomness } from "../core/randomness.js";
import { formatRecoveryKey, generateRecoveryKey } from "../core/recovery-key.js";
import { openAttachment, readFrames } from "../core/restore.js";
import type { Secret } from "../core/secret.js";
import { listFiles, type Store } from "../core/store.js";
import { openVault, type Vault } from "../core/vault.js";
import { createVault } from "../core/vault-create.js";
import { exportHtml } from "../export/html.js";
import { type ImportResult, openExport } from "../import/index.js";
import { openPath } from "../import/node.js";
import type { ExportSource } from "../import/source.js";
import { folderStore } from "../node/store-folder.js";
import "../node/index.js";
import { type Chats, compare } from "./compare.js";

/**
 * `npm start`: seals sample chats into a vault, opens it with each of two keys, and compares everything with the
 * original. Every figure that it prints was measured in this run; a difference exits with 1.
 */
const SAMPLE = fileURLToPath(new URL("../../../reference/sample/", import.meta.url));
const RP_ID = "keepsake.example";

if (existsSync(SAMPLE)) await demonstrate();
else say("The sample chats are in the project's repository; run the demo there.");

async function demonstrate(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "keepsake-demo-"));
  const store = folderStore(join(folder, "vault"));
  const digits = generateRecoveryKey(secureRandomness);
  const authenticator = createSoftwareAuthenticator();
  const { credentialId } = authenticator.makeCredential(RP_ID);
  const recoveryKey: Secret = { kind: "recovery-key", digits };
  const passkey = authenticator.asSecret(credentialId);

  say("1. A new vault with two keys: a recovery key of 64 digits,\n");
  for (const row of formatRecoveryKey(digits)) say(`      ${row}`);
  say("\n   and a passkey (made in software here; otherwise your phone or your security key has it).");
  const vault = await createVault(store, {
    slots: [
      { secret: recoveryKey, label: "recovery key" },
      { secret: passkey, passkey: authenticator.asSlot(credentialId), label: "passkey" },
    ],
  });

  const imported = await openSample();
  const [summary, sealMs] = await timed(() => seal(vault, imported));
  tellSealed(summary, imported, sealMs);
  await tellSeen(store);

  // The sample has every file that it names: what the backup could not read was told above.
  const original: Chats = {
    frames: imported.frames,
    open: async (one) => (await imported.openAttachment(one))!.read(),
  };
  say("\n4. Restored and compared with the chats as they were, message by message and byte by byte:");
  const same = [
    await verify("recovery key", store, recoveryKey, original),
    await verify("passkey", store, passkey, original),
  ];
  const page = await writePages(store, recoveryKey, join(folder, "restored"));
  say(`\n5. The restored chats as pages, to look at in any browser:\n\n      ${page}\n`);
  if (same.includes(false)) process.exitCode = 1;
}

async function openSample(): Promise<ImportResult> {
  const expected = JSON.parse(await readFile(join(SAMPLE, "expected.json"), "utf8"));
  const exports: { path: string; me: string }[] = expected.exports;
  const sources: ExportSource[] = [];
  for (const { path } of exports) sources.push(...(await openPath(join(SAMPLE, path))));
  return openExport(sources, { me: exports[0]!.me, timezone: "Europe/London" });
}

function seal(vault: Vault, imported: ImportResult): Promise<BackupSummary> {
  return backup(vault, {
    frames: imported.frames,
    openAttachment: (attachment) => imported.openAttachment(attachment),
    producer: "keepsake demo",
  });
}

function tellSealed({ totals, counts, lost }: BackupSummary, { report }: ImportResult, ms: number): void {
  const { messages, chats, photos, videos, attachments, attachmentBytes } = totals;
  say(
    `\n2. Sealed ${count(messages, "message")} in ${count(chats, "chat")}, ${count(photos, "photo")}, ${count(videos, "video")} and ` +
      `${count(attachments - photos - videos, "other file")} (${bytes(attachmentBytes)})`,
  );
  say(
    `   from ${count(report.chats.length, "exported chat")} in ${duration(ms)}: ${count(counts.stored.objects, "object")} of ${bytes(counts.stored.bytes)}.`,
  );
  if (lost.length > 0) {
    say(`   ${count(lost.length, "file")} could not be read: ${lost[0]!.message}`);
    process.exitCode = 1;
  }
}

async function tellSeen(store: Store): Promise<void> {
  const { headers, objects } = await inspectStore(store);
  const { vaultId, slots = [] } = headers[0]!;
  const kinds = slots.map(({ kind }) => kind.replace("-", " ")).join(" and ");
  say(`\n3. All that a storage provider sees: vault ${toHex(vaultId!)}, that a ${kinds} open it,`);
  const number = objects.reduce((sum, entry) => sum + entry.count, 0);
  say(`   and ${count(number, "object")} of padded sizes, such as`);
  for (const { name, size } of (await listFiles(store, "objects/")).slice(0, 3)) {
    say(`      ${name}  ${size.toLocaleString("en")} bytes`);
  }
}

async function verify(name: string, store: Store, secret: Secret, original: Chats): Promise<boolean> {
  const [result, ms] = await timed(async () => {
    const vault = await openVault(store, secret);
    const frames = readFrames(vault, await chooseSnapshot(vault));
    return compare(original, { frames, open: async (attachment) => openAttachment(vault, attachment) });
  });
  const { messages, media, mediaBytes, differences } = result;
  say(
    differences.length === 0
      ? `   with the ${name}: all ${count(messages, "message")} and all ${bytes(mediaBytes)} in ${count(media, "file")} are the same (${duration(ms)}).`
      : `   with the ${name}: ${count(differences.length, "difference")}: ${differences.slice(0, 5).join("; ")}.`,
  );
  return differences.length === 0;
}

async function writePages(store: Store, secret: Secret, target: string): Promise<string> {
  const vault = await openVault(store, secret);
  const frames = readFrames(vault, await chooseSnapshot(vault));
  await exportHtml(frames, target, {
    openMedia: async (attachment) => openAttachment(vault, attachment),
    timeZone: "Europe/London",
  });
  return join(target, "index.html");
}

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const start = performance.now();
  return [await work(), performance.now() - start];
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
