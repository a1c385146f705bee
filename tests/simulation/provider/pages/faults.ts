import type { Dice } from '../../random.ts';
import type { CommonSpoil } from '../common-spoil.ts';
import type { PageCallKind } from './page-call.ts';

/** What becomes of the answer on its way back. */
export type PageSpoil =
  | CommonSpoil
  | 'none'
  | 'http-429'
  | 'http-401'
  | 'cut'
  | 'wrong-types'
  | 'unknown-status'
  | 'wrong-signature'
  | 'no-signature'
  | 'other-conversation'
  | 'other-payment'
  | 'other-amount'
  | 'other-paid'
  | 'other-currency'
  | 'other-basket'
  | 'no-id'
  | 'says-refused';

/** One call's fate. */
export type PageFate = {
  /** The row of the fault table, if it is one. */
  row: string | null;
  /** `unsent`: no byte left. `breaks`: the connection broke while sending. `rejected`: turned away at the door. */
  way: 'arrives' | 'unsent' | 'breaks' | 'swallowed' | 'rejected';
  /** Whether the provider got all of it and did it; if not, something else answers. */
  isCarriedOut: boolean;
  /** The code it is refused with, and nothing is done. */
  code: string | null;
  /** How long it is on its way before it is done, and how long the answer takes after that. */
  arrivesMs: number;
  answerMs: number;
  spoil: PageSpoil;
};

/** How bad a history is; everything is fine once it is calm. */
export type PageWeather = Record<PageCallKind | 'hint', number> & { isCalm: boolean };

/** Weather of its own for each history: from a quiet day to a day on which every second call goes wrong. */
export function drawPageWeather(dice: Dice): PageWeather {
  const level = () => dice.pick([0, 0.1, 0.25, 0.4, 0.6]);
  // Of these a history has few.
  const rare = () => dice.pick([0, 0.25, 0.4, 0.6, 0.7]);
  return {
    open: level(),
    ask: level(),
    return: rare(),
    look: rare(),
    day: level(),
    hint: level(),
    isCalm: false,
  };
}

const SPOILS: Readonly<Record<string, readonly PageSpoil[]>> = {
  F4: ['lost', 'never'],
  F5: ['http-500', 'http-502-page', 'http-429', 'page-200'],
  F6: ['http-401', 'http-403'],
  F7: ['cut', 'wrong-types', 'unknown-status', 'empty', 'wrong-signature', 'no-signature'],
  F9: ['too-large', 'packed', 'deep'],
  F10: ['redirect'],
  F12: ['no-id'],
};

/** F11: answers about something else. Of a page the provider may tell them with a right signature. */
const OTHERS: Readonly<Record<PageCallKind, readonly PageSpoil[]>> = {
  open: ['other-conversation', 'wrong-signature'],
  ask: [
    ...(['other-amount', 'other-paid', 'other-currency', 'other-basket'] as const),
    ...(['other-conversation', 'wrong-signature'] as const),
  ],
  return: ['other-conversation', 'other-payment', 'wrong-signature'],
  look: ['other-conversation'],
  day: ['wrong-types'],
};

const COMMON = { F1: 2, F2: 2, F3: 2, F4: 4, F5: 3, F6: 2, F7: 4, F9: 1, F10: 1, F11: 4, F12: 2 };
const ROWS: Readonly<Record<PageCallKind, Readonly<Record<string, number>>>> = {
  open: { ...COMMON, F13: 3 },
  ask: { ...COMMON, F13: 3, F16: 5 },
  return: { ...COMMON, F8: 3, F13: 8 },
  look: { ...COMMON, F13: 3, F16: 6 },
  day: COMMON,
};

/** §11: with these it was not done, and some of them leave that open. */
const CODES: Readonly<Record<PageCallKind, readonly string[]>> = {
  open: ['1', '11', '2000', '5062', '50000', '1001', '10012'],
  ask: ['1', '2', '50000', '1001'],
  return: ['1', '11', '50000', '5087', '5093', '10246', '10051', '10219', '1000', '99999'],
  look: ['1', '50000', '1001', '5087'],
  day: ['1', '50000'],
};

/** Rolls what becomes of a call. */
export function drawPageFate(dice: Dice, weather: PageWeather, kind: PageCallKind): PageFate {
  const fate = fine(dice);
  if (weather.isCalm || !dice.chance(weather[kind])) return fate;
  const row = dice.weighted(ROWS[kind]);
  const spoil = SPOILS[row] ? dice.pick(SPOILS[row]) : 'none';
  switch (row) {
    case 'F1':
      return { ...fate, row, way: 'unsent' };
    case 'F2':
      return { ...fate, row, way: 'breaks', isCarriedOut: dice.chance(0.5) };
    case 'F3':
      return { ...fate, row, way: 'swallowed' };
    case 'F5':
    case 'F10':
      // Something in front of the provider may answer instead of it.
      return { ...fate, row, spoil, isCarriedOut: dice.chance(0.6) };
    case 'F6':
      return dice.chance(0.5)
        ? { ...fate, row, way: 'rejected' }
        : { ...fate, row, spoil, isCarriedOut: dice.chance(0.5) };
    case 'F7':
      return { ...fate, row, spoil, isCarriedOut: spoil !== 'wrong-signature' || dice.chance(0.5) };
    case 'F8':
      // Done long after we gave up, though within the time we wait for it.
      return { ...fate, row, arrivesMs: dice.int(91_000, 200_000) };
    case 'F11': {
      const other = dice.pick(OTHERS[kind]);
      return { ...fate, row, spoil: other, isCarriedOut: other !== 'other-payment' && dice.chance(0.6) };
    }
    case 'F13':
      // It says no although it was done: the look at the payment has to find it.
      return kind === 'return' && dice.chance(0.25)
        ? { ...fate, row, spoil: 'says-refused' }
        : { ...fate, row, code: dice.pick(CODES[kind]), isCarriedOut: false };
    default:
      return { ...fate, row, spoil };
  }
}

function fine(dice: Dice): PageFate {
  return {
    row: null,
    way: 'arrives',
    isCarriedOut: true,
    code: null,
    arrivesMs: 0,
    answerMs: dice.int(50, dice.chance(0.1) ? 8000 : 900),
    spoil: 'none',
  };
}
