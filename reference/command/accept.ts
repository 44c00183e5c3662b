import { equalBytes, toHex } from "../core/bytes.js";
import { rememberedProblems } from "../core/device-state.js";
import { currentEpoch } from "../core/epochs.js";
import { viewSnapshot } from "../core/inspect.js";
import type { Problem } from "../core/problem.js";
import { openVault, type Vault } from "../core/vault.js";
import { UsageError } from "./exit-codes.js";
import { type OpenedVault, problemNotes, problemsExitCode, withVault } from "./open-vault.js";
import { isInteractive, openPrompt } from "./prompt.js";
import type { KeyOptions } from "./secret.js";
import { readState } from "./state.js";
import type { Context, Outcome } from "./verb.js";
import { count, printable, time } from "./words.js";

type Options = KeyOptions & { yes?: boolean };

/**
 * `keepsake accept`: lets this device take a vault as it is which shows less, or something else, than the device
 * remembers. Nothing in the vault changes.
 */
export async function run(context: Context, options: Options, path: string): Promise<Outcome> {
  const work = async ({ vault, remember }: OpenedVault): Promise<Outcome> => {
    const isOther = vault.remembered !== undefined && !equalBytes(vault.remembered.vaultId, vault.vaultId);
    // This one too may have been at another place, and have shown more there.
    const remembered = isOther ? await readState(vault.vaultId) : vault.remembered;
    const differences = [vault.remembered, ...(isOther ? [remembered] : [])].flatMap((state) =>
      state === undefined ? [] : rememberedProblems(state, vault),
    );
    if (differences.length === 0) {
      const text = "There is nothing to accept: the vault shows nothing older or other than this device remembers.";
      const { problems } = vault;
      const result = { accepted: false, differences: [], problems };
      return { result, text, notes: problemNotes(problems), exitCode: problemsExitCode(problems) };
    }
    const asItIs = await withoutMemory(vault);
    // What stands in the way of the newest snapshot itself is no matter of what is remembered. [@accept-chosen]
    if (asItIs.latestError !== undefined) throw asItIs.latestError;
    asItIs.writerId = remembered !== undefined && remembered.writerId.length > 0 ? remembered.writerId : undefined;
    // [@accept-shown]
    const lines = isOther ? [otherVault(vault)] : [];
    process.stderr.write(`${[...lines, ...comparison(remembered, asItIs, differences)].join("\n")}\n`);
    await confirm(context, options);
    // [@accept-state]
    await remember(asItIs);
    const { header, latest, problems } = asItIs;
    return {
      result: {
        accepted: true,
        ...(remembered === undefined
          ? {}
          : {
              remembered: {
                epoch: remembered.epoch,
                headerRevision: remembered.headerRevision,
                snapshot: remembered.snapshotSequence,
              },
            }),
        epoch: header.epoch,
        headerRevision: header.revision,
        snapshot: latest === undefined ? undefined : viewSnapshot(latest),
        differences,
        problems,
      },
      text: "This device takes the vault as it is from now on.",
      notes: problemNotes(problems),
    };
  };
  return withVault(context, path, options, work, "write");
}

/** The vault as somebody sees it who has its key and has never seen it before. */
async function withoutMemory(vault: Vault): Promise<Vault> {
  const { epoch, rootKey } = currentEpoch(vault);
  return openVault(vault.store, { kind: "root-key", epoch, rootKey }, { provider: vault.provider });
}

function otherVault({ remembered, vaultId }: Vault): string {
  return `Here was the vault ${toHex(remembered!.vaultId)}, and now there is the vault ${toHex(vaultId)}.`;
}

function comparison(
  remembered: Vault["remembered"],
  { header, details, latest }: Vault,
  differences: readonly Problem[],
): string[] {
  const { headerRevision = 0, snapshotSequence = 0 } = remembered ?? {};
  const known =
    headerRevision === 0
      ? "nothing of it"
      : `header ${headerRevision} and ${snapshotSequence === 0 ? "no backup" : `backup ${snapshotSequence}`}`;
  const lines = [
    `This device remembers ${known}.`,
    `The vault shows header ${header.revision} of ${time(details.createdAtMs)}${latest === undefined ? " and no backup." : ","}`,
  ];
  if (latest !== undefined) {
    const { sequence, createdAtMs, writerName, totals } = viewSnapshot(latest);
    const device = writerName === "" ? "" : `, made by ${printable(writerName)}`;
    lines.push(
      `and backup ${sequence} of ${time(createdAtMs)}${device}: ${count(totals.messages, "message")} in ` +
        `${count(totals.chats, "chat")}, ${count(totals.attachments, "file")}.`,
    );
  }
  if (remembered !== undefined && header.epoch < remembered.epoch) {
    lines.push(
      "A key change is undone in it: whoever has the former key reads what is backed up from now on. If you accept it, change the key again: `keepsake slot rotate VAULT`.",
    );
  }
  lines.push(...differences.map(({ message, code }) => `- ${message} (${code})`));
  lines.push("What was added since, if anything was, is not in it. Backups go on from here.");
  return lines;
}

async function confirm({ signal }: Context, { yes = false }: Options): Promise<void> {
  if (yes) return;
  const unchanged = "Nothing was accepted: this device still remembers what it saw.";
  if (!isInteractive()) throw new UsageError(`${unchanged} If the above is what you want, add --yes.`);
  const prompt = openPrompt(signal, false);
  const answer = await prompt.ask("Type yes to accept it: ").finally(() => prompt.close());
  if (answer.trim().toLowerCase() !== "yes") throw new UsageError(unchanged);
}
