// The palette: type letters, Enter takes the first hit. It opens below the chosen words, above if there is no room.

export interface Choice { code: string; valence: string }

const VALENCES = ["", "barrier", "facilitator", "both", "unclear"];

export class Palette {
  private readonly dialog: HTMLDialogElement;
  private readonly query: HTMLInputElement;
  private readonly about: HTMLElement;
  private readonly none: HTMLElement;
  private readonly hits: HTMLElement[];
  private order: HTMLElement[] = [];
  private at = 0;
  private words = "";
  private valence = "";
  private chosen: (choice: Choice) => void = () => {};
  private left: () => void = () => {};

  constructor(dialog: HTMLDialogElement) {
    this.dialog = dialog;
    this.query = dialog.querySelector("#palette-query")!;
    this.about = dialog.querySelector("#palette-words")!;
    this.none = dialog.querySelector("#palette-none")!;
    this.hits = [...dialog.querySelectorAll<HTMLElement>("[data-code]")];
    this.query.addEventListener("input", () => this.search());
    dialog.addEventListener("keydown", (event) => this.key(event));
    dialog.addEventListener("cancel", () => this.left());
    dialog.querySelector("#palette-code")!.addEventListener("click", () => this.take());
    for (const hit of this.hits) {
      hit.addEventListener("pointermove", () => this.choose(this.order.indexOf(hit)));
      hit.addEventListener("click", () => { this.choose(this.order.indexOf(hit)); this.take(); });
    }
    document.addEventListener("pointerdown", (event) => {
      if (this.dialog.open && !this.dialog.contains(event.target as Node)) this.close(true);
    });
  }

  get open(): boolean { return this.dialog.open; }

  show(near: DOMRect, words: string, chosen: (choice: Choice) => void, left: () => void): void {
    this.words = words;
    this.valence = "";
    this.chosen = chosen;
    this.left = left;
    this.query.value = "";
    if (!this.dialog.open) this.dialog.show();
    this.search();
    // below the chosen words, above if there is no room, and as high as the roomier side lets it be
    const body = this.dialog.querySelector<HTMLElement>(".palette-body")!;
    body.style.maxHeight = "";
    const box = this.dialog.getBoundingClientRect();
    const under = window.innerHeight - 44 - (near.bottom + 8);
    const over = near.top - 8 - 56;
    const below = box.height <= under || under >= over;
    const spare = (below ? under : over) - box.height;
    if (spare < 0) body.style.maxHeight = `${Math.max(140, body.getBoundingClientRect().height + spare)}px`;
    const height = this.dialog.getBoundingClientRect().height;
    this.dialog.style.top = `${Math.max(8, below ? near.bottom + 8 : near.top - 8 - height)}px`;
    this.dialog.style.left = `${Math.max(12, Math.min(near.left, window.innerWidth - box.width - 12))}px`;
    this.query.focus();
  }

  close(tell = false): void {
    if (!this.dialog.open) return;
    this.dialog.close();
    if (tell) this.left();
  }

  private search(): void {
    const asked = this.query.value.trim().toLocaleLowerCase();
    const rank = (hit: HTMLElement): number => {
      const name = hit.dataset.name!.toLocaleLowerCase();
      if (!asked) return 0;
      if (name.startsWith(asked)) return 0;
      if (name.split(/[\s/-]+/u).some((word) => word.startsWith(asked))) return 1;
      if (name.includes(asked)) return 2;
      return hit.dataset.more!.toLocaleLowerCase().split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(asked)) ? 3 : 4;
    };
    const ranked = this.hits.map((hit) => [rank(hit), hit] as const).filter(([value]) => value < 4);
    ranked.sort(([one], [other]) => one - other);
    this.order = ranked.map(([, hit]) => hit);
    for (const hit of this.hits) hit.hidden = true;
    for (const hit of this.order) {
      hit.hidden = false;
      hit.parentElement!.append(hit);
    }
    this.none.hidden = this.order.length > 0;
    this.choose(0);
  }

  private choose(at: number): void {
    if (!this.order.length) return;
    this.at = (at + this.order.length) % this.order.length;
    for (const hit of this.hits) {
      const here = hit === this.order[this.at];
      hit.setAttribute("aria-selected", String(here));
      hit.querySelector<HTMLElement>("kbd")!.hidden = !here;
    }
    const hit = this.order[this.at]!;
    this.query.setAttribute("aria-activedescendant", hit.id);
    hit.scrollIntoView({ block: "nearest" });
    for (const about of this.dialog.querySelectorAll<HTMLElement>("[data-about]")) about.hidden = about.dataset.about !== hit.dataset.code;
    this.about.textContent = this.valence ? `${this.words} · ${this.valence}` : this.words;
  }

  private take(): void {
    const hit = this.order[this.at];
    if (!hit || hit.hidden) return;
    this.close();
    this.chosen({ code: hit.dataset.code!, valence: this.valence });
  }

  private key(event: KeyboardEvent): void {
    const deeds: Record<string, () => void> = {
      ArrowDown: () => this.choose(this.at + 1),
      ArrowUp: () => this.choose(this.at - 1),
      Enter: () => this.take(),
      Escape: () => this.close(true),
      Tab: () => {
        const step = event.shiftKey ? VALENCES.length - 1 : 1;
        this.valence = VALENCES[(VALENCES.indexOf(this.valence) + step) % VALENCES.length]!;
        this.choose(this.at);
      },
    };
    const deed = deeds[event.key];
    if (!deed) return;
    event.preventDefault();
    event.stopPropagation();
    deed();
  }
}
