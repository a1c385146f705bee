const GAP = 6;
const EDGE = 8;

/**
 * Puts a floating element (fixed, in the top layer) below the element it belongs to, or above where there is more room;
 * never past the edges of the window.
 */
export function placeNear(floating: HTMLElement, anchor: Element, align: 'start' | 'end') {
  const box = anchor.getBoundingClientRect();
  const below = window.innerHeight - box.bottom;
  const isBelow = below >= Math.min(320, box.top);
  const width = document.documentElement.clientWidth;
  Object.assign(floating.style, {
    top: isBelow ? `${box.bottom + GAP}px` : 'auto',
    bottom: isBelow ? 'auto' : `${window.innerHeight - box.top + GAP}px`,
    left: align === 'start' ? `${Math.max(EDGE, box.left)}px` : 'auto',
    right: align === 'end' ? `${Math.max(EDGE, width - box.right)}px` : 'auto',
    maxWidth: `${width - 2 * EDGE}px`,
    maxHeight: `${(isBelow ? below : box.top) - GAP - EDGE}px`,
  });
  // How wide it is shows once it is open.
  requestAnimationFrame(() => keepInside(floating, width));
}

function keepInside(floating: HTMLElement, width: number) {
  const box = floating.getBoundingClientRect();
  if (box.right > width - EDGE)
    Object.assign(floating.style, { left: `${Math.max(EDGE, width - EDGE - box.width)}px`, right: 'auto' });
  else if (box.left < EDGE) Object.assign(floating.style, { left: `${EDGE}px`, right: 'auto' });
}
