/** Pages whose media are linked: what somebody serves, instead of files in a folder. */
import { describe, expect, it } from "vitest";
import type { Attachment } from "../core/proto/types.js";
import { pagePolicy, servedType, writeHtml } from "../viewer/index.js";
import { memorySink } from "./viewer-audit.js";
import { sampleFrames } from "./viewer-sample.js";
import { openSampleMedia } from "./viewer-sample-kit.js";

const OPTIONS = { timeZone: "UTC", now: Date.UTC(2024, 4, 1) };

async function linked(refuse?: (attachment: Attachment) => boolean) {
  const sink = memorySink();
  const links = new Map<string, Attachment>();
  const linkMedia = async (path: string, attachment: Attachment) => {
    if (refuse?.(attachment)) throw Object.assign(new Error("It is gone."), { code: "object.missing" });
    links.set(path, attachment);
  };
  const summary = await writeHtml(sampleFrames(), sink, { ...OPTIONS, linkMedia });
  return { sink, links, summary };
}

describe("pages with linked media", () => {
  it("name the files that a copy would have, and hold none of them", async () => {
    const copied = memorySink();
    await writeHtml(sampleFrames(), copied, { ...OPTIONS, openMedia: openSampleMedia });
    const { sink, links } = await linked();
    expect(links.size).toBeGreaterThan(5);
    for (const path of links.keys()) {
      expect(sink.files.has(path), path).toBe(false);
      expect(servedType(path), path).toBeDefined();
    }
    const isPage = (path: string) => path.endsWith(".html");
    expect([...sink.files.keys()].filter(isPage)).toEqual([...copied.files.keys()].filter(isPage));
    const referred = [...sink.files].flatMap(([path, text]) =>
      isPage(path) ? [...String(text).matchAll(/(?:src|href|poster)="((?:\.\.\/)*media\/[^"#]*)"/g)] : [],
    );
    for (const [, url] of referred) {
      const path = url!.replace(/^(?:\.\.\/)*/, "");
      expect(links.has(path) || sink.files.has(path), path).toBe(true);
    }
  });

  it("say what is known to be gone", async () => {
    const { links, summary } = await linked(({ fileName }) => fileName === "IMG_0042.png");
    expect(summary.losses).toMatchObject([{ code: "object.missing", message: "It is gone." }]);
    expect([...links.values()].some(({ fileName }) => fileName === "IMG_0042.png")).toBe(false);
  });

  it("have a policy that a server can say too, without files of the disk", async () => {
    const { sink } = await linked();
    for (const [path, text] of sink.files) {
      if (!path.endsWith(".html")) continue;
      const policy = pagePolicy(String(text));
      expect(policy, path).toMatch(/^default-src 'none'; .*script-src 'sha256-/);
      expect(policy, path).not.toMatch(/file:|&/);
    }
    expect(() => pagePolicy("<p>no page</p>")).toThrow(TypeError);
  });

  it("never have a medium that a browser would run", () => {
    for (const name of ["a.html", "a.svg", "a.xml", "a.js", "a.xhtml", "a", "html"]) {
      expect(servedType(name), name).toBeUndefined();
    }
    expect(servedType("media/1-a/2.mp4")).toEqual({ mediaType: "video/mp4", display: "video" });
    expect(servedType("media/1-a/2.JPG")?.mediaType).toBe("image/jpeg");
  });
});
