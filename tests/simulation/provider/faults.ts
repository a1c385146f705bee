import type { ScenarioName } from '#tests/gateways/iyzico/scenarios.ts';
import type { Dice } from '../random.ts';
import type { CommonSpoil } from './common-spoil.ts';

/** What a call is for; each column of the fault table. */
export type CallKind = 'money' | 'close' | 'query' | 'login';

/** What becomes of the answer on its way back. */
export type Spoil =
  | CommonSpoil
  | 'none'
  | 'noise'
  | 'http-429'
  | 'http-408'
  | 'bare-401'
  | 'cut'
  | 'wrong-types'
  | 'unknown-status'
  | 'other-reference'
  | 'other-device'
  | 'other-amount'
  | 'other-call'
  | 'other-payment'
  | 'no-id'
  | 'late-401'
  | 'says-refused';

/** One call's fate. */
export type Fate = {
  /** The row of the fault table, if it is one. */
  row: string | null;
  /** `unsent`: no byte left. `unknown`: the connection broke while sending. `rejected`: turned away at the door. */
  way: 'arrives' | 'unsent' | 'breaks' | 'swallowed' | 'rejected' | 'not-found-yet';
  /** Whether the provider got all of it and did it; if not, something else answers. */
  isCarriedOut: boolean;
  /** While the device still works on it, a query tells of the first card, which was declined. */
  isSecondCard: boolean;
  scenario: ScenarioName | null;
  /** How long the device takes. */
  deviceMs: number;
  spoil: Spoil;
};

/** How bad a history is; everything is fine once it is calm. */
export type Weather = { money: number; close: number; query: number; login: number; isCalm: boolean };

/** Weather of its own for each history: from a quiet day to a day on which every second call goes wrong. */
export function drawWeather(dice: Dice): Weather {
  const level = () => dice.pick([0, 0.1, 0.25, 0.4, 0.6]);
  return { money: level(), close: level(), query: level(), login: level() / 4, isCalm: false };
}

const SPOILS: Readonly<Record<string, readonly Spoil[]>> = {
  F4: ['lost', 'never'],
  F5: ['http-500', 'http-502-page', 'http-429', 'http-408', 'page-200'],
  F7: ['cut', 'wrong-types', 'unknown-status', 'empty'],
  F8: ['never'],
  F9: ['too-large', 'packed', 'deep'],
  F10: ['redirect'],
  F11: ['other-reference', 'other-device', 'other-amount', 'other-call', 'other-payment'],
  F12: ['no-id'],
};

const ROWS: Readonly<Record<CallKind, Readonly<Record<string, number>>>> = {
  money: {
    F1: 2,
    F2: 2,
    F3: 2,
    F4: 4,
    F5: 3,
    F6: 3,
    F7: 3,
    F8: 1,
    F9: 1,
    F10: 1,
    F11: 3,
    F12: 2,
    F13: 6,
    F14: 2,
  },
  close: {
    F1: 2,
    F2: 2,
    F3: 4,
    F4: 4,
    F5: 3,
    F6: 2,
    F7: 2,
    F8: 1,
    F9: 1,
    F10: 2,
    F11: 2,
    F12: 2,
    F13: 5,
    F14: 2,
  },
  query: {
    F1: 2,
    F2: 2,
    F3: 1,
    F4: 2,
    F5: 3,
    F6: 2,
    F7: 3,
    F8: 1,
    F9: 1,
    F10: 1,
    F11: 2,
    F12: 2,
    F14: 2,
    F16: 6,
  },
  login: { F1: 2, F2: 2, F3: 1, F4: 3, F5: 3, F6: 3, F7: 3, F8: 1, F9: 1, F10: 1, F12: 2 },
};

const CARD_REFUSALS = [
  'decline-insufficient-funds',
  'decline-expired-card',
  'decline-not-permitted',
  'busy',
  'unknown-device',
  'silent',
  'silent-charged',
  'operator-cancel',
  'unlisted-code',
] as const satisfies ScenarioName[];
const CLOSE_REFUSALS = [
  'busy',
  'silent',
  'eod-short',
  'eod-partial',
  'eod-refused',
] as const satisfies ScenarioName[];

/** Rolls what becomes of a call. */
export function drawFate(dice: Dice, weather: Weather, kind: CallKind): Fate {
  const fate = fine(dice, kind);
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
    case 'F11':
      // The answer to another call may come instead of ours, which went nowhere.
      return { ...fate, row, spoil, isCarriedOut: spoil !== 'other-payment' && dice.chance(0.6) };
    case 'F5':
    case 'F10':
      // Something in front of the provider may answer instead of it.
      return { ...fate, row, spoil, isCarriedOut: dice.chance(0.6) };
    case 'F6':
      return dice.chance(0.5)
        ? { ...fate, row, way: 'rejected' }
        : {
            ...fate,
            row,
            spoil: dice.pick(['bare-401', 'late-401', 'http-403'] as const),
            isCarriedOut: dice.chance(0.5),
            deviceMs: fate.deviceMs + 6000,
          };
    case 'F8':
      // Charged long after we gave up, though within the time a device can take.
      return { ...fate, row, spoil, deviceMs: dice.int(100_000, 170_000) };
    case 'F13':
      return { ...fate, row, ...refusal(dice, kind) };
    default:
      return { ...fate, row, spoil };
  }
}

function refusal(dice: Dice, kind: CallKind): Partial<Fate> {
  if (kind === 'close') return { scenario: dice.pick(CLOSE_REFUSALS) };
  // The provider says no although it was done: the query has to find it.
  if (dice.chance(0.15)) return { spoil: 'says-refused' };
  return { scenario: dice.pick(CARD_REFUSALS) };
}

function fine(dice: Dice, kind: CallKind): Fate {
  const isOfDevice = kind === 'money' || kind === 'close';
  return {
    row: null,
    way: 'arrives',
    isCarriedOut: true,
    isSecondCard: isOfDevice && dice.chance(0.08),
    scenario: null,
    deviceMs: isOfDevice ? dice.int(800, dice.chance(0.1) ? 60_000 : 12_000) : 0,
    spoil: dice.chance(0.1) ? 'noise' : 'none',
  };
}
