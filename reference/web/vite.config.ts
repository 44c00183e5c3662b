import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { defineConfig, type Plugin } from "vite";
import { POLICY, POLICY_HEADER } from "./policy.js";

const ROOT = import.meta.dirname;
const PUBLIC = join(ROOT, "public");
const HEADERS = {
  "content-security-policy": POLICY_HEADER,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
};

/** Puts the policy into the page, so that it holds on hosts that send no headers. */
function policy(): Plugin {
  return {
    name: "policy",
    transformIndexHtml: () => [
      { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: POLICY }, injectTo: "head-prepend" },
    ],
  };
}

/**
 * Makes /sw.js from service/main.ts, one script without imports, because not every browser starts modules. It gets
 * `__PRECACHE__`, the addresses of all files of the page, and `__VERSION__`, which changes with any of them.
 */
function serviceWorker(): Plugin {
  return {
    name: "service-worker",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      async handler(_, bundle) {
        const hash = createHash("sha256");
        const paths = readdirSync(PUBLIC);
        for (const path of paths) hash.update(path).update(readFileSync(join(PUBLIC, path)));
        for (const [path, output] of Object.entries(bundle)) {
          paths.push(path);
          hash.update(path).update(output.type === "asset" ? output.source : output.code);
        }
        const define = {
          __PRECACHE__: JSON.stringify(paths.sort()),
          __VERSION__: JSON.stringify(hash.digest("hex").slice(0, 16)),
        };
        const build = await rolldown({ input: join(ROOT, "service/main.ts"), transform: { define } });
        const { output } = await build.generate({ format: "iife", minify: true });
        await build.close();
        this.emitFile({ type: "asset", fileName: "sw.js", source: output[0].code });
      },
    },
  };
}

/** `npm run web`: the page as static files, for any host and any folder on it. */
export default defineConfig({
  root: ROOT,
  base: "./",
  plugins: [policy(), serviceWorker()],
  build: {
    outDir: "../../web-out",
    emptyOutDir: true,
    target: "es2023",
    modulePreload: { polyfill: false },
    // Policies allow no data: addresses.
    assetsInlineLimit: 0,
  },
  worker: { format: "es" },
  preview: { host: "localhost", port: 4173, headers: HEADERS },
});
