// Which turns are near the screen. Only the groups are watched throughout; the turns of one, while it is close.
import type { Group, SourceText, Turn } from "./text";

const CLOSE = "1200px 0px";
const NEAR = "600px 0px";
const IDLE = 200; // ms

export class Near {
  readonly turns = new Set<Turn>();
  private readonly close = new Set<Group>();
  private readonly left = new Set<Group>();
  private idle = 0;

  /** `came` for each turn that comes near; `went` for the groups that are far away again. */
  constructor(text: SourceText, root: Element | null, came: (turn: Turn) => void, private readonly went: (groups: readonly Group[]) => void) {
    const turns = new IntersectionObserver((seen) => {
      for (const each of seen) {
        const turn = text.turnOf(each.target)!;
        if (!each.isIntersecting) this.turns.delete(turn);
        else {
          this.turns.add(turn);
          came(turn);
        }
      }
    }, { root, rootMargin: NEAR });
    const known = new Map(text.groups.map((group) => [group.element as Element, group]));
    const groups = new IntersectionObserver((seen) => {
      for (const each of seen) {
        const group = known.get(each.target)!;
        if (each.isIntersecting) {
          this.close.add(group);
          this.left.delete(group);
          for (const turn of group.turns) turns.observe(turn.element);
        } else if (this.close.delete(group)) {
          this.left.add(group);
          for (const turn of group.turns) {
            turns.unobserve(turn.element);
            this.turns.delete(turn);
          }
        }
      }
      if (this.left.size) this.idle ||= setTimeout(() => this.leave(), IDLE);
    }, { root, rootMargin: CLOSE });
    for (const group of text.groups) groups.observe(group.element);
  }

  private leave(): void {
    this.idle = 0;
    const left = [...this.left];
    this.left.clear();
    this.went(left);
  }
}
