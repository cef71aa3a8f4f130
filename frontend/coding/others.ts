// Who else is here, and their new codings: asked every few seconds while the page is seen, seldom while it is not.
import { el } from "./elements";
import type { Sheet } from "./sheet";
import type { Work } from "./work";

const SEEN = 5000;
const HIDDEN = 60_000;
const SILENT = 15_000;

export class Others {
  private timer = 0;

  constructor(private readonly place: HTMLElement, private readonly sheet: Sheet, private readonly work: Work, private readonly turn: () => number) {
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) void this.look();
    });
    this.show();
    this.again(SEEN);
  }

  show(): void {
    this.place.replaceChildren(...this.sheet.here.map((each) => el("span", { class: "status note" },
      el("span", { class: "initials ring", "aria-hidden": "true" }, each.initials),
      each.turn ? el("a", { href: `#t${each.turn}`, class: "second" }, `${each.name.split(" ")[0]} is here, turn ${each.turn}`) : `${each.name.split(" ")[0]} is here`)));
  }

  private async look(): Promise<void> {
    clearTimeout(this.timer);
    if (this.work.outdated) return; // until the page is opened anew
    if (this.work.sending.sending) return this.again(1000); // its answer says more
    let next = document.hidden ? HIDDEN : SEEN;
    try {
      await this.work.look(this.turn());
      this.show();
    } catch {
      next = SILENT; // no network: what waits is told elsewhere
    }
    this.again(next);
  }

  private again(after: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), after);
  }
}
