// Typing numbers in: Enter moves on as Tab does, arrows move by row and from cell to cell, a block copied from a spreadsheet
// fills down and across from the cell it is pasted into. Cells are <input data-cell> inside [data-entry-grid]; each row of the
// grid is a [data-row]; what is saved together (a measure's one or two cells of a month) is a [data-unit], which hears
// `save-entry` once the hand has left it. What is wrong is said in the unit's [data-says] as it is typed.

import { checkTyped, type Field, type Typed } from "./entry-rules";

type Cell = HTMLInputElement;
interface Swap extends Event {
  detail: { target: Element; elt: Element; xhr: XMLHttpRequest };
}

const cellsOf = (row: Element): Cell[] => [...row.querySelectorAll<Cell>("input[data-cell]:not(:disabled)")];
const rowsOf = (grid: Element): Element[] =>
  [...grid.querySelectorAll("[data-row]")].filter((row) => cellsOf(row).length > 0);
const gridOf = (target: EventTarget | null): Element | null => {
  const cell = target as Cell;
  return cell?.matches?.("input[data-cell]") ? cell.closest("[data-entry-grid]") : null;
};

/** What a spreadsheet or a list puts on the clipboard: rows by line, cells by tab; by semicolon or comma where no line has a tab. */
export function readPasted(text: string): string[][] {
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n");
  const tabs = lines.some((line) => line.includes("\t"));
  const semicolons = !tabs && lines.some((line) => line.includes(";"));
  // 1,500 alone is a number; 43,47 in each of several lines, or 43, 47, are two
  const commas = !tabs && !semicolons && (lines.length > 1 || /,\s|,.*,/.test(text)) && lines.every((line) => line.includes(","));
  const between = tabs ? "\t" : semicolons ? ";" : commas ? "," : "\n";
  return lines.map((line) => line.split(between).map((cell) => cell.trim().replace(/^"(.*)"$/, "$1")));
}

const dirty = new Set<string>(); // ids of units typed in since they were last sent
const kept = new Map<string, string>(); // what the page said of a unit before something was wrong

function typedIn(unit: Element): Typed {
  return Object.fromEntries(cellsOf(unit).map((cell) => [cell.name, cell.value])) as Typed;
}

/** Says what is wrong with a unit, at its cell and beside it. */
function check(unit: HTMLElement, left: boolean): boolean {
  const wrong = checkTyped(unit.dataset.sent ?? "value", typedIn(unit), left);
  const place = unit.querySelector("[data-says]");
  for (const cell of cellsOf(unit)) {
    const bad = wrong?.field === (cell.name as Field);
    cell.classList.toggle("bad", bad);
    if (bad) cell.setAttribute("aria-invalid", "true");
    else cell.removeAttribute("aria-invalid");
  }
  unit.classList.toggle("invalid", wrong !== null);
  if (!place) return wrong === null;
  if (wrong) {
    if (!place.querySelector("[data-check]") && !place.querySelector(".field-error")) kept.set(unit.id, place.innerHTML);
    const words = document.createElement("span");
    words.className = "field-error";
    words.dataset.check = "";
    words.textContent = wrong.says;
    words.setAttribute("role", "status");
    if (place.textContent !== wrong.says) place.replaceChildren(words);
  } else if (place.querySelector("[data-check], .field-error")) {
    const before = document.createElement("template");
    before.innerHTML = kept.get(unit.id) ?? ""; // the server's own markup, put back as it was
    place.replaceChildren(before.content);
    kept.delete(unit.id);
  }
  return wrong === null;
}

/** The hand has left a unit: say what is wrong with it, and send what is not empty. */
function leave(unit: HTMLElement): void {
  if (!dirty.has(unit.id)) return;
  check(unit, true);
  if (cellsOf(unit).every((cell) => cell.value.trim() !== "")) {
    dirty.delete(unit.id);
    unit.dispatchEvent(new Event("save-entry"));
  }
}

function go(cell: Cell | undefined): void {
  cell?.focus();
  cell?.select();
}

function beside(cell: Cell, grid: Element, rows: number): Cell | undefined {
  const all = rowsOf(grid);
  const row = all.findIndex((each) => each.contains(cell));
  const other = all[row + rows];
  if (!other) return undefined;
  const cells = cellsOf(other);
  return cells[Math.min(cellsOf(all[row]!).indexOf(cell), cells.length - 1)];
}

