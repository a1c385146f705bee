/** Changes that mean the same work again are worked off at once, then at most this often. */
const GATHER_MS = 300;

/** Does the first of several at once, the rest together a moment later. */
export function gather(act: () => void): { wish: () => void; stop: () => void } {
  let isWished = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  function flush() {
    timer = undefined;
    if (!isWished) return;
    isWished = false;
    timer = setTimeout(flush, GATHER_MS);
    act();
  }
  return {
    wish() {
      isWished = true;
      if (timer === undefined) flush();
    },
    stop: () => clearTimeout(timer),
  };
}
