// Cells of a strip put into another order: dragged by mouse, pen or finger, or moved by Shift and an arrow key.
const FAR = 6; // px from which on it is no click

// ordered(cells) is called with the new order once a cell is let go.
export function sortable(strip, ordered) {
  /** @type {HTMLElement | null} */
  let cell = null;
  /** @type {PointerEvent | null} */
  let from = null;
  const cells = () => [...strip.children];
  const dragged = () => cell?.classList.contains("dragged");

  function put(one, at) {
    const now = cells().indexOf(one), other = cells()[at];
    if (other && other !== one) other[now < at ? "after" : "before"](one);
  }

  strip.addEventListener("pointerdown", (event) => {
    cell = event.button ? null : event.target.closest(".gan-cell");
    from = event;
  });
  strip.addEventListener("pointermove", (event) => {
    if (!cell || !from) return;
    if (!dragged() && Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) < FAR) return;
    if (!dragged()) strip.setPointerCapture(event.pointerId); // not of the cell, which leaves its place
    cell.classList.add("dragged");
    const over = document.elementsFromPoint(event.clientX, event.clientY).find((one) => one !== cell && one.parentElement === strip);
    if (over) put(cell, cells().indexOf(over));
  });
  const dropped = () => {
    const moved = dragged();
    cell?.classList.remove("dragged");
    cell = null;
    if (moved) ordered(cells());
  };
  for (const kind of ["pointerup", "pointercancel"]) strip.addEventListener(kind, dropped);

  strip.addEventListener("keydown", (event) => {
    const by = event.shiftKey && { ArrowLeft: -1, ArrowRight: 1 }[event.key], one = event.target.closest(".gan-cell");
    if (!by || !one) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    put(one, cells().indexOf(one) + by);
    one.focus();
    ordered(cells());
  });
}