/** Where the caret is at an end of the text, an arrow leaves the cell. */
function leaves(cell: Cell, key: string): boolean {
  const whole = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
  return whole || (key === "ArrowLeft" ? cell.selectionEnd === 0 : cell.selectionStart === cell.value.length);
}

function onKey(event: KeyboardEvent): void {
  const grid = gridOf(event.target);
  if (!grid || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const cell = event.target as Cell;
  const all = rowsOf(grid).flatMap(cellsOf);
  const at = all.indexOf(cell);
  let next: Cell | undefined;
  if (event.key === "Enter") {
    event.preventDefault();
    next = all[at + (event.shiftKey ? -1 : 1)];
    if (!next) cell.blur(); // the last cell: leaving it saves it
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    next = beside(cell, grid, event.key === "ArrowDown" ? 1 : -1);
  } else if ((event.key === "ArrowLeft" || event.key === "ArrowRight") && !event.shiftKey && leaves(cell, event.key)) {
    next = all[at + (event.key === "ArrowRight" ? 1 : -1)];
  }
  if (!next) return;
  event.preventDefault();
  go(next);
}

function onPaste(event: ClipboardEvent): void {
  const grid = gridOf(event.target);
  if (!grid) return;
  const cell = event.target as Cell;
  const pasted = readPasted(event.clipboardData?.getData("text/plain") ?? "");
  if (pasted.length === 1 && pasted[0]!.length === 1) return;
  event.preventDefault();
  const rows = rowsOf(grid);
  const top = rows.findIndex((each) => each.contains(cell));
  const all = rows.flatMap(cellsOf);
  const filled: Cell[] = [];
  const put = (target: Cell | undefined, value: string): void => {
    if (!target) return;
    target.value = value;
    filled.push(target);
  };
  if (pasted.length === 1) {
    // One row fans out over the cells that follow, across the ends of rows: numerator, denominator, numerator, …
    pasted[0]!.forEach((value, offset) => put(all[all.indexOf(cell) + offset], value));
  } else {
    const left = cellsOf(rows[top]!).indexOf(cell);
    pasted.forEach((values, down) => {
      const row = rows[top + down];
      if (row) values.forEach((value, across) => put(cellsOf(row)[left + across], value));
    });
  }
  // Each unit is checked and sent once, with all that was pasted into it.
  const units = new Set(filled.map((each) => each.closest<HTMLElement>("[data-unit]")));
  for (const unit of units) {
    if (!unit) continue;
    dirty.add(unit.id);
    leave(unit);
  }
  go(filled.at(-1));
}

export function entryGrid(): void {
  document.addEventListener("keydown", onKey);
  document.addEventListener("paste", onPaste);
  document.addEventListener("input", (event) => {
    if (!gridOf(event.target)) return;
    const unit = (event.target as Element).closest<HTMLElement>("[data-unit]");
    if (!unit) return;
    dirty.add(unit.id);
    check(unit, false);
  });
  document.addEventListener("focusout", (event) => {
    if (!gridOf(event.target)) return;
    const unit = (event.target as Element).closest<HTMLElement>("[data-unit]");
    if (unit && !unit.contains(event.relatedTarget as Node | null)) leave(unit);
  });

  // What was typed while an answer was on its way is not overwritten by it.
  const typedMeanwhile = new Map<string, string>();
  document.addEventListener("htmx:beforeSwap", (event) => {
    const unit = (event as Swap).detail.target;
    if (!(unit instanceof HTMLElement) || !unit.matches?.("[data-unit]") || !dirty.has(unit.id)) return;
    for (const cell of cellsOf(unit)) typedMeanwhile.set(cell.id, cell.value);
  });
  document.addEventListener("htmx:afterSettle", () => {
    for (const [id, value] of typedMeanwhile) {
      const cell = document.getElementById(id) as Cell | null;
      if (cell && cell.value !== value) {
        cell.value = value;
        cell.dispatchEvent(new Event("input", { bubbles: true }));
      }
    }
    typedMeanwhile.clear();
  });
}
