import type { Measured, Results } from "./measured.js";
import type { Step } from "./vault-steps.js";

/** A measure of the steps, drawn as one panel. */
interface Panel {
  readonly title: string;
  readonly of: (measured: Measured) => number;
  readonly label: (value: number) => string;
  /** Lowest and highest power of ten of the axis. */
  readonly powers: readonly [number, number];
}

const SERIES: readonly { readonly step: Step; readonly name: string }[] = [
  { step: "first", name: "first backup" },
  { step: "again", name: "backup of all frames, nothing new" },
  { step: "edit", name: "backup of one edit in an old month" },
  { step: "photo", name: "backup of one new photo" },
  { step: "message", name: "backup of one new message" },
  { step: "prune", name: "prune, nothing to do" },
  { step: "restore", name: "restore of one photo" },
  { step: "list", name: "list of snapshots" },
];

const PANELS: readonly Panel[] = [
  {
    title: "Processor time",
    of: ({ cpuMs }) => cpuMs,
    label: (value) => (value < 1000 ? `${value} ms` : `${value / 1000} s`),
    powers: [2, 6],
  },
  {
    title: "Bytes read and written",
    of: ({ bytesRead, bytesWritten }) => bytesRead + bytesWritten,
    label: (value) => (value < 1e6 ? `${value / 1e3} KB` : value < 1e9 ? `${value / 1e6} MB` : `${value / 1e9} GB`),
    powers: [4, 10],
  },
  {
    title: "Requests to the store",
    of: ({ get, put, delete: deleted, list }) => get + put + deleted + list,
    label: (value) => value.toLocaleString("en-US"),
    powers: [0, 6],
  },
];

const [WIDTH, HEIGHT] = [980, 436];
const PLOT = { top: 60, height: 240, width: 220, left: 76, step: 306 };
const LEGEND_TOP = 370;

/** The results as an SVG figure: a panel for each measure, both axes by powers of ten. */
export function plotOf({ vaults }: Results): string {
  const panels = PANELS.map((panel, i) => drawPanel(panel, PLOT.left + i * PLOT.step, vaults));
  return `${HEAD}\n${panels.flat().join("\n")}\n${legend().join("\n")}\n</svg>\n`;
}

function drawPanel(panel: Panel, left: number, vaults: Results["vaults"]): string[] {
  const { title, of, label, powers } = panel;
  const [low, high] = powers;
  const right = left + PLOT.width;
  const bottom = PLOT.top + PLOT.height;
  const factors = vaults.map(({ factor }) => Math.log10(factor));
  const span = Math.max(1, ...factors);
  const x = (factor: number) => round(left + (PLOT.width * Math.log10(factor)) / span);
  const y = (value: number) =>
    round(bottom - (PLOT.height * (Math.log10(Math.max(value, 10 ** low)) - low)) / (high - low));
  const lines = [`  <text class="h" x="${left}" y="${PLOT.top - 18}">${title}</text>`];
  for (let power = low; power <= high; power++) {
    const at = y(10 ** power);
    lines.push(`  <path class="grid" d="M${left} ${at} L${right} ${at}"/>`);
    lines.push(`  <text class="m" x="${left - 8}" y="${at + 4}" text-anchor="end">${label(10 ** power)}</text>`);
  }
  for (const { factor, messages } of vaults) {
    const name = messages < 1e6 ? `${messages / 1000}k` : `${messages / 1e6}M`;
    lines.push(`  <text class="m" x="${x(factor)}" y="${bottom + 20}" text-anchor="middle">${name}</text>`);
  }
  for (const [index, { step }] of SERIES.entries()) {
    const points = vaults.flatMap(({ factor, steps }) => {
      const measured = steps[step];
      return measured === undefined ? [] : [[x(factor), y(of(measured))] as const];
    });
    lines.push(`  <path class="l c${index}" d="M${points.map(([px, py]) => `${px} ${py}`).join(" L")}"/>`);
    for (const [px, py] of points) lines.push(`  <circle class="c${index}" cx="${px}" cy="${py}" r="3.2"/>`);
  }
  return lines;
}

function legend(): string[] {
  const lines = [
    `  <text class="m" x="${PLOT.left}" y="${LEGEND_TOP - 18}">messages in the vault; a 25th as many photos and other files</text>`,
  ];
  for (const [index, { name }] of SERIES.entries()) {
    const left = PLOT.left + (index % 3) * PLOT.step;
    const top = LEGEND_TOP + 22 * Math.floor(index / 3);
    lines.push(`  <path class="l c${index}" d="M${left} ${top - 4} L${left + 24} ${top - 4}"/>`);
    lines.push(`  <circle class="c${index}" cx="${left + 12}" cy="${top - 4}" r="3.2"/>`);
    lines.push(`  <text class="s" x="${left + 32}" y="${top}">${name}</text>`);
  }
  return lines;
}

const round = (value: number) => Math.round(value * 10) / 10;

const LIGHT = ["#c0392b", "#b9770e", "#7d3c98", "#2f6fc4", "#2f8a4c", "#5b6673", "#117a8b", "#a0407a"];
const DARK = ["#ec7f73", "#e8b04a", "#bb86d8", "#6aa5f0", "#5fbf7c", "#9aa7b4", "#4fc1d3", "#e08fc0"];
const colours = (list: readonly string[], indent: string) =>
  list
    .flatMap((colour, i) => [
      `${indent}path.c${i} { stroke: ${colour}; }`,
      `${indent}circle.c${i} { fill: ${colour}; }`,
    ])
    .join("\n");

const HEAD = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-labelledby="title desc">
  <title id="title">What operations cost as a vault grows</title>
  <desc id="desc">Three panels over vaults of 5 thousand to 5 million messages: processor time, bytes, and requests to the store. The first backup and a backup that goes through all frames grow with the vault; a backup of one change, the restore of one photo and the list of snapshots hardly do.</desc>
  <style>
    .bg { fill: #ffffff; }
    .grid { stroke: #dde2e8; stroke-width: 1; }
    .l { fill: none; stroke-width: 1.8; }
    text { fill: #1d232a; font-family: system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; font-size: 14px; }
    .s { font-size: 12px; }
    .h { font-weight: 600; }
    .m { fill: #5b6673; font-size: 12px; }
${colours(LIGHT, "    ")}
    @media (prefers-color-scheme: dark) {
      .bg { fill: #12161b; }
      .grid { stroke: #2b333c; }
      text { fill: #e6ebf0; }
      .m { fill: #9aa7b4; }
${colours(DARK, "      ")}
    }
  </style>
  <rect class="bg" x="0" y="0" width="${WIDTH}" height="${HEIGHT}" rx="8"/>`;
