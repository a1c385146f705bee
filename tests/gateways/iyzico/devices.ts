import type { BookEntry } from './book.ts';
import { type Card, cards } from './cards.ts';
import { bankRefusal, type Refusal, refusal } from './refusals.ts';
import {
  isScenarioName,
  type OperationKind,
  type ScenarioName,
  scenarioByAmount,
  scenarioConcerns,
} from './scenarios.ts';
import type { FiscalModel } from './settings.ts';

/** What the card side of an operation came to. */
export type Ending =
  | { kind: 'read'; card: Card; posEntryModeCode: string }
  | { kind: 'refused'; state: 'declined' | 'cancelled'; refusal: Refusal }
  | { kind: 'silent' };

/** What somebody in front of the device may do. */
export type Act =
  | { action: 'tap'; card?: string | undefined }
  | { action: 'insert'; card?: string | undefined; pin: string }
  | { action: 'decline' | 'cancel' | 'walk-away' };

/** The operation that occupies a device. `settle` is there while it waits for somebody. */
export type Running = {
  kind: OperationKind;
  amountMinor: number;
  currency: string;
  since: number;
  hasLeft: boolean;
  settle: ((ending: Ending) => void) | null;
};

/** What the paper and the screen show of the operation that ended last. */
export type LastResult = {
  kind: OperationKind;
  result: 'approved' | 'declined' | 'cancelled' | 'no-answer' | 'refused';
  message: string;
  amountMinor: number;
  currency: string;
  at: number;
  entry: BookEntry | null;
  totals: { acquirerName: string; totalTransactionAmount: string; totalTransactionCount: string }[] | null;
};

/** The part of a device that survives a restart. */
export type KeptDevice = {
  deviceUniqueId: string;
  mode: 'manual' | 'auto';
  scenario: ScenarioName | null;
  times: number | null;
  online: boolean;
  openBatch: number;
  stan: number;
  openSaleNumber: string | null;
};

export type Device = KeptDevice & {
  label: string;
  clientId: string;
  model: FiscalModel;
  running: Running | null;
  lastResult: LastResult | null;
  /** Called whenever the device begins to wait for somebody. */
  waiters: (() => void)[];
};

/** Four digits at least, leading zeros as the bank prints them. */
export function batchText(batch: number): string {
  return String(batch).padStart(4, '0');
}

export function keptPart(device: Device): KeptDevice {
  const { deviceUniqueId, mode, scenario, times, online, openBatch, stan, openSaleNumber } = device;
  return { deviceUniqueId, mode, scenario, times, online, openBatch, stan, openSaleNumber };
}

/** Takes over what an earlier run knew; names it no longer understands are dropped. */
export function applyKept(device: Device, kept: KeptDevice): void {
  Object.assign(device, kept, {
    scenario: kept.scenario !== null && isScenarioName(kept.scenario) ? kept.scenario : null,
  });
}

/** The scenario this operation meets: the device's own, counted down, else by amount on an automatic device. */
export function takeScenario(
  device: Device,
  kind: OperationKind,
  amountMinor: number,
  isByAmount: boolean,
): ScenarioName | null {
  const chosen = device.scenario;
  if (chosen === null || !scenarioConcerns(chosen, kind)) {
    return device.mode === 'auto' && isByAmount ? scenarioByAmount(kind, amountMinor) : null;
  }
  if (device.times !== null) {
    device.times -= 1;
    if (device.times <= 0) {
      device.scenario = null;
      device.times = null;
    }
  }
  return chosen;
}

/** Waits for somebody to act; `silent` when the wait is over or the gateway closes. */
export function waitForPerson(
  device: Device,
  running: Running,
  waitMs: number,
  closing: AbortSignal,
): Promise<Ending> {
  return new Promise((resolve) => {
    const settle = (ending: Ending) => {
      clearTimeout(timer);
      closing.removeEventListener('abort', onClose);
      running.settle = null;
      resolve(ending);
    };
    const onClose = () => settle({ kind: 'silent' });
    const timer = setTimeout(() => settle({ kind: 'silent' }), waitMs);
    closing.addEventListener('abort', onClose);
    running.settle = settle;
    for (const wake of device.waiters.splice(0)) wake();
  });
}

/**
 * What the person did, carried to the waiting operation. False when nothing waits. Walking away settles
 * nothing: the device goes on waiting until its time is over.
 */
export function actOn(device: Device, act: Act): boolean {
  const running = device.running;
  if (!running?.settle) return false;
  switch (act.action) {
    case 'walk-away':
      running.hasLeft = true;
      return true;
    case 'cancel':
      running.settle({ kind: 'refused', state: 'cancelled', refusal: refusal('380205') });
      return true;
    case 'decline':
      running.settle({ kind: 'refused', state: 'declined', refusal: bankRefusal('05') });
      return true;
    case 'insert':
      running.settle(
        act.pin === '0000'
          ? { kind: 'refused', state: 'declined', refusal: bankRefusal('55') }
          : { kind: 'read', card: cardNamed(act.card), posEntryModeCode: '05' },
      );
      return true;
    case 'tap':
      running.settle({ kind: 'read', card: cardNamed(act.card), posEntryModeCode: '07' });
      return true;
  }
}

/** The card an automatic device reads: each in turn, so that every bank gets its share. */
export function nextCard(device: Device): Card {
  return cards[device.stan % cards.length] ?? cards[0];
}

function cardNamed(key: string | undefined): Card {
  return cards.find((card) => card.key === key) ?? cards[0];
}
