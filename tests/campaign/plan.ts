import { createDice, type Dice } from '#db/seeds/dice.ts';
import type { PaymentType } from '#server/gateways/terminal-gateway.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import type { ScenarioName } from '#tests/gateways/iyzico/scenarios.ts';
import type { Weather } from './line.ts';

/** What the device, or the way to it, does to one operation; null: nothing unusual. */
export type Accident = ScenarioName | null;

/** How long somebody stays with what they sent: until it ends, asking the provider meanwhile, or not at all. */
export type Patience = 'waits' | 'asks' | 'leaves';

/** A line of what is sold. */
export type PlannedLine = { name: string; quantity: number; unitPriceMinor: number; discountMinor: number };

/** One thing somebody at the counter wants. What it depends on (which sale, how much is left) is decided when it is lived. */
export type Wish =
  | {
      kind: 'sell';
      /** Only held on the card, to be taken later. */
      isHold: boolean;
      lines: PlannedLine[];
      currency: CurrencyCode;
      installmentCount: number;
      surchargeMinor: number;
      paymentType: PaymentType;
      accident: Accident;
      patience: Patience;
      /** Pressed twice at once, on two portals. */
      isDoubleClick: boolean;
      /** The used form key is sent once more with another amount. */
      reusesKey: boolean;
    }
  | {
      kind: 'follow_up';
      by: 'void' | 'refund' | 'capture';
      /** 0 ≤ x < 1: which of the sales, captures or holds of which something is left. */
      which: number;
      /** 0 < x ≤ 1: how much of what is left. */
      share: number;
      accident: Accident;
      patience: Patience;
      /** Somebody else does the same with the same sale at the same moment. */
      hasRival: boolean;
    }
  | {
      /** One sale that several pay: started, paid in parts, completed or given up. */
      kind: 'sell_in_parts';
      lines: PlannedLine[];
      currency: CurrencyCode;
      paymentType: PaymentType;
      /** 0 < x ≤ 1: how much of what is left each payment takes; the last one takes all. */
      shares: number[];
      /** The step in which something unusual happens. */
      trouble: { at: 'start' | 'payment' | 'completion' | 'void'; accident: Accident };
      patience: Patience;
      /** Given up after the first payment. */
      isGivenUp: boolean;
      /** While the first pays, a friend wants to pay everything, and somebody presses «complete». */
      isHasty: boolean;
    }
  | { kind: 'close_day'; accident: Accident };

/** The life of one device. */
export type History = { number: number; model: '507' | '509'; wishes: Wish[] };

/** What goes wrong around all devices. Times in milliseconds. */
export type Mishap =
  | { kind: 'kill_worker'; which: 0 | 1; downMs: number }
  /** `aim`: as soon as a batch is closing, which is soon over, instead of at once. */
  | { kind: 'kill_both_workers'; aim: 'closing' | null; downMs: number }
  /** As soon as it has a call in its hands, and a little after. */
  | { kind: 'kill_portal'; which: 0 | 1; afterMs: number; downMs: number }
  | { kind: 'end_sessions' }
  | { kind: 'cut_line'; mutedMs: number; downMs: number; killsWorker: boolean }
  | { kind: 'spoil_tokens'; how: 'expire' | 'revoke' }
  | { kind: 'spoil_requests'; path: string; fault: string; times: number; forMs: number }
  | { kind: 'slow_devices'; latencyMs: number; forMs: number }
  /** The server outright, or one process of it, after which it recovers by itself. */
  | { kind: 'kill_database'; whole: boolean; downMs: number }
  /** No file of these can grow. What providers say has to go to our disk while the line to the database is down. */
  | { kind: 'fill_disk'; of: 'ours' | 'database'; forMs: number }
  | { kind: 'spoil_line'; to: LineName; weather: Weather; forMs: number }
  /** Ahead or behind, of all our processes at once. */
  | { kind: 'shift_clock'; byMs: number; forMs: number };

/** The lines between the parts: from our processes to the providers and to the database, and from a provider to our portals. */
export type LineName = 'iyzico' | 'interpay' | 'database' | 'callbacks';

/** A mishap and how long it is quiet before. */
export type PlannedMishap = { afterMs: number; mishap: Mishap };

/** For how long no worker is there, so that what was created meanwhile is too old to be sent (K2). */
export const ABSENCE_MS = 33_000;
/** Longer than an ordinary call may take, shorter than the waiting window: the answer comes too late. */
const SLOW_MS = 3_600;

type Weighted<T> = { what: T; weight: number };

const ACCIDENTS: readonly [Weighted<Accident>, ...Weighted<Accident>[]] = [
  { what: null, weight: 52 },
  { what: 'decline-insufficient-funds', weight: 4 },
  { what: 'decline-expired-card', weight: 2 },
  { what: 'decline-not-permitted', weight: 2 },
  { what: 'busy', weight: 4 },
  { what: 'unknown-device', weight: 2 },
  { what: 'silent', weight: 2 },
  { what: 'silent-charged', weight: 4 },
  { what: 'lost-answer', weight: 7 },
  { what: 'lost-before-charge', weight: 3 },
  { what: 'server-error', weight: 5 },
  { what: 'garbled', weight: 4 },
  { what: 'no-payment-id', weight: 3 },
  { what: 'other-amount', weight: 2 },
  { what: 'operator-cancel', weight: 2 },
  { what: 'unlisted-code', weight: 1 },
  { what: 'never-ends', weight: 3 },
  { what: 'redirect', weight: 1 },
];

