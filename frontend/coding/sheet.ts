// What is coded on this source, as the server last said it, with what waits to be said to it.
import { lastWhere } from "./halving";
import type { Place } from "./offsets";

export type Valence = "" | "barrier" | "facilitator" | "both" | "unclear";
export const VALENCES: readonly Valence[] = ["", "barrier", "facilitator", "both", "unclear"];
export const GLYPHS: Record<Valence, string> = { "": "", barrier: "−", facilitator: "+", both: "±", unclear: "?" };

export interface Code {
  guid: string; name: string; colour: string; kind: string; codable: boolean; parent: string | null; depth: number;
  definition: string; use_when: string; not_when: string; example: string; here: number; all: number; revision: number; retired: boolean;
}

/** guid, start, end, code, coder, valence, important, review, memos, fate of its code ("", "open", "retired"), framework version, checksum. */
export type Row = [string, number, number, string, number, Valence, 0 | 1, string, number, string, number, number];

export interface Coding extends Place {
  guid: string; code: string; coder: number; valence: Valence; important: boolean; review: string; memos: number; fate: string;
  version: number; // of the framework it was given under
  checksum: number; // 0 until it was confirmed for the first time
  waiting: boolean; // painted, and not yet confirmed
}

export interface Here { initials: string; name: string; turn?: number | null }
export interface Label { label: string }

/** What is told of who is here: alone, if nothing else is new. */
export interface WhoIsHere { besides: string; here: Here[] }

export interface Sent extends WhoIsHere {
  framework: string; text: number; version: { number: number; state: string } | null; round: { name: string; submitted: boolean } | null;
  me: number | null; coders: { id: number; initials: string; name: string }[]; codings: Row[]; annotations: [string, number, number, number][];
  undo: Label | null; redo: Label | null;
}

export interface Refusal { guid: string; message: string; todo: string }
export interface Answer {
  codings: Row[]; gone: string[]; undo: Label | null; redo: Label | null;
  refused: Refusal[]; text: number; label?: string; codes?: Code[]; code?: Code;
}

export interface Annotation extends Place { guid: string; coder: number }

const same = (one: Coding, other: Coding): boolean =>
  (Object.keys(one) as (keyof Coding)[]).every((key) => one[key] === other[key]);

export class Sheet {
  besides = "";
  framework = "";
  text = 0; // the number of the text that the page shows: all places are counted in it
  version: Sent["version"] = null;
  round: Sent["round"] = null;
  me = 0;
  here: Here[] = [];
  undo: Label | null = null;
  redo: Label | null = null;
  annotations: Annotation[] = [];
  codes = new Map<string, Code>(); // in the order of the tree
  readonly coders = new Map<number, Sent["coders"][number]>();
  readonly codings = new Map<string, Coding>();
  private readonly buckets: Coding[][]; // by turn
  private begun = false; // the first sheet comes with its counts

  /** `begins`: where each turn begins; codings are kept by the turns they lie on. */
  constructor(private readonly begins: readonly number[]) {
    this.buckets = Array.from({ length: Math.max(1, begins.length) }, () => []);
  }

  turnAt(place: number): number { return lastWhere(this.begins.length, (at) => this.begins[at]! <= place); }

  /** The turns a stretch lies on, first to last. */
  turnsOf({ start, end }: Place): number[] {
    const first = this.turnAt(start);
    const last = Math.max(first, this.turnAt(end - 1));
    return Array.from({ length: last - first + 1 }, (_, at) => first + at);
  }

  any(turn: number, shown: (coding: Coding) => boolean = () => true): boolean {
    return this.buckets[turn]?.some(shown) ?? false;
  }

  on(turn: number): Coding[] {
    return [...(this.buckets[turn] ?? [])].sort((one, other) => one.start - other.start || other.end - one.end || (one.guid < other.guid ? -1 : 1));
  }

  at(place: Place): Coding[] {
    const found = new Set(this.turnsOf(place).flatMap((turn) => this.on(turn)));
    return [...found].filter((each) => each.start < Math.max(place.end, place.start + 1) && each.end > place.start);
  }

