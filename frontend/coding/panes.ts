// Panes that can be made wider, narrower or hidden, and how wide and large the text is: kept in this browser.

interface Kept { left: number; right: number; noLeft: boolean; noRight: boolean; size: number; measure: number }

const KEY = "alongside-reading";
const USUAL: Kept = { left: 296, right: 288, noLeft: false, noRight: false, size: 16, measure: 492 };
const BOUNDS = { left: [200, 480], right: [220, 520], size: [13, 24], measure: [320, 860] } as const;

export class Panes {
  private kept: Kept = { ...USUAL };

  constructor(private readonly panes: HTMLElement, private readonly changed: () => void) {
    try {
      this.kept = { ...USUAL, ...(JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Kept>) };
    } catch {
      localStorage.removeItem(KEY); // not ours: as usual, then
    }
    for (const bar of panes.querySelectorAll<HTMLElement>("[data-splits]")) this.splitter(bar, bar.dataset.splits as "left" | "right");
    this.show();
  }

  toggle(side: "left" | "right"): void {
    const key = side === "left" ? "noLeft" : "noRight";
    this.kept[key] = !this.kept[key];
    this.keep();
  }

  /** Makes sure a pane can be seen, for what is about to be shown in it. */
  open(side: "left" | "right"): void {
    if (this.kept[side === "left" ? "noLeft" : "noRight"]) this.toggle(side);
  }

  larger(by: number): void { this.set("size", this.kept.size + by); }
  wider(by: number): void { this.set("measure", this.kept.measure + by); }

  private set(what: keyof typeof BOUNDS, value: number): void {
    this.kept[what] = Math.max(BOUNDS[what][0], Math.min(BOUNDS[what][1], Math.round(value)));
    this.keep();
  }

  private keep(): void {
    localStorage.setItem(KEY, JSON.stringify(this.kept));
    this.show();
    this.changed();
  }

  private show(): void {
    const { left, right, noLeft, noRight, size, measure } = this.kept;
    const usual = left === USUAL.left && right === USUAL.right; // as usual, the page's own widths for its width apply
    const style = this.panes.style;
    for (const [name, value] of [["--left", left], ["--right", right]] as const) usual ? style.removeProperty(name) : style.setProperty(name, `${value}px`);
    for (const [name, value, as] of [["--text-size", size, USUAL.size], ["--measure", measure, USUAL.measure]] as const) value === as ? style.removeProperty(name) : style.setProperty(name, `${value}px`);
    style.setProperty("--line", String(Math.round(size * 1.75)));
    this.panes.classList.toggle("no-left", noLeft);
    this.panes.classList.toggle("no-right", noRight);
    for (const bar of this.panes.querySelectorAll<HTMLElement>("[data-splits]")) bar.ariaValueNow = String(this.kept[bar.dataset.splits as "left" | "right"]);
    for (const side of ["left", "right"] as const) {
      document.querySelector(`[data-command=hide-${side}]`)?.setAttribute("aria-pressed", String(side === "left" ? noLeft : noRight));
    }
  }

  private splitter(bar: HTMLElement, side: "left" | "right"): void {
    bar.ariaValueMin = String(BOUNDS[side][0]);
    bar.ariaValueMax = String(BOUNDS[side][1]);
    const sign = side === "left" ? 1 : -1;
    bar.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 16, ArrowLeft: -16 }[event.key];
      if (event.key === "Enter") this.toggle(side);
      else if (step) this.set(side, this.kept[side] + sign * step);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    bar.addEventListener("pointerdown", (event) => {
      bar.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    bar.addEventListener("pointermove", (event) => {
      if (!bar.hasPointerCapture(event.pointerId)) return;
      const box = this.panes.getBoundingClientRect();
      this.set(side, side === "left" ? event.clientX - box.left : box.right - event.clientX);
    });
    bar.addEventListener("dblclick", () => this.set(side, USUAL[side]));
  }
}