const CLOSE_ACCIDENTS: readonly [Weighted<Accident>, ...Weighted<Accident>[]] = [
  { what: null, weight: 50 },
  { what: 'eod-lost', weight: 12 },
  { what: 'eod-short', weight: 5 },
  { what: 'eod-partial', weight: 5 },
  { what: 'eod-refused', weight: 5 },
  { what: 'lost-before-charge', weight: 6 },
  { what: 'server-error', weight: 5 },
  { what: 'garbled', weight: 4 },
  { what: 'busy', weight: 3 },
  { what: 'never-ends', weight: 3 },
  { what: 'silent-charged', weight: 2 },
];

const PATIENCE: readonly [Weighted<Patience>, ...Weighted<Patience>[]] = [
  { what: 'waits', weight: 60 },
  { what: 'asks', weight: 25 },
  { what: 'leaves', weight: 15 },
];

const CURRENCIES: readonly [Weighted<CurrencyCode>, ...Weighted<CurrencyCode>[]] = [
  { what: 'TRY', weight: 90 },
  { what: 'USD', weight: 5 },
  { what: 'EUR', weight: 5 },
];

const GOODS = ['Filtre kahve', 'Çay', 'Simit', 'Ayran', 'Kaşarlı tost', 'İrmik helvası'] as const;

/**
 * The life of every device: the same seed gives the same wishes and accidents on every machine. Short lives are a part of the
 * long ones.
 */
export function planHistories(seed: string, count: number, lives: 'short' | 'long' = 'long'): History[] {
  return Array.from({ length: count }, (_, number) => planHistory(seed, number, lives));
}

/** One of them; `device`: what it is lived on, where that is settled already. */
export function planHistory(
  seed: string,
  number: number,
  lives: 'short' | 'long',
  device: History['model'] | null = null,
): History {
  const dice = createDice(`${seed}/history/${number}`);
  const drawn = dice.chance(0.5) ? '507' : '509';
  const model = device ?? drawn;
  // Without a sale there is nothing to give back and nothing to close.
  const first = planSale(dice, model);
  const rest = Array.from({ length: dice.between(6, 9) }, () => planWish(dice, model));
  return { number, model, wishes: [first, ...(lives === 'short' ? rest.slice(0, 3) : rest)] };
}

function planWish(dice: Dice, model: History['model']): Wish {
  const roll = dice.next();
  if (roll < 0.5) return model === '507' && roll < 0.12 ? planSaleInParts(dice) : planSale(dice, model);
  if (roll < 0.88) {
    const other = model === '509' && dice.chance(0.25) ? 'capture' : 'refund';
    return {
      kind: 'follow_up',
      by: dice.chance(0.35) ? 'void' : other,
      which: dice.next(),
      share: dice.chance(0.3) ? 1 : Math.max(0.05, dice.next()),
      accident: pick(dice, ACCIDENTS),
      patience: pick(dice, PATIENCE),
      hasRival: dice.chance(0.15),
    };
  }
  return { kind: 'close_day', accident: pick(dice, CLOSE_ACCIDENTS) };
}

function planSale(dice: Dice, model: History['model']): Wish {
  const isRegister = model === '507';
  const lines = planLines(dice, isRegister);
  const isCash = isRegister && dice.chance(0.12);
  const installmentCount = !isCash && dice.chance(0.25) ? dice.between(2, 12) : 1;
  return {
    kind: 'sell',
    isHold: !isRegister && dice.chance(0.25),
    lines,
    currency: dice.pickWeighted(CURRENCIES).what,
    installmentCount,
    surchargeMinor: isRegister && installmentCount > 1 && dice.chance(0.4) ? dice.between(1, 9) * 100 : 0,
    paymentType: isCash ? 'cash' : 'card',
    accident: pick(dice, ACCIDENTS),
    patience: pick(dice, PATIENCE),
    isDoubleClick: dice.chance(0.2),
    reusesKey: dice.chance(0.08),
  };
}

function planLines(dice: Dice, isRegister: boolean): PlannedLine[] {
  return Array.from({ length: isRegister ? dice.between(1, 3) : 1 }, (_, at) => ({
    name: GOODS[(dice.between(0, 1) + 2 * at) % GOODS.length] ?? GOODS[0],
    quantity: isRegister && at > 0 ? dice.between(1, 4) : 1,
    // The kuruş from 51 on choose scenarios at the sandbox; here the accident does, so the sum stays below them.
    unitPriceMinor: dice.between(5, 900) * 100 + (at === 0 ? dice.between(0, 50) : 0),
    discountMinor: isRegister && dice.chance(0.2) ? dice.between(1, 4) * 100 : 0,
  }));
}

