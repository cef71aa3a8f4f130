// Typing a month's numbers: Enter moves on as Tab does, arrows move by row, and a row or column copied from a
// spreadsheet fans out from the cell it is pasted into. Cells are <input data-cell> inside [data-entry-grid]; each row
// of the grid is an element with [data-row].

type Cell = HTMLInputElement;

const cellsOf = (row: Element): Cell[] => [...row.querySelectorAll<Cell>("input[data-cell]:not(:disabled)")];
const rowsOf = (grid: Element): Element[] =>
  [...grid.querySelectorAll("[data-row]")].filter((row) => cellsOf(row).length > 0);

/** What a spreadsheet puts on the clipboard: rows by line, cells by tab. Thousands separators, spaces and % are dropped. */
export function readPasted(text: string): string[][] {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/\n+$/, "")
    .split("\n")
    .map((line) => line.split("\t").map((cell) => cell.trim().replace(/(?<=\d)[,\u00a0\u202f ](?=\d{3}\b)/g, "").replace(/%$/, "")));
}

function put(cell: Cell, value: string): void {
  cell.value = value;
  cell.dispatchEvent(new Event("input", { bubbles: true }));
  cell.dispatchEvent(new Event("change", { bubbles: true }));
}

function go(cell: Cell | undefined): void {
  cell?.focus();
  cell?.select();
}

export function entryGrid(): void {
  document.addEventListener("keydown", (event) => {
    const cell = event.target as Cell;
    const grid = cell.matches?.("input[data-cell]") ? cell.closest("[data-entry-grid]") : null;
    if (!grid || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = rowsOf(grid).flatMap(cellsOf);
    if (event.key === "Enter") {
      event.preventDefault();
      const next = all[all.indexOf(cell) + (event.shiftKey ? -1 : 1)];
      if (next) go(next);
      else cell.blur(); // the last cell: leaving it saves it
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const rows = rowsOf(grid);
      const row = rows.findIndex((each) => each.contains(cell));
      const column = cellsOf(rows[row]!).indexOf(cell);
      const other = rows[row + (event.key === "ArrowDown" ? 1 : -1)];
      if (!other) return;
      event.preventDefault();
      const cells = cellsOf(other);
      go(cells[Math.min(column, cells.length - 1)]);
    }
  });

  document.addEventListener("paste", (event) => {
    const cell = event.target as Cell;
    const grid = cell.matches?.("input[data-cell]") ? cell.closest("[data-entry-grid]") : null;
    const pasted = readPasted(event.clipboardData?.getData("text/plain") ?? "");
    if (!grid || (pasted.length === 1 && pasted[0]!.length === 1)) return;
    event.preventDefault();
    const rows = rowsOf(grid);
    const top = rows.findIndex((each) => each.contains(cell));
    const all = rows.flatMap(cellsOf);
    let last: Cell = cell;
    if (pasted.length === 1) {
      // One row fans out over the cells that follow, across the ends of rows: numerator, denominator, numerator, …
      pasted[0]!.forEach((value, offset) => {
        const target = all[all.indexOf(cell) + offset];
        if (target) put((last = target), value);
      });
    } else {
      const left = cellsOf(rows[top]!).indexOf(cell);
      pasted.forEach((values, down) => {
        const row = rows[top + down];
        if (!row) return;
        values.forEach((value, across) => {
          const target = cellsOf(row)[left + across];
          if (target) put((last = target), value);
        });
      });
    }
    go(last);
  });
}
