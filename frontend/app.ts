// What every page does. Each behaviour finds its own elements by attribute and leaves the page alone where there are none,
// so that pages arriving by htmx need no registration: listeners sit on the document.
import { chartPoints } from "./behaviour/chart-points";
import { entryGrid } from "./behaviour/entry-grid";
import { floating } from "./behaviour/floating";
import { matrixKeys } from "./behaviour/matrix-keys";
import { requestErrors } from "./behaviour/request-errors";
import { searchKey } from "./behaviour/search-key";
import { themeSwitch } from "./behaviour/theme";

function start(): void {
  themeSwitch();
  floating();
  searchKey();
  requestErrors();
  entryGrid();
  chartPoints();
  matrixKeys();
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
