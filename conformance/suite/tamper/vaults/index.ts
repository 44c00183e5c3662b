import { type Case, Mismatch, type Profile } from "../../case.js";
import { sample } from "../sample.js";
import { tryAll } from "../tampering.js";
import * as changes from "./changes.js";
import * as planted from "./planted.js";
import { look, READINGS, type Reading } from "./readings.js";
import { readStory } from "./story.js";

interface Tampering {
  readonly name: string;
  readonly title: string;
  readonly requirements: readonly string[];
  readonly why: string;
  readonly family: changes.ChangeFamily;
}

const MOST: Readonly<Record<Profile, number>> = { quick: 4, full: 250, soak: Number.POSITIVE_INFINITY };

const TAMPERINGS: readonly Tampering[] = [
  {
    name: "every-swap",
    title: "each two files swapped",
    requirements: ["store-untrusted", "header-name", "snapshot-name", "object-commitment"],
    why: "Every file is bound to its name: a header and a snapshot by their number, an object by its id.",
    family: changes.swaps,
  },
  {
    name: "every-deletion",
    title: "each file and each two files gone",
    requirements: ["store-untrusted", "restore-contained", "restore-report", "snapshot-choose-closed"],
    why: "What is gone is reported and nothing else is taken for it; the rest is restored.",
    family: changes.deletions,
  },
  {
    name: "every-exchange",
    title: "each file replaced by each of another vault",
    requirements: ["store-untrusted", "snapshot-auth", "object-commitment", "choose-no-slot-final"],
    why: "Everything is bound to its vault, also where one person has two vaults with the same recovery key.",
    family: changes.exchanges,
  },
  {
    name: "every-addition",
    title: "each file of another vault added",
    requirements: ["store-untrusted", "choose-vault-id", "snapshot-skip"],
    why: "A file that is not of this vault changes nothing but the report, and what a planted header keeps from being written.",
    family: changes.additions,
  },
  {
    name: "every-renumbering",
    title: "each header and snapshot under each other number",
    requirements: ["header-name", "snapshot-auth", "choose-read-only"],
    why: "Revision and sequence stand in the file too.",
    family: changes.renumberings,
  },
  {
    name: "every-replay",
    title: "each state of an earlier day",
    requirements: ["state-header-rollback", "state-snapshot-rollback", "snapshot-min-header", "snapshot-choose-closed"],
    why: "A store can show an old state to who never saw a newer one. Who remembers one, and a snapshot that names its header, tell.",
    family: changes.replays,
  },
  {
    name: "every-damage",
    title: "each file damaged in places",
    requirements: ["store-untrusted", "restore-contained", "check-data", "snapshot-skip"],
    why: "Damage in one file loses what that file holds and nothing else.",
    family: changes.damages,
  },
  {
    name: "keyless-headers",
    title: "headers planted without a key",
    requirements: ["header-mac", "choose-skip-inauthentic", "choose-skipped-read-only", "header-unverified"],
    why: "Anyone can write a well-formed header with slots that open. Its MAC fails, and the vault is opened read-only.",
    family: planted.keylessHeaders,
  },
  {
    name: "former-key-headers",
    title: "headers planted with a former root key",
    requirements: ["choose-epoch-order", "choose-read-only", "root-key-epoch"],
    why: "A header of a lower epoch never takes the place of one of a higher epoch, whatever its revision.",
    family: planted.formerKeyHeaders,
  },
  {
    name: "former-key-snapshots",
    title: "snapshots planted with a former root key",
    requirements: ["epoch-closed", "parent-mismatch", "snapshot-choose-closed"],
    why: "The header says how far each former epoch goes, and newer snapshots list the digests of older ones.",
    family: planted.formerKeySnapshots,
  },
  {
    name: "keyless-snapshots",
    title: "snapshots planted without a key",
    requirements: ["snapshot-auth", "snapshot-skip", "epoch-unlisted"],
    why: "A snapshot that does not open with the keys of the vault is junk.",
    family: planted.keylessSnapshots,
  },
];

function caseOf({ name, title, requirements, why, family }: Tampering, reading: Reading): Case {
  return {
    id: `tamper/vault-${reading.name}/${name}`,
    title: `A vault ${reading.title}: ${title}`,
    kind: "tamper",
    chapter: reading.chapter,
    level: "must",
    requirements,
    operations: [reading.operation],
    mutation: title,
    why,
    async run(context) {
      const story = readStory();
      const all = await family(story);
      await tryAll(sample(all.length, MOST[context.profile], context.seed), async (index) => {
        const { what, files } = all[index]!;
        context.count(1);
        try {
          await look(context, reading, story, files);
        } catch (error) {
          throw error instanceof Mismatch ? new Mismatch(`${what}: ${error.message}`, error.details) : error;
        }
      });
    },
  };
}

/** A case for each way of tampering with a whole vault and each way of looking at it. */
export function vaultCases(): Case[] {
  return READINGS.flatMap((reading) => TAMPERINGS.map((tampering) => caseOf(tampering, reading)));
}
