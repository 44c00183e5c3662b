import { headerName } from "../../reference/core/names.js";
import { flip, patch } from "./bytes.js";
import { forgeHeaderFile, forgeHeaderMessage, type Place } from "./forge.js";
import { DETAILS, FIELDS, RECOVERY, SECOND } from "./header-parts.js";
import { DIGITS, PLACE } from "./people.js";
import { random } from "./seed.js";
import type { Accepted, Rejected, Rejection, Values } from "./vector.js";

const SECRET: Values = { kind: "recovery-key", digits: DIGITS };

/** The header files of a vault, by revision. */
type Listed = Readonly<Record<number, Uint8Array>>;
/** Revisions that are reported, with their codes. */
type Skipped = Readonly<Record<number, NonNullable<Rejection["code"]>>>;

async function header(
  revision: number,
  place: Partial<Place> = {},
  fields: Parameters<typeof forgeHeaderMessage>[1] = {},
) {
  const at = { ...PLACE, revision, ...place };
  const details = { ...DETAILS, formerEpochs: at.epoch === 1 ? [] : DETAILS.formerEpochs };
  return forgeHeaderFile(at, await forgeHeaderMessage(at, { ...FIELDS, ...fields }, details));
}

function inputsOf(listed: Listed, asked?: number): Values {
  const headers = Object.fromEntries(Object.entries(listed).map(([n, file]) => [headerName(Number(n)), file]));
  return { headers, secret: SECRET, ...(asked === undefined ? {} : { asked }) };
}

function chooses(
  id: string,
  requirement: string,
  listed: Listed,
  revision: number,
  readOnly: boolean,
  skipped: Skipped,
  comment: string,
  asked?: number,
): Accepted {
  const reported = Object.entries(skipped).map(([n, code]) => ({ name: headerName(Number(n)), code }));
  return {
    id: `header-choose-${id}`,
    title: comment,
    requirements: [requirement],
    operation: "choose",
    inputs: inputsOf(listed, asked),
    ok: { revision, readOnly, skipped: reported },
    comment,
  };
}

function stops(
  id: string,
  requirement: string,
  parent: string,
  mutation: string,
  listed: Listed,
  code: NonNullable<Rejection["code"]>,
  asked?: number,
): Rejected {
  return {
    id: `header-choose-${id}`,
    title: mutation,
    requirements: [requirement],
    operation: "choose",
    inputs: inputsOf(listed, asked),
    reject: { code },
    parent: `header-choose-${parent}`,
    mutation,
    comment: "No header can be used.",
  };
}

/** Which of several headers is used. */
export async function choices(): Promise<(Accepted | Rejected)[]> {
  const [six, seven, eight] = [await header(6), await header(7), await header(8)];
  const two = { 6: six, 7: seven };
  const damaged = flip(eight, 100);
  const wrongMac = flip(eight, -1);
  const foreignVault = await header(5, { epoch: 1, vaultId: random("header/other-vault", 16) });
  const earlier = await header(9, { epoch: 1 });
  const slots = [SECOND.stored];
  const locked = await header(8, {}, { slots });
  const feature = (revision: number) => header(revision, {}, { requiredFeatures: [1] });
  const version2 = (file: Uint8Array) => patch(file, 8, Uint8Array.of(2));
  const auth = "header.auth";
  const malformed = "header.malformed";
  const unsupported = "input.unsupported-version";
  const slotTag = await header(
    8,
    {},
    { slots: [{ ...RECOVERY.stored, sealedRootKey: flip(RECOVERY.stored.sealedRootKey, -1) }] },
  );
  return [
    chooses("one", "choose-read-only", { 7: seven }, 7, false, {}, "The only header."),
    chooses("newest", "choose-older-asked", two, 7, false, {}, "The higher revision."),
    chooses(
      "damaged-older",
      "choose-skip-malformed",
      { 6: flip(six, 100), 7: seven },
      7,
      false,
      { 6: malformed },
      "A damaged older header is reported only.",
    ),
    chooses(
      "damaged-newer",
      "choose-read-only",
      { 7: seven, 8: damaged },
      7,
      true,
      { 8: malformed },
      "A damaged newer header makes the vault read-only.",
    ),
    chooses(
      "wrong-mac",
      "choose-skip-inauthentic",
      { 7: seven, 8: wrongMac },
      7,
      true,
      { 8: auth },
      "A newer header that opens, and whose MAC fails, is skipped.",
    ),
    chooses(
      "wrong-slot-tag",
      "choose-skipped-read-only",
      { 7: seven, 8: slotTag },
      7,
      true,
      { 8: auth },
      "A newer header whose slot is damaged is skipped.",
    ),
    chooses(
      "older-version",
      "choose-version-final",
      { 6: version2(six), 7: seven },
      7,
      false,
      { 6: unsupported },
      "An older header of another version is reported only.",
    ),
    chooses(
      "older-feature",
      "choose-features-final",
      { 6: await feature(6), 7: seven },
      7,
      false,
      { 6: unsupported },
      "An older header with an unknown feature is reported only.",
    ),
    chooses(
      "other-vault",
      "choose-vault-id",
      { 5: foreignVault, 7: seven },
      7,
      false,
      { 5: malformed },
      "A header of another vault is reported.",
    ),
    chooses(
      "epoch-order",
      "choose-epoch-order",
      { 7: seven, 9: earlier },
      7,
      true,
      { 9: malformed },
      "The epoch decides before the revision.",
    ),
    chooses("asked", "choose-older-read-only", two, 6, true, {}, "An older header on request, read-only.", 6),
    chooses("asked-newest", "choose-older-asked", two, 7, false, {}, "The newest on request is not an older one.", 7),
    stops("none", "choose-none", "one", "all headers are removed", {}, "header.missing"),
    stops("asked-missing", "choose-asked-missing", "asked", "revision 5 is asked for", two, "header.missing", 5),
    stops(
      "no-slot",
      "choose-no-slot-final",
      "newest",
      "a newer header without the slot",
      { ...two, 8: locked },
      "key.no-matching-slot",
    ),
    stops(
      "newer-version",
      "choose-version-final",
      "newest",
      "a newer header of version 2",
      { ...two, 8: version2(eight) },
      unsupported,
    ),
    stops(
      "newer-feature",
      "choose-features-final",
      "newest",
      "a newer header with an unknown feature",
      { ...two, 8: await feature(8) },
      unsupported,
    ),
    stops("all-damaged", "choose-all-malformed", "one", "a bit of the only header", { 7: flip(seven, 100) }, malformed),
    stops(
      "all-other-version",
      "choose-all-malformed",
      "damaged-older",
      "the other header has version 2",
      { 6: flip(six, 100), 7: version2(seven) },
      unsupported,
    ),
    stops(
      "all-older-feature",
      "choose-all-malformed",
      "older-feature",
      "a bit of the newer header",
      { 6: await feature(6), 7: flip(seven, 100) },
      unsupported,
    ),
    stops(
      "all-inauthentic",
      "choose-all-failed",
      "wrong-mac",
      "a bit of the MAC of the other header",
      { 7: flip(seven, -1), 8: wrongMac },
      auth,
    ),
  ];
}
