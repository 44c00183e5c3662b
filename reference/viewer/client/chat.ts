// Runs in the page. Each function is written into the page as its source text, so it uses nothing from outside.

/** Opens photos above the page; arrow keys go from one to the next. */
export function lightbox(): void {
  const photos = [...document.querySelectorAll<HTMLAnchorElement>("a.photo")];
  if (photos.length === 0) return;
  const dialog = document.createElement("dialog");
  const image = document.createElement("img");
  const caption = document.createElement("p");
  let index = 0;
  const show = (next: number) => {
    index = (next + photos.length) % photos.length;
    const photo = photos[index]!;
    image.src = photo.href;
    image.alt = photo.querySelector("img")?.alt ?? "";
    const message = photo.closest("article")?.getAttribute("aria-label") ?? "";
    caption.textContent = `${message} · ${index + 1} of ${photos.length}`;
  };
  const button = (name: string, sign: string, label: string, action: () => void) => {
    const element = document.createElement("button");
    element.className = name;
    element.textContent = sign;
    element.ariaLabel = label;
    element.addEventListener("click", action);
    return element;
  };
  dialog.className = "lightbox";
  dialog.append(
    image,
    caption,
    button("previous", "‹", "Previous photo", () => show(index - 1)),
    button("following", "›", "Next photo", () => show(index + 1)),
    button("close", "✕", "Close", () => dialog.close()),
  );
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") show(index - 1);
    if (event.key === "ArrowRight") show(index + 1);
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target === image) dialog.close();
  });
  dialog.addEventListener("close", () => photos[index]?.focus());
  document.body.append(dialog);
  for (const [at, photo] of photos.entries()) {
    photo.addEventListener("click", (event) => {
      // A click with a modifier opens the file itself, as everywhere.
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      show(at);
      dialog.showModal();
    });
  }
}

/** Readies sounds and films when they come into sight, and plays GIFs, unless the user asked for less motion. */
export function wakeMedia(): void {
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!(target instanceof HTMLMediaElement)) continue;
        if (isIntersecting && target.preload === "none") target.preload = "metadata";
        if (isStill || !target.classList.contains("gif")) continue;
        if (isIntersecting) target.play().catch(() => {});
        else target.pause();
      }
    },
    { rootMargin: "200px" },
  );
  for (const media of document.querySelectorAll<HTMLMediaElement>("audio, video")) {
    if (!isStill && media.classList.contains("gif")) media.controls = false;
    observer.observe(media);
  }
}
