// Arrow keys in the icon table: from cell to cell, over rows that head a group. Home and End go to the ends of a row.

const inside = (cell: Element | undefined): HTMLElement | null => cell?.querySelector<HTMLElement>("a, span[tabindex]") ?? null;

function step(from: HTMLTableCellElement, down: number, across: number): HTMLElement | null {
  const table = from.closest("table") as HTMLTableElement;
  let row = (from.parentElement as HTMLTableRowElement).rowIndex;
  let column = from.cellIndex;
  for (;;) {
    row += down;
    column += across;
    const cells = table.rows[row]?.cells;
    if (!cells || row < 1 || column < 0 || (across && column >= cells.length)) return null;
    const found = cells.length > column ? inside(cells[column]) : null;
    if (found) return found;
  }
}

export function chartCells(): void {
  const steps: Record<string, [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  document.addEventListener("keydown", (event) => {
    const cell = (event.target as Element).closest?.<HTMLTableCellElement>("[data-cells] :is(td, th)");
    if (!cell) return;
    let next: HTMLElement | null = null;
    if (steps[event.key]) next = step(cell, ...steps[event.key]!);
    else if (event.key === "Home" || event.key === "End") {
      const cells = [...(cell.parentElement as HTMLTableRowElement).cells].map(inside).filter((each) => each !== null);
      next = cells.at(event.key === "Home" ? 0 : -1) ?? null;
    } else return;
    if (next) {
      event.preventDefault();
      next.focus();
      next.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  });
}
