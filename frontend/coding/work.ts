// What one does to codings: painted at once, said to the server in order, mended by its answer.
import type { Drawing } from "./draw";
import type { Place } from "./offsets";
import { type Deed, Queue, inBrowser } from "./queue";
import { Sending, ask } from "./sending";
import type { Answer, Coding, Refusal, Sent, Sheet, Valence, WhoIsHere } from "./sheet";

export interface Refusals { deed: Deed; message: string; todo: string; was: Coding | null }

type Before = [guid: string, was: Coding | null][];

export class Work {
  readonly queue: Queue;
  readonly sending: Sending;
  refusals: Refusals[] = [];
  /** Codes used lately, the last first. */
  recent: string[] = [];
  last: { code: string; valence: Valence } | null = null;
  changed: () => void = () => {}; // the sheet has changed
  state: () => void = () => {}; // what is saved has changed
  said: (words: string) => void = () => {};
  reframed: () => void = () => {}; // somebody changed the framework
  corrected: () => void = () => {}; // there is a newer text than the page shows
  outdated = false; // from then on no place of the newer text is laid on the words of this one; what is done is sent, and follows its words
  confirmed: (guids: readonly string[]) => void = () => {};
  private readonly befores = new Map<string, Before>();
  private readonly handlers = new Map<string, { done?: (answer: Answer) => void; refused?: (message: string, todo: string) => void }>();

  constructor(readonly sheet: Sheet, private readonly drawing: Drawing, readonly address: string, private readonly study: string, sourceId: string) {
    this.queue = new Queue(inBrowser(String(sheet.me), sourceId), Date.now());
    this.sending = new Sending(this.queue, {
      answered: (deeds, answer) => this.answered(deeds, answer),
      refused: (deed, message, todo) => this.refused(deed, message, todo),
      state: () => this.state(),
    });
    for (const deed of this.queue.deeds) this.befores.set(deed.id, this.paint(deed));
    if (this.queue.length) void this.sending.go();
  }

  // ---- deeds

  code(place: Place, code: string, valence: Valence = ""): string {
    const guid = crypto.randomUUID();
    const item = { guid, ...place, text: this.sheet.text, code, ...(valence ? { valence } : {}) };
    this.last = { code, valence };
    this.recent = [code, ...this.recent.filter((each) => each !== code)].slice(0, 9);
    this.do({ kind: "code", url: `${this.address}codings/`, body: { batch: [item] } });
    return guid;
  }

  change(coding: Coding, fields: Partial<Pick<Coding, "start" | "end" | "valence" | "important">>): void {
    const body = {
      ...fields, ...("important" in fields ? { important: fields.important ? 1 : 0 } : {}), ...("start" in fields ? { text: this.sheet.text } : {}),
    };
    this.do({ kind: "change", guid: coding.guid, url: `${this.study}codings/${coding.guid}/change/`, body });
  }

  remove(coding: Coding, part?: Place): void {
    this.do({ kind: "remove", guid: coding.guid, url: `${this.study}codings/${coding.guid}/remove/`, body: part ? { ...part, text: this.sheet.text } : {} });
  }

  /** Something else in its turn: with words, so it lasts only as long as the page. */
  other(url: string, body: Record<string, unknown>, words: boolean, done?: (answer: Answer) => void, refused?: (message: string, todo: string) => void): void {
    this.do({ kind: "other", url, body, words }, done, refused);
  }

  undo(): void {
    if (this.sending.offline) return this.takeBack();
    this.backAndForth("undo", "Undone", "There is nothing to undo.");
  }

  private takeBack(): void {
    const deed = this.sending.last;
    if (!deed) return this.said("Undo needs the network: there is none.");
    if (deed.sent && deed.kind !== "code") return this.said("This may have arrived already: undo it when the network is back.");
    this.revert(deed);
    if (!deed.sent) {
      this.sending.drop(deed);
      return this.said("Taken back; it was not sent yet.");
    }
    const [guid] = guidsOf(deed);
    this.sending.instead(deed, { id: crypto.randomUUID(), kind: "remove", guid: guid!, url: `${this.study}codings/${guid}/remove/`, body: {}, at: Date.now(), takesBack: true });
    this.said("Taken back; the server is told when the network is back.");
  }

