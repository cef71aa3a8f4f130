// The framework as a tree: search, counts, colour. Words are dropped on a code, or a code is opened.
import { rank } from "./ranking";
import type { Code, Sheet } from "./sheet";

export const DRAGGED = "application/x-alongside-words";

export interface TreeDeeds { open(code: Code): void; drop(code: Code): void; add(name: string): void; reparent(code: Code, parent: Code): void; codes(): boolean }

export class Tree {
  private readonly closed = new Set<string>();
  private rows: HTMLElement[] = [];
  private letters = "";
  private at = "";

  constructor(private readonly box: HTMLElement, private readonly search: HTMLInputElement, private readonly sheet: Sheet, private readonly deeds: TreeDeeds) {
    search.addEventListener("input", () => { this.letters = search.value.trim(); this.draw(); });
    search.addEventListener("keydown", (event) => this.searchKey(event));
    box.addEventListener("keydown", (event) => this.key(event));
    box.addEventListener("click", (event) => {
      const code = this.codeOf(event.target);
      if (!code) return;
      if ((event.target as Element).closest(".fold")) return this.fold(code);
      this.focus(code.guid);
      deeds.open(code);
    });
    box.addEventListener("dragover", (event) => {
      const code = this.codeOf(event.target);
      const types = event.dataTransfer?.types ?? [];
      if (!code || !(types.includes(DRAGGED) && code.codable) && !types.includes("application/x-alongside-code")) return;
      event.preventDefault();
      this.mark("over", code.guid);
    });
    box.addEventListener("dragleave", () => this.mark("over", ""));
    box.addEventListener("dragstart", (event) => {
      const code = this.codeOf(event.target);
      if (code) event.dataTransfer!.setData("application/x-alongside-code", code.guid);
    });
    box.addEventListener("drop", (event) => {
      const code = this.codeOf(event.target);
      this.mark("over", "");
      if (!code) return;
      event.preventDefault();
      const moved = event.dataTransfer?.getData("application/x-alongside-code");
      if (!moved) return deeds.drop(code);
      const child = sheet.codes.get(moved);
      if (child && child !== code) deeds.reparent(child, code);
    });
  }

  draw(current = this.box.dataset.current ?? ""): void {
    this.box.dataset.current = current;
    const codes = [...this.sheet.codes.values()].filter((code) => !code.retired);
    const parents = new Set(codes.map((code) => code.parent));
    const below = (guid: string): Code[] => codes.filter((code) => code.parent === guid).flatMap((code) => [code, ...below(code.guid)]);
    const total = (code: Code, what: "here" | "all"): number => code[what] + (code.codable ? 0 : below(code.guid).reduce((sum, each) => sum + each[what], 0));
    const found = this.letters ? new Set(codes.filter((code) => rank(this.letters, { name: code.name, more: "" }) < 4).flatMap((code) => [code.guid, code.parent])) : null;
    const hidden = (code: Code): boolean => {
      for (let up = code.parent; up; up = this.sheet.codes.get(up)?.parent ?? null) if (this.closed.has(up)) return true;
      return false;
    };
    const focused = this.box.contains(document.activeElement);
    this.rows = codes.filter((code) => (found ? found.has(code.guid) : !hidden(code)))
      .map((code) => row(code, parents.has(code.guid), !this.closed.has(code.guid), total(code, "here"), total(code, "all"), code.guid === current));
    this.box.replaceChildren(...this.rows);
    if (!this.rows.some((each) => each.dataset.code === this.at)) this.at = this.rows[0]?.dataset.code ?? "";
    for (const each of this.rows) each.tabIndex = each.dataset.code === this.at ? 0 : -1;
    if (focused) this.focus(this.at);
    const many = codes.filter((code) => code.codable).length;
    document.getElementById("tree-count")!.textContent = `${many} ${many === 1 ? "code" : "codes"}`;
  }

  /** The code in hand is lit; nothing else changes. */
  current(guid: string): void {
    if (this.box.dataset.current === guid) return;
    this.box.dataset.current = guid;
    for (const each of this.rows) {
      if (each.dataset.code === guid) each.ariaCurrent = "true";
      else each.removeAttribute("aria-current");
    }
  }

