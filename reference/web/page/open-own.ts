import type { App } from "./app.js";

/** Opens the vault of this browser, if there is one. */
export async function openOwn(app: App): Promise<void> {
  app.trouble = undefined;
  try {
    app.vaults.own = await app.engine.view("own");
  } catch (error) {
    app.trouble = error;
  }
}
