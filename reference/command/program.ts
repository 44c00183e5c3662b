import { Command, Option } from "commander";
import { conformanceVerbs } from "../../conformance/command/verbs.js";
import { EXIT_MEANINGS } from "./exit-codes.js";
import type { Verb, VerbOption } from "./verb.js";
import { keyVerbs } from "./verbs-key.js";
import { vaultVerbs } from "./verbs-vault.js";
import { packageVersion } from "./version.js";

/** Runs a verb with the options and arguments that were given. */
export type Runner = (verb: Verb, options: Record<string, unknown>, args: unknown[]) => Promise<void>;

const GROUPS: Readonly<Record<string, string>> = {
  key: "Make, check and complete recovery keys",
  slot: "List, add and remove the keys of a vault",
  archive: "Turn a vault into one file, and back",
  conformance: "Test an implementation in any language",
};

const SECRETS = `Secrets are never arguments. A recovery key is read from --recovery-key-file FILE, from the file that
KEEPSAKE_RECOVERY_KEY_FILE names, or from a hidden prompt. For a passkey, --passkey prints the address of a page on
this computer (http://localhost), and waits 5 minutes for it to be used there.`;

const STORES = `A vault is a folder, or s3://bucket/prefix: in Amazon S3, or with --endpoint in a service with the same protocol.
Region and credentials are found as Amazon's own tools find them.`;

const VARIABLES: readonly (readonly [string, string])[] = [
  ["KEEPSAKE_RECOVERY_KEY_FILE", "a file with the recovery key"],
  ["KEEPSAKE_PROVIDER", "node, webcrypto or noble: who computes the cryptography"],
  ["KEEPSAKE_DEBUG", "if set, errors are shown with their stack"],
  ["AWS_…", "region, profile, credentials and AWS_ENDPOINT_URL for vaults in a bucket, as for Amazon's own tools"],
  ["XDG_CACHE_HOME", "where is remembered what was backed up, so that it is not read again; may be deleted"],
  ["XDG_STATE_HOME", "where is remembered what this device saw last, to notice roll-backs (no keys)"],
];

const STORE_GROUP = "Options for a vault in a bucket (s3://bucket/prefix):";
const ENDPOINT: VerbOption = ["--endpoint <url>", "Address of an S3-compatible service; Amazon's own otherwise"];
const SINGLE_WRITER: VerbOption = [
  "--single-writer",
  "No other device ever writes here: allows a service that cannot refuse a name that is taken",
];
const STORE_OPTIONS: Readonly<Record<"none" | "read" | "write", readonly VerbOption[]>> = {
  none: [],
  read: [ENDPOINT],
  write: [ENDPOINT, SINGLE_WRITER],
};

/** Builds the command line. No verb's module is loaded here, so that help is quick. */
export function createProgram(run: Runner): Command {
  const program = new Command("keepsake")
    .description("End-to-end encrypted backups of chats, photos and videos.")
    .version(packageVersion(), "-V, --version", "Print the version")
    .helpOption("-h, --help", "Print this help")
    .helpCommand(false)
    .addHelpText("after", () => `\n${programNotes()}`);
  configure(program);
  const groups = new Map<string, Command>();
  for (const verb of [...vaultVerbs, ...keyVerbs, ...conformanceVerbs]) {
    const [first = "", second = ""] = verb.usage.split(" ");
    const summary = GROUPS[first];
    if (summary === undefined) {
      program.addCommand(createVerb(verb, verb.usage, run));
      continue;
    }
    let group = groups.get(first);
    if (group === undefined) {
      group = new Command(first).description(summary).helpOption("-h, --help", "Print this help").helpCommand(false);
      configure(group);
      groups.set(first, group);
      program.addCommand(group);
    }
    group.addCommand(createVerb(verb, verb.usage.slice(verb.usage.indexOf(second)), run));
  }
  return program;
}

function createVerb(verb: Verb, usage: string, run: Runner): Command {
  const [name = "", ...args] = usage.split(" ");
  const command = new Command(name).summary(verb.summary).description(`${verb.summary}.`);
  // Lines of the source are joined: each terminal breaks them where it has to.
  const details = verb.details?.replace(/(?<!\n)\n(?!\n)/g, " ");
  if (details !== undefined) command.description(`${verb.summary}.\n\n${details}`);
  for (const argument of args) command.argument(argument);
  for (const option of verb.required ?? []) command.addOption(createOption(option).makeOptionMandatory());
  for (const option of verb.options ?? []) command.addOption(createOption(option));
  if (verb.json !== undefined) command.option("--json", "Print the result as one JSON value");
  for (const option of STORE_OPTIONS[verb.vault ?? "none"])
    command.addOption(createOption(option).helpGroup(STORE_GROUP));
  command.helpOption("-h, --help", "Print this help");
  const examples = verb.examples.map((example) => `  $ keepsake ${example}`).join("\n");
  const json = verb.json === undefined ? "" : `\n\nWith --json:\n  ${verb.json}`;
  command.addHelpText("after", `\nExample:\n${examples}${json}`);
  configure(command);
  // Commander hands over the arguments, then the options, then the command.
  return command.action((...all: unknown[]) => run(verb, command.opts(), all.slice(0, -2)));
}

function createOption([flags, meaning, choices]: VerbOption): Option {
  const option = new Option(flags, meaning);
  return choices === undefined ? option : option.choices(choices);
}

/** Errors of usage are thrown instead of ending the process, and look like all others. */
function configure(command: Command): void {
  command.configureHelp({ helpWidth: Math.min(process.stdout.columns || 100, 110) });
  command.exitOverride().configureOutput({
    outputError: (text, write) => write(text.replace(/^error: (.*?)\.?\n/, "keepsake: $1 (usage)\n")),
  });
  command.showHelpAfterError(
    `\`keepsake ${command.name() === "keepsake" ? "" : "VERB "}--help\` shows how it is used.`,
  );
}

function programNotes(): string {
  const codes = EXIT_MEANINGS.map(([code, meaning]) => `  ${String(code).padStart(3)}  ${meaning}`);
  const width = Math.max(...VARIABLES.map(([name]) => name.length));
  const variables = VARIABLES.map(([name, meaning]) => `  ${name.padEnd(width)}  ${meaning}`);
  return [
    "First steps:",
    "  $ keepsake init ~/vault",
    "  $ keepsake backup 'WhatsApp Chat with Ann.zip' --vault ~/vault",
    "  $ keepsake restore ~/vault --to ~/restored --format html",
    "",
    STORES,
    "",
    SECRETS,
    "",
    "Exit codes:",
    ...codes,
    "",
    "Environment:",
    ...variables,
  ].join("\n");
}
