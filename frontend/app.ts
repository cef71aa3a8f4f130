// What every page does. Each behaviour finds its own elements by attribute and leaves the page alone where there are none,
// so that pages arriving by htmx need no registration: listeners sit on the document.
import { chartBoxes } from "./behaviour/chart-boxes";
import { chartCells } from "./behaviour/chart-cells";
import { chartPoints } from "./behaviour/chart-points";
import { drivers } from "./behaviour/drivers";
import { entryGrid } from "./behaviour/entry-grid";
import { entryTicks } from "./behaviour/entry-ticks";
import { floating } from "./behaviour/floating";
import { matrixKeys } from "./behaviour/matrix-keys";
import { requestErrors } from "./behaviour/request-errors";
import { searchKey } from "./behaviour/search-key";
import { signOut } from "./behaviour/sign-out";
import { themeSwitch } from "./behaviour/theme";

function start(): void {
  themeSwitch();
  floating();
  searchKey();
  requestErrors();
  entryGrid();
  entryTicks();
  chartPoints();
  chartBoxes();
  chartCells();
  matrixKeys();
  drivers();
  signOut();
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
