export type Theme = "auto" | "light" | "dark";

const KEY = "alongside.theme";

export function storedTheme(): Theme {
  try {
    const value = localStorage.getItem(KEY);
    return value === "light" || value === "dark" ? value : "auto";
  } catch {
    return "auto"; // storage may be forbidden on a shared ward computer; the system's theme is then right
  }
}

/** `auto` leaves our own tokens to the system; the kit has no such state, so it is told what the system says. */
export function applyTheme(theme: Theme): void {
  const root = document.documentElement;
  const dark = theme === "dark" || (theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.dataset.bsTheme = dark ? "dark" : "light";
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
}

export function storeTheme(theme: Theme): void {
  try {
    if (theme === "auto") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    return; // it holds for this page, at least
  }
}

/** The three radio buttons of the person's menu. */
export function themeSwitch(): void {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => applyTheme(storedTheme()));
  const chosen = storedTheme();
  for (const input of document.querySelectorAll<HTMLInputElement>('input[name="theme"]')) {
    input.checked = input.value === chosen;
    input.addEventListener("change", () => {
      const theme = input.value as Theme;
      storeTheme(theme);
      applyTheme(theme);
    });
  }
}
