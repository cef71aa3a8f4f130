// Arrow keys in a matrix: one cell is in the tab order, arrows move, Home and End go to the ends of a row. Enter follows
// the cell's own link; letters such as Q or T press the element of the page that says data-key="q".

const SELECTOR = "[data-matrix] .cell";

function place(cell: Element): [number, number] {
  const td = cell.closest("td") as HTMLTableCellElement;
  return [(td.parentElement as HTMLTableRowElement).rowIndex, td.cellIndex];
}

function cellAt(table: HTMLTableElement, row: number, column: number): HTMLElement | null {
  return table.rows[row]?.cells[column]?.querySelector<HTMLElement>(".cell") ?? null;
}

function move(cell: HTMLElement, down: number, across: number): HTMLElement | null {
  const table = cell.closest("table") as HTMLTableElement;
  let [row, column] = place(cell);
  for (;;) {
    row += down;
    column += across;
    if (row < 0 || row >= table.rows.length || column < 0 || column >= (table.rows[row]?.cells.length ?? 0)) {
      if (!down || row < 0 || row >= table.rows.length) return null;
      continue; // a band between groups has one cell: step over it
    }
    const next = cellAt(table, row, column);
    if (next) return next;
    if (across) return null;
  }
}

const STEPS: Record<string, [number, number]> = {
  ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
};

function rove(cell: HTMLElement): void {
  for (const other of cell.closest("[data-matrix]")!.querySelectorAll<HTMLElement>(".cell[tabindex='0']")) other.tabIndex = -1;
  cell.tabIndex = 0;
}

const writing = (element: Element): boolean => element.matches("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");

export function matrixKeys(): void {
  for (const table of document.querySelectorAll("[data-matrix]")) {
    const cells = [...table.querySelectorAll<HTMLElement>(".cell")];
    const first = cells.find((cell) => cell.hasAttribute("aria-current")) ?? cells[0];
    for (const cell of cells) cell.tabIndex = cell === first ? 0 : -1;
  }

  document.addEventListener("focusin", (event) => {
    const cell = (event.target as Element).closest<HTMLElement>(SELECTOR);
    if (cell) rove(cell);
  });

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target as HTMLElement;
    const cell = target.closest<HTMLElement>(SELECTOR);
    if (cell) {
      const step = STEPS[event.key];
      const row = cell.closest("tr")!;
      let next: HTMLElement | null = null;
      if (step) next = move(cell, ...step);
      else if (event.key === "Home") next = row.querySelector<HTMLElement>(".cell");
      else if (event.key === "End") next = [...row.querySelectorAll<HTMLElement>(".cell")].at(-1) ?? null;
      if (next) {
        next.focus();
        next.scrollIntoView({ block: "nearest", inline: "nearest" });
      }
      if (step || event.key === "Home" || event.key === "End") {
        event.preventDefault();
        return;
      }
    }
    if (event.key.length === 1 && !writing(target)) {
      const key = CSS.escape(event.key.toLowerCase());
      const command = document.querySelector<HTMLElement>(`[data-key="${key}"]:not(:disabled)`);
      if (command) {
        event.preventDefault();
        if (command.matches("input, textarea, select")) command.focus();
        else command.click();
      }
    }
  });
}
