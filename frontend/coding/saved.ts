// The right end of the key row: saved, saving, waiting for the network, refused.
import type { Work } from "./work";
import { el } from "./elements";

function ago(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${Math.max(1, seconds)} s ago`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min ago` : `${Math.round(minutes / 60)} h ago`;
}

export class Saved {
  private late = 0;

  constructor(private readonly place: HTMLElement, private readonly work: Work, private readonly look: () => void) {
    setInterval(() => this.show(), 1000);
    place.addEventListener("click", () => { if (work.refusals.length) this.look(); });
  }

  show(): void {
    const { sending, queue, refusals } = this.work;
    const words = queue.deeds.filter((deed) => deed.words).length;
    const codings = queue.length - words;
    const busy = String(!sending.offline && (sending.sending || queue.length > 0));
    if (this.place.ariaBusy !== busy) this.place.ariaBusy = busy;
    this.place.classList.toggle("waiting-network", sending.offline);
    this.place.classList.toggle("refused", refusals.length > 0);
    if (refusals.length) return this.put(el("button", { type: "button", class: "link danger" }, `${refusals.length} refused: look`));
    if (sending.offline) {
      const kept = [codings && `${codings} ${codings === 1 ? "coding waits" : "codings wait"} for the network; ${codings === 1 ? "it is" : "they are"} kept in this browser`,
        words && `${words} with words ${words === 1 ? "waits" : "wait"} in this page only: leave it open`].filter(Boolean);
      return this.put(kept.length ? kept.join(" · ") : "No network");
    }
    if (sending.sending || queue.length) {
      this.late ||= Date.now();
      if (Date.now() - this.late > 300 || !sending.savedAt) this.put("Saving…");
      return;
    }
    this.late = 0;
    if (sending.savedAt) this.put(`Saved ${ago(Date.now() - sending.savedAt)}`);
    else this.put(queue.old ? `${queue.old} waiting for longer than a day were let go` : "");
  }

  private put(what: string | HTMLElement): void {
    const words = typeof what === "string" ? what : what.textContent ?? "";
    if (this.place.textContent === words) return;
    this.place.replaceChildren(what);
    // "Saved" is told once, and its age is only shown
    this.place.setAttribute("aria-live", /^Saved \d|^Saving/u.test(words) ? "off" : "polite");
  }
}
