import { existsSync } from "node:fs";

/** Debian's Chromium, or the one that KEEPSAKE_CHROMIUM names. */
export const CHROMIUM = process.env.KEEPSAKE_CHROMIUM || "/usr/bin/chromium";

/** Why tests in a browser cannot run here; undefined if they can. */
export const noChromium = existsSync(CHROMIUM)
  ? undefined
  : `no Chromium at ${CHROMIUM}; set KEEPSAKE_CHROMIUM to its path`;

/** Starts it as root, without its own requests to the network. */
export const CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];
