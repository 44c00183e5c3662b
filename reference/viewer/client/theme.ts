// Runs in the page. Each function is written into the page as its source text, so it uses nothing from outside.

/** Sets the colours that the user chose, and shows what needs a script. */
export function applyTheme(): void {
  const root = document.documentElement;
  root.classList.add("scripted");
  const show = () => {
    // Private windows may forbid it; then the system's colours hold.
    try {
      const theme = localStorage.getItem("keepsake-theme");
      if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    } catch {}
  };
  show();
  // Another page, such as the list beside a chat, has changed it.
  addEventListener("storage", show);
}

/** The button that switches between light and dark. */
export function themeButton(): void {
  document.querySelector("button.theme")?.addEventListener("click", () => {
    const root = document.documentElement;
    const isDark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    const theme = isDark ? "light" : "dark";
    root.dataset.theme = theme;
    try {
      localStorage.setItem("keepsake-theme", theme);
    } catch {}
  });
}
