// The palette: type letters, Enter takes the first hit. It opens below the chosen words, above if there is no room.
// The same box finds codes for words and commands for the page.
import { type Named, ranked } from "./ranking";
import { VALENCES, type Valence } from "./sheet";

export interface Taken { stay: boolean; memo: boolean; valence: Valence }
export interface Entry extends Named {
  id: string; note: string; colour?: string; key?: string;
  about?: () => HTMLElement;
  take: (how: Taken) => void;
}
export interface Asked {
  about: string; // what the hits are for: "27 words of turn 21"
  label: string;
  near?: DOMRect;
  entries: readonly Entry[];
  lately?: readonly Entry[]; // below the hits, by digit
  made?: (letters: string) => Entry[]; // what the letters themselves can become
  valences?: boolean;
  left: () => void;
}

const MOST = 60;

export class Palette {
  private readonly query: HTMLInputElement;
  private readonly about: HTMLElement;
  private readonly list: HTMLElement;
  private readonly side: HTMLElement;
  private asked: Asked | null = null;
  private order: Entry[] = [];
  private at = 0;
  private valence: Valence = "";

  constructor(private readonly dialog: HTMLDialogElement) {
    this.query = dialog.querySelector("#palette-query")!;
    this.about = dialog.querySelector("#palette-words")!;
    this.list = dialog.querySelector("#palette-hits")!;
    this.side = dialog.querySelector("#palette-about")!;
    this.query.addEventListener("input", () => this.search());
    dialog.addEventListener("keydown", (event) => this.key(event));
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); this.close(); });
    dialog.querySelector("#palette-take")!.addEventListener("click", () => this.take());
    this.list.addEventListener("pointermove", (event) => {
      const at = this.indexOf(event.target);
      if (at >= 0 && at !== this.at) this.choose(at);
    });
    this.list.addEventListener("click", (event) => {
      const at = this.indexOf(event.target);
      if (at < 0) return;
      this.choose(at);
      this.take();
    });
    document.addEventListener("pointerdown", (event) => {
      if (this.dialog.open && !this.dialog.contains(event.target as Node)) this.close();
    });
  }

  get open(): boolean { return this.dialog.open; }

  show(asked: Asked): void {
    this.asked = asked;
    this.valence = "";
    this.query.value = "";
    this.query.setAttribute("aria-label", asked.label);
    this.query.placeholder = asked.label;
    this.dialog.classList.toggle("for-codes", asked.valences ?? false);
    if (!this.dialog.open) this.dialog.show();
    this.search();
    this.stand(asked.near);
    this.query.focus();
  }

  close(): void {
    if (!this.dialog.open) return;
    this.dialog.close();
    this.asked?.left();
  }

  private stand(near?: DOMRect): void {
    const body = this.dialog.querySelector<HTMLElement>(".palette-body")!;
    body.style.height = "";
    const box = this.dialog.getBoundingClientRect();
    if (!near) {
      Object.assign(this.dialog.style, { top: "72px", left: `${Math.max(8, (innerWidth - box.width) / 2)}px` });
      return;
    }
    const under = innerHeight - 44 - (near.bottom + 8);
    const over = near.top - 8 - 56;
    const below = box.height <= under || under >= over;
    const spare = (below ? under : over) - box.height;
    if (spare < 0) body.style.height = `${Math.max(140, body.getBoundingClientRect().height + spare)}px`;
    const height = this.dialog.getBoundingClientRect().height;
    const top = below ? near.bottom + 8 : near.top - 8 - height;
    this.dialog.style.top = `${Math.max(8, Math.min(top, innerHeight - height - 8))}px`;
    this.dialog.style.left = `${Math.max(12, Math.min(near.left, innerWidth - box.width - 12))}px`;
  }

  private search(): void {
    const asked = this.asked!;
    const letters = this.query.value.trim();
    const lately = asked.lately ?? [];
    const hits = letters ? ranked(letters, asked.entries).slice(0, MOST) : [];
    const rest = lately.filter((each) => !hits.some((hit) => hit.id === each.id));
    const all = letters ? [] : asked.entries.filter((each) => !lately.some((one) => one.id === each.id));
    const groups: [string, readonly Entry[]][] = [["", hits], ["Used lately", rest], [lately.length ? "All" : "", all], [asked.valences ? "New" : "Elsewhere", asked.made?.(letters) ?? []]];
    this.order = groups.flatMap(([, entries]) => entries);
    this.list.replaceChildren(...groups.flatMap(([name, entries]) => entries.length ? [...(name ? [heading(name)] : []), ...entries.map((each) => this.option(each, letters))] : []));
    if (letters && !hits.length) this.list.prepend(heading(`Nothing has the letters “${letters}”.`));
    this.at = 0;
    if (this.order.length) this.choose(0);
    else this.query.removeAttribute("aria-activedescendant");
  }

  private option(entry: Entry, letters: string): HTMLElement {
    const made = document.createElement("li");
    made.role = "option";
    made.id = `hit-${entry.id}`;
    made.className = entry.colour ? `code-${entry.colour}` : "";
    const swatch = document.createElement("span");
    swatch.className = entry.colour ? "swatch" : "";
    const name = document.createElement("span");
    name.className = "hit-name";
    const found = letters ? entry.name.toLocaleLowerCase().indexOf(letters.toLocaleLowerCase()) : -1;
    if (found < 0) name.textContent = entry.name;
    else {
      const mark = document.createElement("mark");
      mark.textContent = entry.name.slice(found, found + letters.length);
      name.append(entry.name.slice(0, found), mark, entry.name.slice(found + letters.length));
    }
    const key = document.createElement("kbd");
    key.textContent = entry.key ?? "Enter";
    key.dataset.own = entry.key ?? "";
    const note = document.createElement("span");
    note.className = "small";
    note.textContent = entry.note;
    made.append(swatch, name, key, note);
    return made;
  }

  private choose(at: number): void {
    this.at = (at + this.order.length) % this.order.length;
    [...this.list.querySelectorAll<HTMLElement>("[role=option]")].forEach((option, number) => {
      const here = number === this.at;
      option.ariaSelected = String(here);
      const key = option.querySelector<HTMLElement>("kbd")!;
      key.hidden = !here && !key.dataset.own;
      if (!here) return;
      this.query.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    });
    const about = this.order[this.at]!.about?.();
    this.side.replaceChildren(...(about ? [about] : []));
    this.side.parentElement!.classList.toggle("plain", !this.order.some((each) => each.about));
    this.about.textContent = [this.asked!.about, this.valence].filter(Boolean).join(" · ");
  }

  private take(more: Partial<Taken> = {}, entry = this.order[this.at]): void {
    if (!entry) return;
    const how = { stay: false, memo: false, valence: this.valence, ...more };
    if (how.stay) {
      entry.take(how);
      this.query.select();
      return;
    }
    this.dialog.close();
    this.asked?.left();
    entry.take(how);
  }

  private indexOf(target: EventTarget | null): number {
    const option = (target as Element).closest("[role=option]");
    return option ? [...this.list.querySelectorAll("[role=option]")].indexOf(option) : -1;
  }

  private key(event: KeyboardEvent): void {
    event.stopPropagation();
    const byKey = this.order.find((each) => each.key && (each.key === event.key || (event.altKey && each.key === `Alt ${event.key.toUpperCase()}`)));
    if (byKey && (event.altKey || !this.query.value)) {
      event.preventDefault();
      return this.take({}, byKey);
    }
    const coding = this.asked?.valences;
    const deeds: Record<string, (() => void) | undefined> = {
      ArrowDown: () => this.choose(this.at + 1),
      ArrowUp: () => this.choose(this.at - 1),
      Enter: () => this.take({ stay: event.shiftKey && coding === true }),
      Escape: () => this.close(),
      Tab: coding ? () => {
        const step = event.shiftKey ? VALENCES.length - 1 : 1;
        this.valence = VALENCES[(VALENCES.indexOf(this.valence) + step) % VALENCES.length]!;
        this.choose(this.at);
      } : undefined,
      m: event.altKey && coding ? () => this.take({ memo: true }) : undefined,
    };
    const deed = this.order.length || event.key === "Escape" ? deeds[event.key] : undefined;
    if (!deed) return;
    event.preventDefault();
    deed();
  }
}

function heading(words: string): HTMLElement {
  const made = document.createElement("li");
  made.className = "group";
  made.role = "presentation";
  made.textContent = words;
  return made;
}
