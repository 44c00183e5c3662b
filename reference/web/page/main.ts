import { startService } from "../engine/client.js";
import { startApp } from "./app.js";
import { findMissing } from "./supports.js";
import { trustOwnScripts } from "./trusted.js";

trustOwnScripts();
const root = document.getElementById("app")!;
const missing = (await findMissing()) ?? ((await startService()) ? undefined : "worker");
await startApp(root, missing);