  focus(guid: string): void {
    this.at = guid;
    for (const each of this.rows) each.tabIndex = each.dataset.code === guid ? 0 : -1;
    this.rows.find((each) => each.dataset.code === guid)?.focus();
  }

  private codeOf(target: EventTarget | null): Code | undefined {
    return this.sheet.codes.get((target as Element).closest<HTMLElement>("[data-code]")?.dataset.code ?? "");
  }

  private mark(name: string, guid: string): void {
    for (const each of this.rows) each.classList.toggle(name, each.dataset.code === guid);
  }

  private fold(code: Code): void {
    if (!this.closed.delete(code.guid)) this.closed.add(code.guid);
    this.draw();
    this.focus(code.guid);
  }

  private searchKey(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.key === "ArrowDown") this.focus(this.rows.find((each) => !each.classList.contains("theme"))?.dataset.code ?? this.at);
    else if (event.key === "Enter") {
      const first = [...this.sheet.codes.values()].filter((code) => code.codable && rank(this.letters, { name: code.name, more: "" }) < 4)
        .sort((one, other) => rank(this.letters, { name: one.name, more: "" }) - rank(this.letters, { name: other.name, more: "" }))[0];
      if (!this.letters) return;
      if (first) {
        this.focus(first.guid);
        if (this.deeds.codes()) this.deeds.drop(first);
        else this.deeds.open(first);
      } else this.deeds.add(this.search.value.trim());
    } else if (event.key === "Escape") {
      this.search.value = this.letters = "";
      this.draw();
      document.getElementById("transcript")?.focus();
    } else return;
    event.preventDefault();
  }

  private key(event: KeyboardEvent): void {
    const code = this.codeOf(event.target);
    if (!code || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = this.rows.findIndex((each) => each.dataset.code === code.guid);
    const go = (to: number): void => this.focus(this.rows[Math.max(0, Math.min(this.rows.length - 1, to))]!.dataset.code!);
    const theme = this.rows[at]!.ariaExpanded !== null;
    const deeds: Record<string, () => void> = {
      ArrowDown: () => go(at + 1), ArrowUp: () => go(at - 1), Home: () => go(0), End: () => go(this.rows.length - 1),
      ArrowRight: () => { if (theme && this.closed.has(code.guid)) this.fold(code); else go(at + 1); },
      ArrowLeft: () => { if (theme && !this.closed.has(code.guid)) this.fold(code); else if (code.parent) this.focus(code.parent); },
      Enter: () => { if (this.deeds.codes() && code.codable) this.deeds.drop(code); else this.deeds.open(code); },
      " ": () => this.deeds.open(code),
      Escape: () => document.getElementById("transcript")?.focus(),
    };
    const deed = deeds[event.key];
    if (!deed) return;
    event.preventDefault();
    event.stopPropagation();
    deed();
  }
}

function row(code: Code, parent: boolean, open: boolean, here: number, all: number, current: boolean): HTMLElement {
  const made = document.createElement("div");
  made.role = "treeitem";
  made.dataset.code = code.guid;
  made.draggable = true;
  made.title = code.name;
  made.ariaLevel = String(code.depth + 1);
  made.className = `tree-row code-${code.colour}${code.codable ? "" : " theme"}${code.depth > 1 ? " child" : ""}${code.depth > 2 ? " deep" : ""}`;
  if (parent) made.ariaExpanded = String(open);
  if (current) made.ariaCurrent = "true";
  const lead = document.createElement("span");
  lead.className = code.codable ? "swatch" : "fold";
  const name = document.createElement("span");
  name.className = "name";
  name.textContent = code.name;
  const numbers = ([[here, " here"], [all, " in all"]] as const).map(([number, where], at) => {
    const cell = document.createElement("span");
    cell.className = "num";
    const words = document.createElement("span");
    words.className = "hidden-text";
    words.textContent = where;
    cell.append(number || at ? String(number) : "·", words);
    return cell;
  });
  made.append(lead, name, ...numbers);
  return made;
}