  redo(): void {
    if (this.sending.offline) return this.said("Redo needs the network: there is none.");
    this.backAndForth("redo", "Done again", "There is nothing to do again.");
  }

  private backAndForth(which: "undo" | "redo", verb: string, nothing: string): void {
    if (!this.sheet[which] && !this.sending.waiting) return this.said(nothing);
    this.other(`${this.address}${which}/`, {}, false, (answer) => {
      this.said(`${verb}: ${answer.label ?? ""}`);
      this.seen(answer);
    }, (message, todo) => this.said(`${message} ${todo}`));
  }

  /** The place of what an undo changed, to be looked at. */
  seen: (answer: Answer) => void = () => {};

  // ---- the whole sheet

  /** Asks for the sheet if anything is new; what was asked before something was sent is too old to be taken. */
  async look(turn: number | null, whole = false): Promise<void> {
    const before = this.sending.turn;
    const response = await fetch(`${this.address}sheet/${turn ? `?turn=${turn}` : ""}`, {
      headers: whole ? {} : { "If-None-Match": `"${this.sheet.tag}"` }, redirect: "manual", cache: "no-store",
    });
    if (this.sending.offline) this.sending.reached();
    if (response.status !== 200 || !response.headers.get("Content-Type")?.includes("json")) return;
    const sent = (await response.json()) as Sent | WhoIsHere;
    if (before !== this.sending.turn || this.sending.waiting) return;
    if (!("codings" in sent)) {
      this.sheet.meet(sent);
      return this.changed();
    }
    if (sent.text !== this.sheet.text) return this.isOutdated();
    const known = this.sheet.framework;
    this.took(this.sheet.take(sent));
    if (sent.framework !== known) this.reframed();
  }

  private isOutdated(): void {
    this.allSaid();
    if (!this.outdated) this.corrected();
    this.outdated = true;
  }

  took(places: readonly Place[]): void {
    this.drawing.touch(places);
    this.changed();
  }

  ask<T>(what: string, body: unknown): Promise<T> { return ask<T>(`${this.address}${what}`, body); }

  // ---- painting and mending

  private do(deed: Omit<Deed, "id" | "at">, done?: (answer: Answer) => void, refused?: (message: string, todo: string) => void): void {
    const whole: Deed = { ...deed, id: crypto.randomUUID(), at: Date.now() };
    this.befores.set(whole.id, this.paint(whole));
    if (done || refused) this.handlers.set(whole.id, { done, refused });
    this.sending.add(whole); // the server works while the page paints
    this.drawing.words();
    this.changed();
  }

  /** Shows a deed before it is confirmed; answers with what was there before. */
  private paint(deed: Deed): Before {
    const before: Before = [];
    const put = (coding: Coding): void => {
      before.push([coding.guid, this.sheet.codings.get(coding.guid) ?? null]);
      this.drawing.touch(this.sheet.put(coding));
    };
    if (deed.kind === "code") {
      for (const { text, ...item } of deed.body.batch as (Place & { guid: string; code: string; text: number; valence?: Valence; important?: boolean })[]) {
        if (text === this.sheet.text) put({ ...item, coder: this.sheet.me, valence: item.valence ?? "", important: item.important ?? false, review: "", memos: 0, fate: "", version: this.sheet.version?.number ?? 0, checksum: 0, waiting: true });
      }
    }
    const old = deed.guid ? this.sheet.codings.get(deed.guid) : undefined;
    if (!old || (deed.body.text ?? this.sheet.text) !== this.sheet.text) return before; // from before a correction: the answer says where it is now
    if (deed.kind === "change") {
      const { start = old.start, end = old.end, valence = old.valence, important = old.important } = deed.body as Partial<Coding>;
      put({ ...old, start, end, valence, important: Boolean(important), waiting: true });
    }
    if (deed.kind === "remove") {
      const { start = old.start, end = old.end } = deed.body as Partial<Place>;
      before.push([old.guid, old]);
      this.drawing.touch(this.sheet.drop(old.guid));
      const [head, tail] = [start > old.start, end < old.end];
      if (head) put({ ...old, end: start, waiting: true });
      if (tail) put({ ...old, guid: head ? tailOf(old.guid) : old.guid, start: end, waiting: true });
    }
    return before;
  }

