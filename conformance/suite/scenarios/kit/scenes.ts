import { FEBRUARY, photo, TWO_MONTHS, text, withMore } from "./library.js";
import { backedUp, freshVault, once } from "./scene.js";

/** {@link TWO_MONTHS}, backed up once. */
export const oneBackup = once(async () => backedUp(await freshVault(), TWO_MONTHS, { name: "first" }));

/** One more text in February. */
export const NEXT_TEXT = withMore(TWO_MONTHS, text("m5", FEBRUARY + 2));
/** One more photo in February. */
export const NEXT_PHOTO = withMore(TWO_MONTHS, photo("m5", FEBRUARY + 2));

/** {@link oneBackup}, and then {@link NEXT_TEXT}. */
export const twoBackups = once(async () => backedUp(await oneBackup(), NEXT_TEXT, { name: "second" }));
