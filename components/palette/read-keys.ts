/** What a key asks for: to go somewhere (after `g`), the list of keys, the search, or a button that carries it. */
export type KeyWish =
  | { kind: 'palette' }
  | { kind: 'keys' }
  | { kind: 'search' }
  | { kind: 'wait' }
  | { kind: 'go'; letter: string }
  | { kind: 'press'; key: string }
  | null;

/** A key as the browser tells of it, and where. */
export type PressedKey = {
  key: string;
  isModified: boolean;
  /** With control or command alone. */
  isCommand: boolean;
  /** Typed into something, or while something stands in the way of the page. */
  isElsewhere: boolean;
  /** Held down, and sent again and again. */
  isHeld: boolean;
};

/** After `g` the letter has to come within this time. */
export const GO_MS = 1500;

/**
 * What a key asks for. Single keys are off where somebody switched them off (WCAG 2.1.4); the palette's has a modifier and
 * always works. A key that is held down acts once: it might print. `goSince` is when `g` was pressed, if it was the last key.
 */
export function readKey(
  pressed: PressedKey,
  { hasSingleKeys, goSince, now }: { hasSingleKeys: boolean; goSince: number | null; now: number },
): KeyWish {
  if (pressed.isCommand && pressed.key.toLowerCase() === 'k') return { kind: 'palette' };
  if (pressed.isHeld || pressed.isModified || pressed.isElsewhere || !hasSingleKeys) return null;
  if (goSince !== null && now - goSince <= GO_MS) return { kind: 'go', letter: pressed.key };
  switch (pressed.key) {
    case 'g':
      return { kind: 'wait' };
    case '?':
      return { kind: 'keys' };
    case '/':
      return { kind: 'search' };
    default:
      return /^[a-z]$/.test(pressed.key) ? { kind: 'press', key: pressed.key } : null;
  }
}
