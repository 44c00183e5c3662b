/**
 * What runs in the page: the filters, and everything open on paper. The function's own source text is what the page
 * holds, so it uses nothing from outside itself.
 */
export function runReport(): void {
  const form = document.querySelector<HTMLFormElement>("#filters");
  if (form === null) return;
  form.closest<HTMLElement>(".filters")?.removeAttribute("hidden");

  const readSections = () =>
    [...document.querySelectorAll<HTMLElement>("section.filtered")].map((section) => ({
      section,
      nothing: section.querySelector<HTMLElement>(".nothing"),
      rows: [...section.querySelectorAll<HTMLElement>(".row")].map((row) => ({
        row,
        text: `${row.textContent} ${row.dataset.slugs}`.toLowerCase(),
        verdicts: (row.dataset.verdicts ?? "").split(" "),
        kinds: (row.dataset.kinds ?? "").split(" "),
        chapters: (row.dataset.chapters ?? "").split(" "),
      })),
    }));
  // Read when the first filter is used, and once: it is slow for thousands of rows.
  let sections: ReturnType<typeof readSections> | undefined;

  const apply = () => {
    sections ??= readSections();
    const data = new FormData(form);
    const words = String(data.get("text")).toLowerCase().split(/\s+/).filter(Boolean);
    const chapter = String(data.get("chapter"));
    const kind = String(data.get("kind"));
    const verdicts = data.getAll("verdict").map(String);
    const active = words.length > 0 || chapter !== "" || kind !== "" || verdicts.length > 0;
    for (const { section, nothing, rows } of sections) {
      let shown = 0;
      for (const one of rows) {
        const fits =
          (chapter === "" || one.chapters.includes(chapter)) &&
          (kind === "" || one.kinds.includes(kind)) &&
          (verdicts.length === 0 || verdicts.some((verdict) => one.verdicts.includes(verdict))) &&
          words.every((word) => one.text.includes(word));
        one.row.hidden = !fits;
        if (fits) shown++;
      }
      if (nothing !== null) nothing.hidden = shown > 0;
      const count = section.querySelector("h2 .count");
      const all = rows.length.toLocaleString("en");
      if (count !== null) count.textContent = shown === rows.length ? all : `${shown.toLocaleString("en")} of ${all}`;
      for (const group of section.querySelectorAll<HTMLDetailsElement>("details.chapter")) {
        group.hidden = group.querySelector(".row:not([hidden])") === null;
        if (active) group.open = true;
      }
    }
  };
  let waiting = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(apply, 80);
  });
  // The fields have their first values only after the event.
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());

  // A link to a case or a requirement opens what it stands in, and shows it whatever the filter says.
  const open = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target === null) return;
    target.hidden = false;
    for (let at: HTMLElement | null = target; at !== null; at = at.parentElement) {
      if (at instanceof HTMLDetailsElement) at.open = true;
      at.hidden = false;
    }
    target.scrollIntoView();
  };
  window.addEventListener("hashchange", open);
  open();

  window.addEventListener("beforeprint", () => {
    for (const one of document.querySelectorAll("details")) one.open = true;
  });
}