  private revert(deed: Deed): void {
    for (const [guid, was] of (this.befores.get(deed.id) ?? []).reverse()) {
      if (deed.kind === "change" && !this.sheet.codings.has(guid)) continue; // it went meanwhile, and stays away
      this.drawing.touch(was ? this.sheet.put({ ...was, waiting: this.isDue(guid, deed) }) : this.sheet.drop(guid));
    }
    this.befores.delete(deed.id);
    this.changed();
  }

  private answered(deeds: readonly Deed[], answer: Answer): void {
    const there = new Set([...answer.codings.map(([guid]) => guid), ...answer.gone]);
    const current = answer.text === this.sheet.text;
    for (const deed of deeds) if (deed.kind === "remove") this.drawing.touch(this.sheet.drop(tailOf(deed.guid!))); // the server's own tail takes its place
    const changed = current ? this.sheet.apply(answer) : [];
    const refused = new Map(answer.refused?.map((each: Refusal) => [each.guid, each]));
    let unsure = false;
    for (const deed of deeds) {
      for (const guid of guidsOf(deed)) {
        const no = refused.get(guid);
        if (no) this.refused(deed, no.message, no.todo);
        else if (!there.has(guid)) unsure = true; // neither in the answer nor refused: ask how things are
      }
      this.befores.delete(deed.id);
      this.handlers.get(deed.id)?.done?.(answer);
      this.handlers.delete(deed.id);
    }
    if (!current) return this.isOutdated();
    this.repaint();
    this.took(changed);
    if (unsure) void this.settle();
    this.confirmed([...there]);
  }

  /** What was painted after this was sent is painted again over what came back. */
  private repaint(): void {
    for (const deed of this.queue.deeds) if (deed.guid) this.paint(deed);
  }

  /** Asks how things are, whatever was thought of them. */
  async settle(): Promise<void> {
    this.allSaid();
    await this.look(null, true).catch(() => undefined); // the next look will do
  }

  /** What was painted and is not to be sent any more waits for nothing. */
  private allSaid(): void {
    for (const coding of [...this.sheet.codings.values()]) {
      if (coding.waiting && !this.isDue(coding.guid)) this.drawing.touch(this.sheet.put({ ...coding, waiting: false }));
    }
  }

  private isDue(guid: string, besides?: Deed): boolean { return this.queue.deeds.some((deed) => deed !== besides && guidsOf(deed).includes(guid)); }

  private refused(deed: Deed, message: string, todo: string): void {
    const was = this.befores.get(deed.id)?.find(([guid]) => guid === deed.guid)?.[1] ?? null;
    this.revert(deed);
    const handler = this.handlers.get(deed.id)?.refused;
    this.handlers.delete(deed.id);
    if (handler) handler(message, todo);
    else {
      this.refusals.push({ deed, message, todo, was });
      this.said(`Refused: ${message}`);
    }
    this.state();
    this.confirmed([]);
    void this.settle();
  }

  again({ deed }: Refusals): void {
    this.refusals = this.refusals.filter((each) => each.deed !== deed);
    this.do(deed);
  }

  forget({ deed }: Refusals): void {
    this.refusals = this.refusals.filter((each) => each.deed !== deed);
    this.state();
  }
}

/** What is left behind a part that was taken out of a coding, until the server has named it. */
const tailOf = (guid: string): string => `${guid} tail`;

/** The codings that a deed makes, changes or takes away. */
const guidsOf = (deed: Deed): string[] => (deed.guid ? [deed.guid] : ((deed.body.batch as { guid: string }[] | undefined) ?? []).map(({ guid }) => guid));
