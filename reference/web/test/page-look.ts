/** How a view looks and reads: pictures, the rules of axe, and nothing that is cut off. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { DESKTOP, PHONE, shoot } from "./page-harness.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What axe finds in the view as it is, without the frame with the chats, which has tests of its own. */
export async function axeFindings(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(AXE);
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(context: unknown, options: unknown): Promise<{ violations: Finding[] }> };
    };
    const context = { exclude: ["iframe.chats"] };
    return (await axe.run(context, { iframes: false, resultTypes: ["violations"] })).violations;
  });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}

const VARIANTS = [
  { suffix: "", size: DESKTOP, scheme: "light", dir: "ltr" },
  { suffix: "-dark", size: DESKTOP, scheme: "dark", dir: "ltr" },
  { suffix: "-rtl", size: DESKTOP, scheme: "light", dir: "rtl" },
  { suffix: "-phone", size: PHONE, scheme: "light", dir: "ltr" },
  { suffix: "-phone-dark", size: PHONE, scheme: "dark", dir: "ltr" },
  { suffix: "-phone-rtl", size: PHONE, scheme: "dark", dir: "rtl" },
] as const;

/** Looks at a view on a desk and on a phone, light and dark, and from right to left. */
export async function look(page: Page, name: string): Promise<void> {
  for (const { suffix, size, scheme, dir } of VARIANTS) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme: scheme });
    await page.evaluate((dir) => {
      document.documentElement.dir = dir;
    }, dir);
    await shoot(page, `${name}${suffix}`);
    expect.soft(await cutOff(page), `${name}${suffix}: reaches beyond the window`).toEqual([]);
    if (dir === "ltr") expect.soft(await axeFindings(page), `${name}${suffix}`).toEqual([]);
  }
  await page.setViewportSize(DESKTOP);
  await page.emulateMedia({ colorScheme: "light" });
  await page.evaluate(() => document.documentElement.removeAttribute("dir"));
}

/** Elements that are wider than the window. */
function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const isWide = document.documentElement.scrollWidth > width;
    const over = [...document.querySelectorAll("main *, dialog[open] *")].filter((element) => {
      const { left, right, width: own } = element.getBoundingClientRect();
      return own > 1 && !element.closest(".unseen") && (left < -1 || right > width + 1);
    });
    return [...(isWide ? ["the page scrolls sideways"] : []), ...over.map(({ outerHTML }) => outerHTML.slice(0, 120))];
  });
}
