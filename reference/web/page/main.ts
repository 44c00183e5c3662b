import { startService } from "../engine/client.js";
import { startApp } from "./app.js";
import { findMissing } from "./supports.js";
import { trustOwnScripts } from "./trusted.js";

trustOwnScripts();
await startApp(
  document.getElementById("app")!,
  async () => (await findMissing()) ?? ((await startService()) ? undefined : "worker"),
);
