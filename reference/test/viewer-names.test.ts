import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HOSTILE } from "../arbitraries/scalars.js";
import { AttachmentKind } from "../core/proto/types.js";
import { createClock, duration, fileSize, timer } from "../viewer/clock.js";
import { createUniqueNames, safeName, slug } from "../viewer/file-names.js";
import { extensionOf, mediaTypeOf } from "../viewer/media-types.js";
import { pictureSize } from "../viewer/picture-size.js";
import { gradientPng } from "./viewer-sample-kit.js";

const anyName = () =>
  fc.oneof(
    fc.string({ unit: "binary", maxLength: 300 }),
    fc.constantFrom(...HOSTILE, "CON", "nul.txt", "a:b|c?", "..", "~", "-rf", "x".repeat(900), "文".repeat(300), " . "),
  );

describe("safeName", () => {
  it("is accepted by every system, whatever it is made from", () => {
    fc.assert(
      fc.property(anyName(), fc.integer({ min: 10, max: 180 }), (text, maxBytes) => {
        const name = safeName(text, "File", maxBytes);
        expect(name).not.toBe("");
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(maxBytes + 1);
        expect(name).not.toMatch(/[<>:"/\\|?*\p{Cc}]|^[-~. ]|[. ]$/u);
        expect(name).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i);
      }),
    );
  });

  it("keeps what people can read", () => {
    expect(safeName("Fotos: Zürich/Genf 🏔️ “2024”", "File")).toBe("Fotos_ Zürich_Genf 🏔️ “2024”");
    expect(safeName("///", "File")).toBe("File");
  });
});

describe("slug", () => {
  it("is made of plain letters, digits and hyphens", () => {
    fc.assert(
      fc.property(anyName(), (text) => {
        expect(slug(text)).toMatch(/^(?:[a-z0-9]+(?:-[a-z0-9]+)*)?$/);
      }),
    );
    expect(slug("Ünï — Code!")).toBe("uni-code");
    expect(slug("نور")).toBe("");
  });
});

describe("createUniqueNames", () => {
  it("never gives one name twice, not even to a system that ignores case", () => {
    const names = fc.array(fc.constantFrom("a", "A", "a (2)", "é", "e\u0301", "b"), { maxLength: 30 });
    fc.assert(
      fc.property(names, (bases) => {
        const unique = createUniqueNames();
        const given = bases.map((base) => unique(base, "jpg").normalize("NFC").toLowerCase());
        expect(new Set(given).size).toBe(bases.length);
      }),
    );
    const unique = createUniqueNames();
    expect([unique("a", "jpg"), unique("a", "jpg"), unique("a", "png"), unique("a", "")]).toEqual([
      "a.jpg",
      "a (2).jpg",
      "a.png",
      "a",
    ]);
  });
});

describe("mediaTypeOf", () => {
  it("never gives an ending that a browser runs", () => {
    for (const [mediaType, fileName] of [
      ["text/html", "page.html"],
      ["image/svg+xml", "drawing.svg"],
      ["application/xhtml+xml", "page.xhtml"],
      ["text/xml", "x.xml"],
      ["application/javascript", "x.js"],
      ["", "page.html"],
      ["", "drawing.svg"],
      ["application/octet-stream", "page.htm"],
      ["image/jpeg", "page.html"],
      ["application/x-msdownload", "setup.exe"],
      ["message/rfc822", "mail.mhtml"],
    ] as const) {
      for (const kind of Object.values(AttachmentKind)) {
        const { extension } = mediaTypeOf({ kind, mediaType, fileName });
        expect(["txt", "bin", "jpg"], `${mediaType} ${fileName}`).toContain(extension);
      }
    }
    fc.assert(
      fc.property(anyName(), anyName(), fc.nat(9), (mediaType, fileName, kind) => {
        expect(mediaTypeOf({ kind, mediaType, fileName }).extension).toMatch(/^[a-z0-9]{2,4}$/);
      }),
    );
  });

  it("believes the media type first, then the name, then the kind", () => {
    expect(mediaTypeOf({ mediaType: "Image/PNG; q=1", fileName: "a.jpg" })).toEqual({
      extension: "png",
      display: "image",
    });
    expect(mediaTypeOf({ mediaType: "", fileName: "A.JPEG" })).toEqual({ extension: "jpg", display: "image" });
    expect(mediaTypeOf({ mediaType: "application/octet-stream", fileName: "a.pdf" }).extension).toBe("pdf");
    expect(mediaTypeOf({ kind: AttachmentKind.VOICE_NOTE })).toEqual({ extension: "ogg", display: "audio" });
    expect(mediaTypeOf({ kind: AttachmentKind.PHOTO, mediaType: "application/pdf" }).display).toBe("link");
    expect(mediaTypeOf({})).toEqual({ extension: "bin", display: "link" });
  });

  it("reads endings", () => {
    expect(["a.JPG", "a.tar.gz", "a", ".x", "a.", "a.b c"].map(extensionOf)).toEqual(["jpg", "gz", "", "x", "", ""]);
  });
});

describe("pictureSize", () => {
  const bytes = (...parts: (string | number[])[]) =>
    new Uint8Array(
      Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from(part)))),
    );
  const frame = [0xff, 0xc0, 0, 17, 8, 0, 30, 0, 40];
  const jpeg = (orientation: number) => {
    const entry = [1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0];
    const exif = bytes("Exif\0\0MM", [0, 42, 0, 0, 0, 8, 0, 1], entry);
    return bytes([0xff, 0xd8, 0xff, 0xe1, 0, exif.length + 2], [...exif], frame);
  };

  it("reads the formats that messengers send, as they are shown", () => {
    expect(pictureSize(gradientPng(160, 120, 0))).toEqual({ width: 160, height: 120 });
    expect(pictureSize(bytes("GIF89a", [40, 0, 30, 0]))).toEqual({ width: 40, height: 30 });
    expect(pictureSize(bytes("RIFF", [0, 0, 0, 0], "WEBPVP8X", [10, 0, 0, 0, 0, 0, 0, 0, 39, 0, 0, 29, 0, 0]))).toEqual(
      { width: 40, height: 30 },
    );
    expect(pictureSize(jpeg(1))).toEqual({ width: 40, height: 30 });
    expect(pictureSize(jpeg(6))).toEqual({ width: 30, height: 40 });
  });

  it("finds nothing in anything else", () => {
    const starts = ["", "\xff\xd8\xff\xe1\0\x10Exif\0\0MM", "\x89PNG\r\n\x1a\n", "GIF89a", "RIFF\0\0\0\0WEBPVP8 "];
    fc.assert(
      fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 300 }), (start, rest) => {
        const size = pictureSize(bytes(start, [...rest]));
        if (size !== undefined) expect(Math.min(size.width, size.height)).toBeGreaterThan(0);
      }),
    );
    expect(pictureSize(new TextEncoder().encode("<svg width='1'>"))).toBeUndefined();
  });
});

describe("times and sizes", () => {
  it("are said as people say them", () => {
    const clock = createClock("Europe/Zurich");
    const ms = Date.UTC(2024, 2, 31, 1, 30, 5);
    expect(clock.stamp(ms)).toBe("2024-03-31 03:30:05");
    expect(clock.dayKey(ms)).toBe("2024-03-31");
    expect(clock.day(ms)).toBe("Sunday, 31 March 2024");
    expect(clock.full(ms)).toBe("31 March 2024 at 03:30");
    expect(clock.stamp(Number.MAX_SAFE_INTEGER)).toMatch(/^275760-09-13 /);
    expect([0, 59_600, 187_000, 3_723_000].map(duration)).toEqual(["0:00", "1:00", "3:07", "1:02:03"]);
    expect([2_419_200_000, 86_400_000, 5_400_000, 30_000].map(timer)).toEqual([
      "4 weeks",
      "1 day",
      "90 minutes",
      "30 seconds",
    ]);
    expect([0, 999, 1000, 999_499, 999_500, 2_400_000, 1e15].map(fileSize)).toEqual([
      "0 B",
      "999 B",
      "1.0 kB",
      "999 kB",
      "1.0 MB",
      "2.4 MB",
      "1000 TB",
    ]);
  });
});
