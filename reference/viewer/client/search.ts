// Runs in the page. Each function is written into the page as its source text, so it uses nothing from outside.

/** Searches the texts that the page carries, newest first. Results are made of text alone. */
export function searchMessages(): void {
  const input = document.querySelector<HTMLInputElement>(".find input");
  const list = document.querySelector<HTMLElement>(".hits");
  const status = document.querySelector<HTMLElement>(".status");
  const more = document.querySelector<HTMLButtonElement>("button.more");
  const data = document.querySelector<HTMLElement>("#messages")?.textContent ?? "";
  if (input === null || list === null || status === null || more === null) return;
  const plain = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const chats = new Map<string, string[]>();
  const lines: string[] = [];
  for (const line of data.split("\n")) {
    if (line.startsWith("=")) chats.set(line.slice(1).split("\t")[0]!, line.split("\t"));
    else if (line !== "") lines.push(line);
  }
  lines.reverse();
  // What is compared, made once: names and text without accents and capitals.
  const keys = lines.map((line) => plain(line.split("\t").slice(4).join("\t")));
  const PAGE = 100;
  let found: string[] = [];
  let words: string[] = [];

  const marked = (text: string, target: HTMLElement) => {
    // Only words that are found as they stand are marked; accents may differ.
    const lower = text.toLowerCase();
    const at =
      lower.length === text.length ? words.map((word) => lower.indexOf(word)).find((one) => one >= 0) : undefined;
    if (at === undefined) return target.append(text);
    const word = words.find((one) => lower.startsWith(one, at))!;
    const mark = document.createElement("mark");
    mark.textContent = text.slice(at, at + word.length);
    const start = Math.max(0, at - 80);
    target.append((start > 0 ? "…" : "") + text.slice(start, at), mark, text.slice(at + word.length));
  };
  const show = (from: number) => {
    for (const line of found.slice(from, from + PAGE)) {
      const [chat = "", page = "", anchor = "", time = "", sender = "", text = ""] = line.split("\t");
      const [, slug = "", title = ""] = chats.get(chat) ?? [];
      const link = document.createElement("a");
      const head = document.createElement("small");
      const where = document.createElement("bdi");
      const when = document.createElement("span");
      const words = document.createElement("p");
      link.setAttribute(
        "href",
        `../chats/${encodeURIComponent(slug)}/${encodeURIComponent(page)}.html#m${encodeURIComponent(anchor)}`,
      );
      where.textContent = sender === title ? title : `${title} · ${sender}`;
      when.textContent = time;
      words.dir = "auto";
      marked(text, words);
      head.append(where, when);
      link.append(head, words);
      list.append(link);
    }
    more.hidden = from + PAGE >= found.length;
  };
  const run = () => {
    words = plain(input.value)
      .split(/\s+/)
      .filter((word) => word !== "");
    found = words.length === 0 ? [] : lines.filter((_, index) => words.every((word) => keys[index]!.includes(word)));
    list.textContent = "";
    status.textContent = words.length === 0 ? "" : `${found.length} message${found.length === 1 ? "" : "s"} found`;
    show(0);
    for (const link of document.querySelectorAll<HTMLAnchorElement>("a.part"))
      link.hash = `q=${encodeURIComponent(input.value)}`;
    history.replaceState(null, "", `#q=${encodeURIComponent(input.value)}`);
  };
  const query = /^#q=(.*)$/.exec(location.hash)?.[1];
  if (query !== undefined) {
    try {
      input.value = decodeURIComponent(query);
    } catch {}
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(run, 150);
  });
  more.addEventListener("click", () => show(list.childElementCount));
  if (input.value !== "") run();
  input.focus();
}
