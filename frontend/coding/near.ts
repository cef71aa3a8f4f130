// Which groups of turns are near the screen. Close is where the browser lays them out next: words marked before that are
// laid out once. Near is where a hand will soon be: there the stripes are measured.
import type { Group, SourceText, Turn } from "./text";

const CLOSE = "160% 0px"; // the browser itself begins at 150 %
const NEAR = "300px 0px";
const IDLE = 200; // ms

export interface Seen {
  close: (groups: readonly Group[]) => void;
  near: (groups: readonly Group[]) => void;
  /** They are far away again. */
  gone: (groups: readonly Group[]) => void;
}

export class Near {
  private readonly groups: Map<Element, Group>;
  private readonly close = new Set<Group>();
  private readonly near = new Set<Group>();
  private readonly left = new Set<Group>();
  private idle = 0;

  constructor(text: SourceText, root: Element | null, private readonly seen: Seen) {
    this.groups = new Map(text.groups.map((group) => [group.element, group]));
    this.watch(root, CLOSE, this.close, seen.close, (group) => this.left.add(group));
    this.watch(root, NEAR, this.near, seen.near);
  }

  isClose(turn: Turn): boolean { return this.close.has(this.groupOf(turn)); }
  isNear(turn: Turn): boolean { return this.near.has(this.groupOf(turn)); }
  get turns(): Turn[] { return [...this.close].flatMap((group) => group.turns); }

  /** Before anything was laid out: the group of a turn, and those below it to the end of the screen. */
  begin(turn: Turn): void {
    const all = [...this.groups.values()];
    let height = 0;
    for (const group of all.slice(all.indexOf(this.groupOf(turn)))) {
      this.close.add(group);
      this.near.add(group);
      height += group.likely;
      if (height > innerHeight) break;
    }
  }

  private groupOf(turn: Turn): Group { return this.groups.get(turn.element.parentElement!)!; }

  private watch(root: Element | null, rootMargin: string, into: Set<Group>, came: Seen["close"], went: (group: Group) => void = () => {}): void {
    const observer = new IntersectionObserver((entries) => {
      const arrived: Group[] = [];
      for (const each of entries) {
        const group = this.groups.get(each.target)!;
        if (each.isIntersecting) {
          this.left.delete(group);
          into.add(group);
          arrived.push(group);
        } else if (into.delete(group)) went(group);
      }
      if (arrived.length) came(arrived);
      if (this.left.size) this.idle ||= setTimeout(() => this.leave(), IDLE);
    }, { root, rootMargin });
    for (const element of this.groups.keys()) observer.observe(element);
  }

  private leave(): void {
    this.idle = 0;
    const left = [...this.left];
    this.left.clear();
    this.seen.gone(left);
  }
}
