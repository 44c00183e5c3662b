import type { Verb, VerbOption } from "./verb.js";
import { KEY_FILE, PASSKEY } from "./verbs-vault.js";

const ROTATION: readonly VerbOption[] = [
  [
    "--keep [files...]",
    "Files with other recovery keys that are to go on opening the vault; without a file, one is asked for",
  ],
  ["--drop-others", "Let go of the keys that are not at hand, without asking"],
  ["--deep", "Seal and upload anew everything that the newest backup refers to"],
  [
    "--take-over",
    "Let this device write from now on; back up from it afterwards, or what the other one made last stays as it is",
  ],
];

/** The verbs about keys and archives: what `--help` says of them, and where their work is done. */
export const keyVerbs: readonly Verb[] = [
  {
    usage: "key new",
    summary: "Make a recovery key that belongs to no vault yet",
    options: [["--new-recovery-key-file <file>", "Write it to this new file instead of showing it"]],
    examples: ["key new"],
    json: '{"rows": [8 strings]} or {"recoveryKeyFile"}',
    load: () => import("./key-new.js"),
  },
  {
    usage: "key check",
    vault: "read",
    summary: "Find typing errors in a recovery key, row by row",
    options: [["--vault <vault>", "Also say whether it opens this vault"], KEY_FILE],
    examples: ["key check", "key check --vault ~/vault --recovery-key-file ~/recovery-key.txt"],
    json: '{"ok": true, "opens"?}',
    load: () => import("./key-check.js"),
  },
  {
    usage: "key recover",
    vault: "read",
    summary: "Complete a recovery key with up to 6 unreadable digits",
    details:
      "Write ? for every digit that cannot be read. With --vault the right key is found; without, it is found only if a single one fits the check digits.",
    options: [
      ["--vault <vault>", "The vault that the key opens"],
      ["--new-recovery-key-file <file>", "Write the complete key to this new file instead of showing it"],
      KEY_FILE,
    ],
    examples: ["key recover --vault ~/vault"],
    json: '{"fits", "rows"?: [8 strings], "recoveryKeyFile"?}',
    load: () => import("./key-recover.js"),
  },
  {
    usage: "slot list <vault>",
    vault: "read",
    summary: "List the keys that open a vault",
    details:
      "With --recovery-key-file, --passkey or KEEPSAKE_RECOVERY_KEY_FILE also their names and dates, which are sealed.",
    options: [KEY_FILE, PASSKEY],
    examples: ["slot list ~/vault"],
    json: '{"slots": [{"slotId", "kind", "passkey", "label"?, "createdAtMs"?, …}]}',
    load: () => import("./slot-list.js"),
  },
  {
    usage: "slot add <vault>",
    vault: "write",
    summary: "Add another recovery key, or a passkey of this computer",
    details:
      "With --passkey, a page at http://localhost is printed, to be opened in this computer's browser. Such a passkey opens the vault with this command only. Any program that shows pages at localhost can ask for it too, so it serves a desktop of one's own, and tests. An app or site uses a domain of its own.",
    options: [
      ["--passkey", "Add a passkey, in the browser, instead of a recovery key"],
      ["--label <text>", "How you will know it in the list"],
      ["--new-recovery-key-file <file>", "Write the new key to this new file instead of showing it"],
      KEY_FILE,
      ["--open-with-passkey", "Open it with a passkey that it has, in the browser"],
    ],
    examples: ["slot add ~/vault --label 'in the safe'", "slot add ~/vault --passkey --label laptop"],
    json: '{"slot", "recoveryKeyFile"?}',
    load: () => import("./slot-add.js"),
  },
  {
    usage: "slot remove <vault> <slot>",
    vault: "write",
    summary: "Remove a key, and renew what it protected",
    details:
      "The vault gets a new root key, because whoever has the old one could go on reading. Other keys are kept only if they are at hand; at a terminal you are asked about each. To replace a key that leaked, add a new one first.",
    options: [
      ["--secret-destroyed", "The secret no longer exists anywhere: only delete its slot"],
      ...ROTATION,
      KEY_FILE,
      PASSKEY,
    ],
    examples: ["slot remove ~/vault 3f2a", "slot remove ~/vault 3f2a --keep ~/other-key.txt"],
    json: '{"removed", "dropped": [slot ids], "epoch", "deep"?: as from slot reseal}',
    load: () => import("./slot-remove.js"),
  },
  {
    usage: "slot rotate <vault>",
    vault: "write",
    summary: "Give the vault a new root key, keeping the keys that are at hand",
    details:
      "Who has the old root key reads nothing that is backed up from now on. No media are uploaded again, unless --deep asks for it: then an old key opens nothing of the newest backup either. The key that opens the vault is kept, be it a recovery key or a passkey; at a terminal you are asked about each other one.",
    options: [...ROTATION, KEY_FILE, PASSKEY],
    examples: [
      "slot rotate ~/vault",
      "slot rotate ~/vault --passkey --keep ~/recovery-key.txt",
      "slot rotate ~/vault --deep",
    ],
    json: '{"epoch", "kept": [slot ids], "dropped": [slot ids], "deep"?: as from slot reseal}',
    load: () => import("./slot-rotate.js"),
  },
  {
    usage: "slot reseal <vault>",
    vault: "write",
    summary: "Go on with a rotation with --deep that was stopped",
    details:
      "What the newest backup refers to and is not yet sealed under the vault's root key is sealed and uploaded anew. The key stays as it is. Older backups keep what they refer to until they are forgotten and pruned.",
    options: [KEY_FILE, PASSKEY],
    examples: ["slot reseal ~/vault"],
    json: '{"snapshot"?, "uploaded": {"objects", "bytes"}, "reused": {…}, "lost": [losses]}',
    load: () => import("./slot-reseal.js"),
  },
  {
    usage: "archive pack <vault> <file>",
    vault: "read",
    summary: "Put a whole vault into one .keepsake file",
    details: "No key is needed. Every verb that only reads takes the file in place of a vault.",
    examples: ["archive pack ~/vault backup.keepsake"],
    json: '{"file", "bytes"}',
    load: () => import("./archive-pack.js"),
  },
  {
    usage: "archive unpack <file> <vault>",
    vault: "write",
    summary: "Turn a .keepsake file into a vault again",
    details:
      "No key is needed. The place must be empty or new; an unpacking that was stopped goes on when it is run again.",
    examples: ["archive unpack backup.keepsake ~/vault"],
    json: '{"vault", "files", "bytes"}',
    load: () => import("./archive-unpack.js"),
  },
];