function planSaleInParts(dice: Dice): Wish {
  return {
    kind: 'sell_in_parts',
    lines: planLines(dice, true),
    currency: dice.pickWeighted(CURRENCIES).what,
    paymentType: dice.chance(0.12) ? 'cash' : 'card',
    shares: Array.from({ length: dice.between(1, 4) }, () => Math.max(0.05, dice.next())),
    trouble: {
      at: dice.pick(['start', 'payment', 'payment', 'completion', 'completion', 'void'] as const),
      accident: pick(dice, ACCIDENTS),
    },
    // Nobody leaves a sale open: the device would be taken for the rest of the day.
    patience: dice.chance(0.7) ? 'waits' : 'asks',
    isGivenUp: dice.chance(0.3),
    isHasty: dice.chance(0.25),
  };
}

function pick<T>(dice: Dice, list: readonly [Weighted<T>, ...Weighted<T>[]]): T {
  return dice.pickWeighted(list).what;
}

const READ_PATHS = [
  '/payment/query-transaction-status',
  '/payment/query-transaction-status',
  '/payment/refundable-sale-info',
  '/oauth2/authorize',
  '/oauth2/token',
  '/oauth2/token/refresh',
  '/payment',
  '/eod',
] as const;
const READ_FAULTS = [
  'drop',
  'server-error',
  'too-many',
  'garbled',
  'empty',
  'html',
  'never-ends',
  'redirect',
] as const;

/** What goes wrong, one after the other, for as long as the histories take. `absenceAt`: the place of the long absence. */
export function* planMishaps(seed: string, absenceAt: number | null): Generator<PlannedMishap, never> {
  const dice = createDice(`${seed}/mishaps`);
  for (let place = 0; ; place++) {
    const afterMs = dice.between(600, 4_000);
    const mishap = planMishap(dice);
    yield place === absenceAt
      ? { afterMs, mishap: { kind: 'kill_both_workers', aim: null, downMs: ABSENCE_MS } }
      : { afterMs, mishap };
  }
}

function planMishap(dice: Dice): Mishap {
  const which = dice.chance(0.5) ? 1 : 0;
  const downMs = dice.chance(0.4) ? 0 : dice.between(100, 4_000);
  if (dice.chance(0.1)) return { kind: 'kill_database', whole: dice.chance(0.5), downMs };
  if (dice.chance(0.1))
    return { kind: 'fill_disk', of: dice.pick(['ours', 'database']), forMs: dice.between(300, 3_000) };
  const roll = dice.next();
  if (roll < 0.3) return { kind: 'kill_worker', which, downMs };
  if (roll < 0.4) return { kind: 'kill_both_workers', aim: dice.chance(0.6) ? 'closing' : null, downMs };
  if (roll < 0.52) return { kind: 'kill_portal', which, afterMs: dice.between(0, 60), downMs };
  if (roll < 0.62) return { kind: 'end_sessions' };
  if (roll < 0.74) {
    return {
      kind: 'cut_line',
      mutedMs: dice.between(0, 60),
      downMs: dice.between(200, 3_000),
      killsWorker: dice.chance(0.3),
    };
  }
  if (roll < 0.82) return { kind: 'spoil_tokens', how: dice.chance(0.6) ? 'expire' : 'revoke' };
  if (roll < 0.94) {
    return {
      kind: 'spoil_requests',
      path: dice.pick(READ_PATHS),
      fault: dice.pick(READ_FAULTS),
      times: dice.between(1, 5),
      forMs: dice.between(200, 1_500),
    };
  }
  return { kind: 'slow_devices', latencyMs: SLOW_MS, forMs: dice.between(300, 2_000) };
}

/** The weather on the lines and the jumps of the clock, which go on beside everything else that goes wrong. */
export function* planWeather(seed: string): Generator<PlannedMishap, never> {
  const dice = createDice(`${seed}/weather`);
  for (;;) {
    const afterMs = dice.between(300, 2_500);
    if (dice.chance(0.1)) {
      const byMs = dice.pick([-1, 1]) * dice.between(30, 120) * 1_000;
      yield { afterMs, mishap: { kind: 'shift_clock', byMs, forMs: dice.between(500, 5_000) } };
    } else {
      const to: LineName = dice.pick(['iyzico', 'iyzico', 'interpay', 'database', 'callbacks']);
      const mishap = {
        kind: 'spoil_line' as const,
        to,
        weather: planOfLine(dice),
        forMs: dice.between(300, 2_500),
      };
      yield { afterMs, mishap };
    }
  }
}

function planOfLine(dice: Dice): Weather {
  switch (dice.pick(['cut_request', 'cut_answer', 'cut_answer', 'delay', 'slow', 'reset'])) {
    case 'cut_request':
      return { kind: 'cut_request', afterBytes: dice.between(0, 900) };
    case 'cut_answer':
      return { kind: 'cut_answer', afterBytes: dice.between(0, 400) };
    case 'delay':
      return { kind: 'delay', ms: dice.between(50, 1_500) };
    case 'slow':
      return { kind: 'slow', bytesPerSecond: dice.between(200, 20_000) };
    default:
      return { kind: 'reset' };
  }
}
