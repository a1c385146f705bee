import type { Dice } from '../dice.ts';

/** How an operation on an Interpay terminal goes. */
export type InterpayFate =
  | 'approved'
  | 'declined'
  /** The terminal still had an earlier session (8505). */
  | 'busy'
  /** No connection to either host: nothing was sent. */
  | 'unreachable'
  /** The customer changed his mind at the terminal. */
  | 'cancelled_there'
  /** Nobody presented a card. */
  | 'walked_away'
  /** Somebody here stopped it in time. */
  | 'stopped_here'
  /** The answer to the request was lost; the result came all the same. */
  | 'answer_lost'
  /** Declined, and approved a moment later. */
  | 'late'
  /** Charged, and no result ever came. */
  | 'still_unknown';

type Likely = { fate: InterpayFate; weight: number };

const saleFates: readonly [Likely, ...Likely[]] = [
  { fate: 'approved', weight: 934 },
  { fate: 'declined', weight: 41 },
  { fate: 'cancelled_there', weight: 6 },
  { fate: 'stopped_here', weight: 5 },
  { fate: 'walked_away', weight: 5 },
  { fate: 'busy', weight: 4 },
  { fate: 'unreachable', weight: 3 },
  { fate: 'answer_lost', weight: 2 },
];

/** How a sale goes, where no story says otherwise. */
export function interpaySaleFate(dice: Dice): InterpayFate {
  return dice.pickWeighted(saleFates).fate;
}
