import { fold } from '#server/kernel/fold.ts';

/** The parts of the palette in their order; the words are `palette.groups`. */
export const GROUPS = ['found', 'act', 'go', 'merchants', 'settings', 'search'] as const;
export type Group = (typeof GROUPS)[number];

/** One thing that can be chosen in the palette. */
export type Command = {
  id: string;
  group: Group;
  label: string;
  /** Beside it, in softer ink. */
  hint?: string;
  /** Other words it may be asked for by. */
  also?: string;
  /** The keys that do the same from anywhere. */
  keys?: string;
  run: () => void;
};

/** Shown before anything is typed; the rest is found by its words. */
const AT_FIRST: readonly Group[] = ['act', 'go'];

/** Already an answer to what was typed. */
const AS_IT_STANDS: readonly Group[] = ['found', 'search'];

/**
 * The commands whose words begin with what was typed, in whatever order and without its dots and strokes, Turkish ones too. What
 * was found in the books stands before them, the search for more behind them.
 */
export function matchCommands(commands: readonly Command[], typed: string): Command[] {
  const wanted = wordsOf(typed);
  const fitting = commands.filter((command) => {
    if (AS_IT_STANDS.includes(command.group)) return true;
    if (wanted.length === 0) return AT_FIRST.includes(command.group);
    const words = wordsOf(`${command.label} ${command.also ?? ''}`);
    return wanted.every((one) => words.some((word) => word.startsWith(one)));
  });
  return GROUPS.flatMap((group) => fitting.filter((command) => command.group === group));
}

/** The place of the option that a key leads to from another; null where the key moves nothing. */
export function moveTo(key: string, from: number, count: number): number | null {
  if (count === 0) return null;
  switch (key) {
    case 'ArrowDown':
      return (from + 1) % count;
    case 'ArrowUp':
      return (from - 1 + count) % count;
    case 'PageDown':
      return Math.min(from + 8, count - 1);
    case 'PageUp':
      return Math.max(from - 8, 0);
    default:
      return null;
  }
}

function wordsOf(text: string): string[] {
  return fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}
