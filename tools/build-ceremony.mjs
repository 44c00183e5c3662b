// Bundles the script of the page that runs a passkey's ceremony for the command: one file, from what tsc compiled.
import { build } from "rolldown";

await build({
  input: "dist/reference/ceremony/page.js",
  output: { file: "dist/reference/ceremony/bundle.js", format: "esm" },
  platform: "browser",
  logLevel: "warn",
});
