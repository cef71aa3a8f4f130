// Stripes and labels in the margin of a turn. The server gives each coding its lane and lists it; here it is laid out
// beside the lines it lies on. Without this script the list itself stands in the margin.

const LANE = 10;
const STEP = 20;
const MOST_LANES = 6;

export function layOut(turn: HTMLElement): void {
  const margin = turn.querySelector<HTMLElement>(".turn-margin");
  const words = turn.querySelector<HTMLElement>(".turn-text");
  if (!margin || !words) return;
  const items = [...margin.querySelectorAll<HTMLElement>("li[data-coding]")];
  if (!items.length) return;
  // on a phone the margin stands below the words, as a list
  const beside = margin.getBoundingClientRect().left >= words.getBoundingClientRect().right;
  margin.classList.toggle("laid", beside);
  if (!beside) return clear(margin);
  const box = margin.getBoundingClientRect();
  const placed = items.map((item) => {
    const marks = [...words.querySelectorAll<HTMLElement>(`mark[data-codings~="${item.dataset.coding}"]`)];
    const rects = marks.flatMap((mark) => [...mark.getClientRects()]);
    const top = rects.length ? Math.min(...rects.map((rect) => rect.top)) - box.top : 0;
    const bottom = rects.length ? Math.max(...rects.map((rect) => rect.bottom)) - box.top : 20;
    return { item, top, bottom };
  });
  placed.sort((one, other) => one.top - other.top || Number(one.item.dataset.lane) - Number(other.item.dataset.lane));
  // two codings on one line take two lanes, though their words may only follow each other
  const ends: number[] = [];
  const laned = placed.map((each) => {
    let lane = ends.findIndex((end) => end <= each.top);
    if (lane < 0) lane = ends.length;
    ends[lane] = each.bottom;
    return { ...each, lane: Math.min(lane, MOST_LANES - 1) };
  });
  const labels = Math.min(ends.length, MOST_LANES) * LANE + 26;
  let free = 0;
  for (const { item, top, bottom, lane } of laned) {
    const stripe = item.querySelector<HTMLElement>(".swatch")!;
    stripe.style.left = `${lane * LANE}px`;
    stripe.style.top = `${top}px`;
    stripe.style.height = `${Math.max(bottom - top, 8)}px`;
    const at = Math.max(top, free);
    free = at + STEP;
    const label = item.querySelector<HTMLElement>(".margin-label")!;
    label.style.left = `${labels}px`;
    label.style.top = `${at}px`;
    label.style.maxWidth = `calc(100% - ${labels + 8}px)`;
    let leader = item.querySelector<SVGSVGElement>(".leader");
    if (!leader) {
      leader = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      leader.classList.add("leader");
      leader.append(document.createElementNS("http://www.w3.org/2000/svg", "path"));
      item.append(leader);
    }
    const from = lane * LANE + 5;
    leader.firstElementChild!.setAttribute("d", `M${from} ${top + 10.5}H${labels - 8}${at > top ? `L${labels - 3} ${at + 10.5}` : `H${labels - 2}`}`);
  }
  const need = Math.max(free, ...placed.map((each) => each.bottom));
  margin.style.minHeight = `${Math.ceil(need)}px`;
}

function clear(margin: HTMLElement): void {
  margin.style.minHeight = "";
  margin.querySelectorAll(".leader").forEach((leader) => leader.remove());
  margin.querySelectorAll<HTMLElement>(".swatch, .margin-label").forEach((part) => part.removeAttribute("style"));
}

/** Lays turns out as they come near the screen, and again when their width changes. */
export function watchMargins(transcript: HTMLElement): (turn: HTMLElement) => void {
  const near = new IntersectionObserver((seen) => {
    for (const each of seen) if (each.isIntersecting) layOut(each.target as HTMLElement);
  }, { rootMargin: "400px" });
  const watch = (turn: HTMLElement): void => near.observe(turn);
  transcript.querySelectorAll<HTMLElement>(".turn").forEach(watch);
  let width = transcript.clientWidth;
  new ResizeObserver(() => {
    if (transcript.clientWidth === width) return;
    width = transcript.clientWidth;
    for (const turn of transcript.querySelectorAll<HTMLElement>(".turn")) if (turn.querySelector(".laid")) layOut(turn);
  }).observe(transcript);
  return watch;
}
