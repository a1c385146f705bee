import type { ScenarioName } from '#tests/gateways/interpay/scenarios.ts';
import type { Dice } from '../../random.ts';
import type { CommonSpoil } from '../common-spoil.ts';
import type { PadCallKind } from './pad-call.ts';

/** What becomes of the answer on its way back. */
export type PadSpoil =
  | CommonSpoil
  | 'none'
  | 'http-429'
  | 'http-401'
  | 'cut'
  | 'wrong-types'
  | 'unknown-code'
  | 'other-request'
  | 'other-device'
  | 'other-amount'
  | 'other-session'
  | 'no-id';

/** One call's fate. */
export type PadFate = {
  /** The row of the fault table, if it is one. */
  row: string | null;
  /** `unsent`: no byte left. `breaks`: the connection broke while sending. `swallowed`: nothing ever answers. */
  way: 'arrives' | 'unsent' | 'breaks' | 'swallowed';
  /** Whether the provider got all of it and did it; if not, something else answers. */
  isCarriedOut: boolean;
  /** What the gateway refuses it with, before it reaches a terminal. */
  code: string | null;
  scenario: ScenarioName | null;
  /** When the session is answered, and when its terminal has the bank's answer. */
  answerMs: number;
  deviceMs: number;
  spoil: PadSpoil;
};

/** How bad a history is; everything is fine once it is calm. */
export type PadWeather = Record<PadCallKind | 'callback' | 'scenario', number> & { isCalm: boolean };

/** Weather of its own for each history: from a quiet day to a day on which every second call goes wrong. */
export function drawPadWeather(dice: Dice): PadWeather {
  const level = () => dice.pick([0, 0.1, 0.25, 0.4, 0.6]);
  return {
    session: level(),
    cancel: level(),
    'look-up': level(),
    callback: level(),
    scenario: dice.pick([0.1, 0.3, 0.6]),
    isCalm: false,
  };
}

const SPOILS: Readonly<Record<string, readonly PadSpoil[]>> = {
  F4: ['lost', 'never'],
  F5: ['http-500', 'http-502-page', 'http-429', 'page-200'],
  F6: ['http-401', 'http-403'],
  F7: ['cut', 'wrong-types', 'unknown-code', 'empty'],
  F8: ['never'],
  F9: ['too-large', 'packed', 'deep'],
  F10: ['redirect'],
  F11: ['other-request', 'other-device', 'other-amount', 'other-session'],
  F12: ['no-id'],
};

const ROWS: Readonly<Record<string, number>> = {
  F1: 3,
  F2: 2,
  F3: 2,
  F4: 4,
  F5: 3,
  F6: 1,
  F7: 3,
  F8: 1,
  F9: 1,
  F10: 1,
  F11: 2,
  F12: 2,
  F13: 6,
};

/** §5: the codes a StartSession may be refused with; a terminal that was not reached charges nobody. */
const CODES = [
  '8501',
  '8502',
  '8504',
  '8505',
  '8508',
  '8509',
  '8511',
  '8512',
  '8513',
  '8514',
  '9012',
  '9901',
  '9100',
  '1234',
] as const;

/** Those after which it may be on the terminal all the same. */
const DOUBTED = ['8504', '8513', '8514', '1234'] as const;

/** What a terminal and the callbacks of its session do, where nothing else went wrong. */
const SCENARIOS = {
  'SIM-DECLINE': 4,
  'SIM-ISSUER': 2,
  'SIM-OTHER': 2,
  'SIM-GWERR': 2,
  'SIM-EARLY': 3,
  'SIM-LOST': 2,
  'SIM-LOSTALL': 1,
  'SIM-DUP': 2,
  'SIM-FLIP': 3,
  'SIM-CANCELRACE': 2,
  'SIM-VOID1': 2,
  'SIM-VOIDMUTE': 2,
  'SIM-VOIDFIRST': 2,
  'SIM-VOIDFAIL': 2,
  'SIM-AMBIG': 2,
  'SIM-THIN': 1,
  'SIM-WRONGURL': 2,
  'SIM-BADAMT': 1,
  'SIM-BADSID': 1,
  'SIM-BADREQ': 1,
  'SIM-TIP': 1,
  'SIM-EVIL': 1,
  'SIM-NOACK': 1,
  'SIM-RETRY': 1,
} as const satisfies Partial<Record<ScenarioName, number>>;

/** Rolls what becomes of a call. */
export function drawPadFate(dice: Dice, weather: PadWeather, kind: PadCallKind): PadFate {
  const fate = fine(dice, weather, kind);
  if (weather.isCalm || !dice.chance(weather[kind])) return fate;
  const row = dice.weighted(ROWS);
  const spoil = SPOILS[row] ? dice.pick(SPOILS[row]) : 'none';
  switch (row) {
    case 'F1':
      return { ...fate, row, way: 'unsent' };
    case 'F2':
      return { ...fate, row, way: 'breaks', isCarriedOut: dice.chance(0.5) };
    case 'F3':
      return { ...fate, row, way: 'swallowed' };
    case 'F6':
      // Turned away at the door: before anything could reach a terminal.
      return { ...fate, row, spoil, isCarriedOut: false };
    case 'F5':
    case 'F10':
    case 'F11':
      return { ...fate, row, spoil, isCarriedOut: dice.chance(0.6) };
    case 'F8':
      return { ...fate, row, spoil, deviceMs: dice.int(60_000, 170_000) };
    case 'F13':
      if (kind === 'cancel') return fate;
      // «No» in a way that leaves open what the terminal does: it goes on, and the callback tells.
      return kind === 'session' && dice.chance(0.25)
        ? { ...fate, row, scenario: null, code: dice.pick(DOUBTED), deviceMs: dice.int(2000, 30_000) }
        : { ...fate, row, code: dice.pick(CODES), isCarriedOut: false };
    default:
      return { ...fate, row, spoil };
  }
}

function fine(dice: Dice, weather: PadWeather, kind: PadCallKind): PadFate {
  const isStaged = kind === 'session' && !weather.isCalm && dice.chance(weather.scenario);
  return {
    row: null,
    way: 'arrives',
    isCarriedOut: true,
    code: null,
    scenario: isStaged ? dice.weighted(SCENARIOS) : null,
    answerMs: dice.int(50, 4000),
    deviceMs: dice.int(2000, dice.chance(0.1) ? 60_000 : 12_000),
    spoil: 'none',
  };
}
