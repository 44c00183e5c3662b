import type { Verb, VerbOption } from "./verb.js";

/** Shared by every verb that opens a vault. */
export const KEY_FILE: VerbOption = ["--recovery-key-file <file>", "File that holds the recovery key"];
/** Shared by those that open it with whichever key there is. */
export const PASSKEY: VerbOption = ["--passkey", "Open it with a passkey of this computer instead, in the browser"];

/** The verbs for everyday use: what `--help` says of them, and where their work is done. */
export const vaultVerbs: readonly Verb[] = [
  {
    usage: "init <vault>",
    vault: "write",
    summary: "Make a new vault in a folder or a bucket",
    details:
      "Shows the recovery key once: write down its 64 digits. Who has them can read the backups; without them, nobody can. With --passkey, a passkey of this computer opens the vault too.",
    options: [
      ["--new-recovery-key-file <file>", "Write the recovery key to this new file instead of showing it"],
      ["--passkey", "Also create a passkey of this computer, in the browser"],
      ["--no-recovery-key", "Only the passkey, if it may be synced to other devices"],
    ],
    examples: [
      "init ~/vault",
      "init ~/vault --new-recovery-key-file ~/recovery-key.txt",
      "init ~/vault --passkey",
      "init s3://my-bucket/vault --endpoint https://s3.example.com",
    ],
    json: '{"vault", "vaultId", "recoveryKeyFile"?}',
    load: () => import("./init.js"),
  },
  {
    usage: "backup <exports...>",
    vault: "write",
    summary: "Back up exported chats into a vault",
    details:
      "An export is a .zip or folder of WhatsApp, or a folder that `keepsake restore --format jsonl` wrote. What is already in the vault is not uploaded again. Messages of the last snapshot stay, also those that were deleted on the phone since, unless --replace is given; then give the exports of all chats.",
    required: [["--vault <vault>", "The vault: a folder, or s3://bucket/prefix"]],
    options: [
      ["--me <name>", "Your own name in the export"],
      ["--timezone <zone>", "Time zone of the phone that made the export, such as Europe/Berlin"],
      ["--date-order <order>", "How the export writes dates, where it cannot be told", ["dmy", "mdy", "ymd"]],
      ["--chat-name <name>", "Name of the chat, where the export's own is wrong"],
      ["--account <account>", "Your account at the messenger, such as a phone number"],
      ["--service <service>", "The messenger's name"],
      ["--replace", "Back up only these exports, without the messages of the last snapshot"],
      ["--take-over", "Let this device write from now on instead of the one that wrote before"],
      KEY_FILE,
      PASSKEY,
    ],
    examples: [
      "backup 'WhatsApp Chat with Ann.zip' --vault ~/vault --me 'Ben' --timezone Europe/Berlin",
      "backup 'WhatsApp Chat with Ann.zip' --vault s3://my-bucket/vault --me 'Ben'",
    ],
    json: '{"snapshot", "totals": {"messages", "chats", …}, "uploaded": {"objects", "bytes"}, "reused", "lost", "warnings", …}',
    load: () => import("./backup.js"),
  },
  {
    usage: "snapshots <vault>",
    vault: "read",
    summary: "List what can be restored, and what each snapshot added",
    details:
      "Added are the objects that the snapshot before does not need, and their stored size: what that backup uploaded, unless it was still stored from earlier. It is told from the messages that changed, without reading media. The oldest snapshot has none before it.",
    options: [KEY_FILE, PASSKEY],
    examples: ["snapshots ~/vault"],
    json: '{"snapshots": [{"sequence", "createdAtMs", "writerName", "totals", "added"?: {"objects", "bytes"}, …}], "problems": [{"code", "message", "name"?}]}',
    load: () => import("./snapshots.js"),
  },
  {
    usage: "restore <vault>",
    vault: "read",
    summary: "Write backed-up chats and media into a new folder",
    details:
      "html: pages to read in any browser; jsonl: everything, for programs; files: the photos, videos and documents. What is damaged is named, and everything else is restored. The vault may be a .keepsake file.\n\nWith --salvage, messages that are lost are taken from older snapshots, as they were then; some may have been deleted since. lost.txt and lost.json in the folder list all that the snapshot had and that is damaged: the chat, the ids of messages where they are known, the names of files. The exit code is 0 only if nothing is.",
    required: [["--to <dir>", "Folder to write to; must be empty or new"]],
    options: [
      ["--format <format>", "html (default), jsonl or files", ["html", "jsonl", "files"]],
      ["--snapshot <number>", "The snapshot to restore; the newest otherwise"],
      ["--chat <name>", "Only the chat of this name or id"],
      ["--salvage", "After damage, get everything that is still there, and write a list of what is not"],
      ["--accept-lost-account", "Go on even if the part with the names of people and chats is lost"],
      KEY_FILE,
      PASSKEY,
    ],
    examples: [
      "restore ~/vault --to ~/restored",
      "restore backup.keepsake --to ~/restored --format jsonl",
      "restore ~/vault --to ~/restored --salvage",
    ],
    json: '{"to", "open", "snapshot", "chats", "messages", "files", "expired", "lost": [{"code", "message", "kind", …}], "report"?, …}',
    load: () => import("./restore.js"),
  },
  {
    usage: "check <vault>",
    vault: "read",
    summary: "Look for damage and missing files",
    options: [["--read-data", "Also read and verify every stored byte"], KEY_FILE, PASSKEY],
    examples: ["check ~/vault", "check ~/vault --read-data", "check ~/vault --passkey"],
    json: '{"ok", "findings": [{"code", "message", "name"?, …}], "unreferenced", "unknownNames", "sequences", …}',
    load: () => import("./check.js"),
  },
  {
    usage: "repair <vault> [exports...]",
    vault: "write",
    summary: "Put back what is damaged or missing, from the exports that were backed up",
    details:
      "Give the exports, and the options, of the backups. Each damaged object whose original is among them is deleted and stored again under its own name; nothing else in the vault changes. What cannot be put back is named. For messages that only an older snapshot has, give the exports that were backed up then, and no others. Stopped in the middle, it goes on when it is run again.",
    options: [
      ["--me <name>", "Your own name in the export"],
      ["--timezone <zone>", "Time zone of the phone that made the export, such as Europe/Berlin"],
      ["--date-order <order>", "How the export writes dates, where it cannot be told", ["dmy", "mdy", "ymd"]],
      ["--chat-name <name>", "Name of the chat, where the export's own is wrong"],
      ["--delete-headers", "Delete the headers that keep this device from writing, for good"],
      KEY_FILE,
      PASSKEY,
    ],
    examples: ["repair ~/vault 'WhatsApp Chat with Ann.zip' --me 'Ben'", "repair ~/vault --delete-headers"],
    json: '{"deletedHeaders": [{"name", "revision", "code"?}], "repaired": [names], "findings": [{"code", "message", …}]}',
    load: () => import("./repair.js"),
  },
  {
    usage: "accept <vault>",
    vault: "write",
    summary: "Take a vault as it is, though this device remembers something newer",
    details:
      "For a vault that is older than this device remembers, or another than it remembers, and where you know why: say, because you put back a copy yourself. Shows what is there and what is remembered, and asks. Then the device forgets what it remembered. Nothing in the vault changes; other devices go on to report what they remember.",
    options: [["--yes", "Accept what is shown without being asked"], KEY_FILE, PASSKEY],
    examples: ["accept ~/vault"],
    json: '{"accepted", "differences": [{"code", "message"}], "epoch"?, "headerRevision"?, "snapshot"?: {"sequence", "createdAtMs", "writerName", "totals", …}, …}',
    load: () => import("./accept.js"),
  },
  {
    usage: "inspect <vault-or-file>",
    vault: "read",
    summary: "Show what a storage provider sees, or with the key what is inside",
    details:
      "Takes a vault, a .keepsake file, or one stored file of a vault. Without --recovery-key-file, --passkey or KEEPSAKE_RECOVERY_KEY_FILE no key is used; unset that variable to see only what the provider sees.",
    options: [KEY_FILE, PASSKEY],
    examples: ["inspect ~/vault", "inspect ~/vault --recovery-key-file ~/recovery-key.txt"],
    json: '{"seen": {"headers", "snapshots", "marks", "objects", …}, "inside"?: {"slots", "snapshots", "writer", …}}',
    load: () => import("./inspect.js"),
  },
  {
    usage: "forget <vault> [snapshots...]",
    vault: "write",
    summary: "Delete snapshots, but never the newest",
    details:
      "Takes the numbers of snapshots, or rules that say which to keep; all others are then forgotten. A snapshot stays if any rule keeps it. Days begin at midnight here, weeks on Monday; those without a snapshot do not count.",
    options: [
      ["--keep-last <number>", "Keep the newest snapshots, this many"],
      ["--keep-daily <number>", "Keep the newest snapshot of each of the last days, this many"],
      ["--keep-weekly <number>", "Keep the newest snapshot of each of the last weeks, this many"],
      ["--keep-monthly <number>", "Keep the newest snapshot of each of the last months, this many"],
      ["--keep-yearly <number>", "Keep the newest snapshot of each of the last years, this many"],
      ["--dry-run", "Only show what would be forgotten"],
      KEY_FILE,
      PASSKEY,
    ],
    examples: ["forget ~/vault 3 4", "forget ~/vault --keep-daily 7 --keep-weekly 5 --keep-monthly 12 --dry-run"],
    json: '{"kept"?: [{"sequence", "createdAtMs", "reasons": ["last", "daily", …]}], "forgotten": [numbers], "dryRun"}',
    load: () => import("./forget.js"),
  },
  {
    usage: "prune <vault>",
    vault: "write",
    summary: "Free the space of what no snapshot needs",
    details:
      "Marks it first, and deletes it when prune runs again after the grace period, so that no other device loses what it is just backing up.",
    options: [
      ["--grace <time>", "How long to wait, such as 7d (default) or 36h"],
      [
        "--only-writer",
        "No other device writes to this vault: allows less than a day, and 0d deletes at once what is not marked yet",
      ],
      KEY_FILE,
      PASSKEY,
    ],
    examples: ["prune ~/vault", "prune ~/vault --grace 0d --only-writer"],
    json: '{"deleted": {"objects", "bytes"}, "marked": {"objects", "bytes"}, "waiting": {"objects", "bytes", "untilMs"}, "problems"}',
    load: () => import("./prune.js"),
  },
  {
    usage: "copy <from> <to>",
    vault: "write",
    summary: "Copy a vault to another place, or bring a copy up to date, without a key",
    details:
      "From a vault or a .keepsake file. What is there already is not copied again, so a copy that was stopped goes on. Nothing is deleted at the copy: what was forgotten here stays there until forget and prune run there, too. Without a key nobody sees whether the bytes are right: `check --read-data` does. Do not back up to the copy. From bucket to bucket, both are reached with the same credentials and at the same address, unless <to> has others.",
    options: [
      ["--to-endpoint <url>", "Address of the service of <to>, where it is another than that of <from>"],
      [
        "--to-profile <name>",
        "Profile of the AWS configuration with the credentials for <to>, where they are others than those for <from>",
      ],
    ],
    examples: [
      "copy ~/vault /media/disk/vault",
      "copy ~/vault s3://my-bucket/vault",
      "copy s3://my-bucket/vault s3://other-bucket/vault --to-profile other-account",
    ],
    json: '{"from", "to", "copied": {"files", "bytes"}, "extra": {"headers", "snapshots", "objects"}, "problems": [{"code", "message", "name"}]}',
    load: () => import("./copy.js"),
  },
];
