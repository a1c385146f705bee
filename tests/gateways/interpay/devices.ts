import type { BookEntry, CardRead } from './book.ts';
import { cardNamed } from './cards.ts';
import type { Gateway } from './gateway.ts';
import { isScenarioName, type ScenarioName, scenarioOf } from './scenarios.ts';

/** What the card side of a session came to. */
export type Ending =
  | { kind: 'read'; card: CardRead }
  | { kind: 'declined'; card: CardRead; code: string; text: string }
  | { kind: 'cancelled'; text: string };

/** What somebody in front of the device may do. */
export type Act =
  | { action: 'tap'; card?: string | undefined }
  | { action: 'insert'; card?: string | undefined; pin: string }
  | { action: 'decline' | 'cancel' | 'walk-away' };

/** The session that occupies a device. `settle` is there until a card was read or the session was cancelled. */
export type Running = {
  secureId: string;
  hasLeft: boolean;
  /** Whether it waits for somebody, and not for its own script. */
  isForPerson: boolean;
  settle: ((ending: Ending) => void) | null;
};

/** The part of a device that survives a restart. */
export type KeptDevice = {
  termId: string;
  deviceId: string;
  mode: 'manual' | 'auto';
  line: 'online' | 'busy' | 'offline';
  scenario: ScenarioName | null;
  times: number | null;
  openBatch: number;
  /** The last `Trans #` of the open batch. */
  transaction: number;
};

export type Device = KeptDevice & {
  label: string;
  running: Running | null;
  /** The session that ended last, since this process started. */
  lastEntry: BookEntry | null;
  /** Called whenever the device begins to wait for somebody. */
  waiters: (() => void)[];
};

/** DEVICEID means something within its account only. */
export function deviceKey(termId: string, deviceId: string): string {
  return `${termId}/${deviceId}`;
}

/** The device a book entry was made on. */
export function deviceOf(gateway: Gateway, entry: BookEntry): Device | undefined {
  return gateway.devices.get(deviceKey(entry.termId, entry.deviceId));
}

export function keptPart(device: Device): KeptDevice {
  const { termId, deviceId, mode, line, scenario, times, openBatch, transaction } = device;
  return { termId, deviceId, mode, line, scenario, times, openBatch, transaction };
}

/** Takes over what an earlier run knew; names it no longer understands are dropped. */
export function applyKept(device: Device, kept: KeptDevice): void {
  Object.assign(device, kept, {
    scenario: kept.scenario !== null && isScenarioName(kept.scenario) ? kept.scenario : null,
  });
}

/** The scenario this session meets: what the device was told, counted down, else what its name and amount say. */
export function takeScenario(device: Device, amountMinor: number): ScenarioName | null {
  const chosen = device.scenario;
  if (chosen === null) return scenarioOf(device.deviceId, amountMinor);
  if (device.times !== null) {
    device.times -= 1;
    if (device.times <= 0) {
      device.scenario = null;
      device.times = null;
    }
  }
  return chosen;
}

/**
 * What the person did, carried to the waiting session. False when nothing waits for a person. Walking away settles
 * nothing: the device goes on waiting until its time is over.
 */
export function actOn(device: Device, act: Act): boolean {
  const running = device.running;
  if (!running?.settle || !running.isForPerson) return false;
  switch (act.action) {
    case 'walk-away':
      running.hasLeft = true;
      return true;
    case 'cancel':
      running.settle({ kind: 'cancelled', text: 'CANCELED AT TERMINAL' });
      return true;
    case 'decline':
      running.settle({ kind: 'declined', card: cardNamed(undefined, 'CHIP Contact'), ...declined });
      return true;
    case 'insert': {
      const card = cardNamed(act.card, 'CHIP Contact');
      running.settle(
        act.pin === '0000'
          ? { kind: 'declined', card, code: '0205', text: 'INCORRECT PIN' }
          : { kind: 'read', card },
      );
      return true;
    }
    case 'tap':
      running.settle({ kind: 'read', card: cardNamed(act.card, 'CHIP Contactless') });
      return true;
  }
}

/** The bank's plain no. */
export const declined = { code: '8509', text: 'DECLINED' } as const;
