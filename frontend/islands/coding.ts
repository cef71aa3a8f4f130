// The coding page: what is pressed, clicked and dragged becomes a command.
import { handleKeys } from "../coding/hearing";
import { Others } from "../coding/others";
import { Page } from "../coding/page";
import { pointing } from "../coding/pointing";
import { printing } from "../coding/print";
import { refusals } from "../coding/refusals";
import { Saved } from "../coding/saved";

const root = document.getElementById("transcript");

/** Runs once the next frame was painted. */
function afterPaint(then: () => void): void {
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = then;
    channel.port2.postMessage(0);
  });
}

function start(root: HTMLElement): void {
  performance.mark("coding-start");
  const page = new Page(root);
  const saved = new Saved(document.getElementById("saved")!, page.work, () => refusals(page));
  page.work.state = () => saved.show();
  handleKeys(page);
  pointing(page);
  printing(root, page.drawing, page.sheet, page.filters.shows);
  new Others(document.getElementById("others-here")!, page.sheet, page.work, () => page.turnHere);
  page.filtered();

  const asked = new URLSearchParams(location.search).get("coding") ?? "";
  const coding = page.sheet.codings.get(asked);
  const turn = document.getElementById(location.hash.slice(1));
  if (document.activeElement === document.body || document.activeElement === null) root.focus({ preventScroll: true });
  if (coding) page.hand.goTo(coding);
  else page.choosing.set(page.text.turnOf(turn)?.start ?? page.text.turns[0]?.start ?? 0, Boolean(turn));
  if (!coding) page.inspector.shut();
  page.drawing.begin(page.choosing.turn);
  afterPaint(() => performance.measure("first highlighted view", { start: 0 }));
}

if (root?.querySelector(".turn-text")) start(root);
