// Menus are <details class="menu">, dialogs are <dialog>: the browser does most. Missing from it are: one menu at a time,
// closing on Escape or outside, and buttons that open a dialog without an inline script.

function openMenus(): HTMLDetailsElement[] {
  return [...document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")];
}

export function floating(): void {
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    for (const menu of openMenus()) if (!menu.contains(target)) menu.open = false;

    const opener = target.closest<HTMLElement>("[data-opens]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.opens ?? "");
      if (dialog instanceof HTMLDialogElement) {
        event.preventDefault();
        dialog.showModal();
      }
    }
    if (target.closest("[data-closes]")) {
      event.preventDefault();
      target.closest("dialog")?.close();
    }
    if (target instanceof HTMLDialogElement && target.hasAttribute("data-light-dismiss")) target.close();
    if (target.closest("[data-print]")) window.print();
  });

  document.addEventListener("keydown", (event) => {
    const menus = openMenus();
    const menu = menus[menus.length - 1];
    if (!menu) return;
    if (event.key === "Escape") {
      menu.open = false;
      menu.querySelector("summary")?.focus();
      event.preventDefault();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const items = [...menu.querySelectorAll<HTMLElement>(".menu-list :is(a[href], button:not(:disabled))")];
      if (!items.length) return;
      const at = items.indexOf(document.activeElement as HTMLElement);
      const step = event.key === "ArrowDown" ? 1 : -1;
      items[(at + step + items.length) % items.length]?.focus();
      event.preventDefault();
    }
  });

  // A dialog that arrives by htmx opens itself.
  document.addEventListener("htmx:afterSettle", () => {
    for (const dialog of document.querySelectorAll<HTMLDialogElement>("dialog[data-show]:not([open])")) dialog.showModal();
  });
}
