// Which codings are shown: everyone's or mine, of one coder, of one code, given under one version, those to read again; or text without any.
import type { Coding, Sheet } from "./sheet";
import type { Turn } from "./text";

export class Filters {
  who: "all" | "mine" | number = "all";
  code = "";
  review = false;
  version = 0; // of the framework; 0 for any
  uncoded = false;

  constructor(private readonly sheet: Sheet, query: URLSearchParams) {
    if (query.get("who") === "me") this.who = "mine";
    this.code = query.get("code") ?? "";
    this.uncoded = query.get("uncoded") === "1";
  }

  readonly shows = (coding: Coding): boolean => {
    if (this.who === "mine" && !this.sheet.mine(coding)) return false;
    if (typeof this.who === "number" && coding.coder !== this.who) return false;
    if (this.code && coding.code !== this.code) return false;
    if (this.version && coding.version !== this.version) return false;
    return !this.review || coding.review === "changed" || coding.review === "gone";
  };

  shows_turn(turn: Turn): boolean {
    if (!this.uncoded) return true;
    return !turn.element.classList.contains("interviewer") && !this.sheet.any(turn.index, this.shows);
  }

  get whoWords(): string {
    if (this.who === "mine") return "My codings only";
    if (typeof this.who === "number") return `${this.sheet.coders.get(this.who)?.name ?? "One coder"}’s codings`;
    const [one, ...more] = this.others;
    if (one === undefined) return "My codings";
    return more.length ? "Everyone’s codings" : `My codings and ${this.sheet.coders.get(one)?.name ?? "others"}’s`;
  }

  /** The other coders of this text. */
  get others(): number[] { return [...new Set([...this.sheet.codings.values()].filter((each) => !this.sheet.mine(each)).map((each) => each.coder))]; }

  get codeWords(): string { return this.review ? "To read again" : this.code ? this.sheet.codes.get(this.code)?.name ?? "One code" : this.version ? `Coded under version ${this.version}` : "All codes"; }

  /** The versions of the framework under which anything here was coded, newest first. */
  get versions(): number[] { return [...new Set([...this.sheet.codings.values()].map((each) => each.version))].sort((one, other) => other - one); }
}