  inOrder(): Coding[] {
    return [...this.codings.values()].sort((one, other) => one.start - other.start || other.end - one.end || (one.guid < other.guid ? -1 : 1));
  }

  /** What is held here, in one line: the server has nothing new for whoever holds the same. */
  get tag(): string {
    const held = [...this.codings.values()].filter((each) => each.checksum);
    return `${this.besides}.${held.length}.${held.reduce((sum, each) => sum + each.checksum, 0)}`;
  }

  mine(coding: Coding): boolean { return coding.coder === this.me; }
  colour(coding: Coding): string { return this.codes.get(coding.code)?.colour ?? "slate"; }

  /** Puts a coding in its place; answers with the stretches to draw again. */
  put(coding: Coding): Place[] {
    const old = this.codings.get(coding.guid);
    if (old && same(old, coding)) return [];
    if (old) this.lift(old);
    if (old?.code !== coding.code) {
      if (old) this.count(old.code, -1);
      this.count(coding.code, 1);
    }
    this.codings.set(coding.guid, coding);
    for (const turn of this.turnsOf(coding)) this.buckets[turn]!.push(coding);
    return old ? [old, coding] : [coding];
  }

  drop(guid: string): Place[] {
    const old = this.codings.get(guid);
    if (!old) return [];
    this.lift(old);
    this.count(old.code, -1);
    this.codings.delete(guid);
    return [old];
  }

  /** The whole sheet, as it is now. What waits stays; what is gone goes. */
  take(sent: Sent): Place[] {
    this.meet(sent);
    Object.assign(this, { framework: sent.framework, text: sent.text, version: sent.version, round: sent.round, me: sent.me ?? 0 });
    this.coders.clear();
    for (const coder of sent.coders) this.coders.set(coder.id, coder);
    this.annotations = sent.annotations.map(([guid, start, end, coder]) => ({ guid, start, end, coder }));
    this.said(sent);
    const there = new Set(sent.codings.map(([guid]) => guid));
    const changed: Place[] = [];
    for (const coding of [...this.codings.values()]) {
      if (!there.has(coding.guid) && !coding.waiting) changed.push(...this.drop(coding.guid));
    }
    for (const row of sent.codings) {
      if (!this.codings.get(row[0])?.waiting) changed.push(...this.put(this.ofRow(row)));
    }
    this.begun = true;
    return changed;
  }

  /** What one act changed. */
  apply(answer: Answer): Place[] {
    this.said(answer);
    const changed = answer.gone.flatMap((guid) => this.drop(guid));
    for (const row of answer.codings) changed.push(...this.put(this.ofRow(row)));
    if (answer.codes) this.takeCodes(answer.codes);
    return changed;
  }

  takeCodes(codes: readonly Code[]): void {
    this.codes = new Map(codes.map((code) => [code.guid, code]));
    for (const coding of this.codings.values()) if (!coding.checksum) this.count(coding.code, 1); // not counted by the server yet
  }

  meet({ besides, here }: WhoIsHere): void {
    this.besides = besides;
    this.here = here;
  }

  private said({ undo, redo }: { undo: Label | null; redo: Label | null }): void {
    this.undo = undo;
    this.redo = redo;
  }

  private count(guid: string, by: number): void {
    const code = this.begun ? this.codes.get(guid) : undefined;
    if (code) Object.assign(code, { here: Math.max(0, code.here + by), all: Math.max(0, code.all + by) });
  }

  private ofRow([guid, start, end, code, coder, valence, important, review, memos, fate, version, checksum]: Row): Coding {
    const known = this.codes.get(code)?.guid ?? code; // one string for all, instead of one for each row that came
    return { guid, start, end, code: known, coder, valence, important: important === 1, review, memos, fate, version, checksum, waiting: false };
  }

  private lift(coding: Coding): void {
    for (const turn of this.turnsOf(coding)) this.buckets[turn] = this.buckets[turn]!.filter((each) => each !== coding);
  }
}
