// Runs in the page. Each function is written into the page as its source text, so it uses nothing from outside.

/** Narrows the list of chats while one types; Enter searches the messages. */
export function filterChats(): void {
  const input = document.querySelector<HTMLInputElement>(".find input");
  const search = document.querySelector<HTMLAnchorElement>("a.search-messages");
  if (input === null || search === null) return;
  const plain = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const rows = [...document.querySelectorAll<HTMLElement>("a.row")].map((row) => ({
    row,
    text: plain(row.querySelector("b")?.textContent ?? ""),
  }));
  const base = search.getAttribute("href") ?? "";
  const update = () => {
    const wanted = plain(input.value.trim());
    for (const { row, text } of rows) row.hidden = !text.includes(wanted);
    for (const fold of document.querySelectorAll<HTMLDetailsElement>("details.fold")) fold.open = wanted !== "";
    search.hidden = wanted === "";
    search.setAttribute("href", `${base}#q=${encodeURIComponent(input.value.trim())}`);
    search.querySelector("b")!.textContent = `Search messages for “${input.value.trim()}”`;
  };
  input.addEventListener("input", update);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && input.value.trim() !== "") search.click();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== input) {
      event.preventDefault();
      input.focus();
    }
  });
}
