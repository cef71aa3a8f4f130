// The driver diagram and the adoption board. The server answers each step with the diagram as it stands; what is added here
// is Escape, which gives up what is open in the diagram, and the mark on the board's cell whose steps are open.

export function drivers(): void {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    const open = (event.target as Element).closest("[data-edit]") ?? document.querySelector("#drivers [data-edit]");
    const giveUp = open?.querySelector<HTMLAnchorElement>("[data-give-up]");
    if (!giveUp) return;
    event.preventDefault();
    giveUp.click();
  });

  document.addEventListener("click", (event) => {
    const cell = (event.target as Element).closest<HTMLElement>("[data-opens-panel] .cell");
    if (!cell || event.ctrlKey || event.metaKey || event.shiftKey) return;
    for (const other of cell.closest("table")!.querySelectorAll(".cell[aria-current]")) other.removeAttribute("aria-current");
    cell.setAttribute("aria-current", "true");
  });
}
