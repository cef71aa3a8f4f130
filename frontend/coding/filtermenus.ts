// The words above the text that say which codings are shown, and the menus to choose others. Choices stand in a menu
// while it is open: there may be a hundred codes, and after each coding they would be put there again.
import { el } from "./elements";
import type { Filters } from "./filters";
import type { Sheet } from "./sheet";

export class FilterMenus {
  private readonly choices: Record<string, () => HTMLElement[]> = {
    "who-coders": () => this.filters.others.map((coder) => choice("who", { "data-who": String(coder) }, `Only ${this.sheet.coders.get(coder)?.name ?? "one coder"}’s`)),
    "version-choices": () => (this.filters.versions.length > 1 ? this.filters.versions : [])
      .map((version) => choice("only-version", { "data-version": String(version) }, `Coded under version ${version}`)),
    "code-choices": () => [...this.sheet.codes.values()].filter((code) => code.here || code.guid === this.filters.code).map((code) => choice("only-code", { "data-code": code.guid },
      el("span", { class: `swatch code-${code.colour}` }), el("span", {}, code.name), el("span", { class: "right quiet" }, String(code.here)))),
  };

  constructor(private readonly filters: Filters, private readonly sheet: Sheet) {
    for (const id of Object.keys(this.choices)) menuOf(id).addEventListener("toggle", () => this.fill(id));
  }

  tell(): void {
    document.querySelector("[data-who-words]")!.textContent = this.filters.whoWords;
    document.querySelector("[data-code-words]")!.textContent = this.filters.codeWords;
    document.querySelector("[data-command=uncoded-only]")!.setAttribute("aria-pressed", String(this.filters.uncoded));
    for (const id of Object.keys(this.choices)) this.fill(id);
  }

  private fill(id: string): void {
    document.getElementById(id)!.replaceChildren(...(menuOf(id).open ? this.choices[id]!() : []));
  }
}

const menuOf = (id: string): HTMLDetailsElement => document.getElementById(id)!.closest("details")!;

const choice = (command: string, about: Record<string, string>, ...parts: (Node | string)[]): HTMLElement =>
  el("button", { type: "button", "data-command": command, ...about }, ...parts);
