import type { BookEntry, CardRead } from './book.ts';
import { sendCallbacks } from './callbacks.ts';
import { nextCard } from './cards.ts';
import { type Device, declined, deviceOf, type Ending, type Running } from './devices.ts';
import { CAPITAL_ALPHANUMERIC, DIGITS, drawn, type Gateway } from './gateway.ts';
import { callbacksOf, slipHead, voidCallbacksOf } from './outcome.ts';
import { settleIfDue } from './settle.ts';

/** A session on its terminal. */
export type Session = {
  /** Resolves when the outcome stands and its callbacks are on their way; rejects when the gateway closes. */
  ended: Promise<void>;
};

/**
 * Puts a session on its device, which must be free. It goes on when the caller hangs up: a card can be charged though
 * nobody listens any more.
 */
export function openSession(gateway: Gateway, device: Device, entry: BookEntry): Session {
  const running: Running = {
    secureId: entry.secureId,
    hasLeft: false,
    isForPerson: device.mode === 'manual' && stagedEnding(device, entry) === null,
    settle: null,
  };
  device.running = running;
  gateway.ledger.record(entry);
  const ended = run(gateway, device, entry, running);
  gateway.background(ended);
  return { ended };
}

async function run(gateway: Gateway, device: Device, entry: BookEntry, running: Running): Promise<void> {
  try {
    const ending = await present(gateway, device, entry, running);
    if (ending.kind !== 'cancelled') await gateway.wait(authorizationMs(gateway, entry, running));
    settleIfDue(gateway);
    conclude(gateway, device, entry, ending);
  } finally {
    device.running = null;
  }
}

/** Until a card was read or the session was cancelled. */
function present(gateway: Gateway, device: Device, entry: BookEntry, running: Running): Promise<Ending> {
  return new Promise((resolve, reject) => {
    running.settle = (ending) => {
      running.settle = null;
      resolve(ending);
    };
    const waitMs = running.isForPerson
      ? gateway.settings.cardWaitMs
      : approvalMs(gateway, entry) - authorizationMs(gateway, entry, running);
    const byItself = (): Ending => {
      if (running.isForPerson) return { kind: 'cancelled', text: 'TIMEOUT' };
      return stagedEnding(device, entry) ?? { kind: 'read', card: nextCard(device.transaction) };
    };
    gateway.wait(waitMs).then(() => running.settle?.(byItself()), reject);
    if (running.isForPerson) for (const wake of device.waiters.splice(0)) wake();
  });
}

function approvalMs({ settings }: Gateway, { scenario }: BookEntry): number {
  if (scenario === 'SIM-SLOW') return settings.slowApprovalMs;
  if (scenario === 'SIM-EARLY') return Math.max(settings.answerMs - settings.earlyLeadMs, 0);
  return settings.approvalMs;
}

/** By itself a terminal has its answer after `approvalMs`, so the bank's part of it cannot be longer. */
function authorizationMs(gateway: Gateway, entry: BookEntry, { isForPerson }: Running): number {
  const { authorizationMs: wanted } = gateway.settings;
  return isForPerson ? wanted : Math.min(wanted, approvalMs(gateway, entry));
}

/** How the session ends by its scenario, whoever stands there; null when the card decides. */
function stagedEnding(device: Device, { scenario }: BookEntry): Ending | null {
  const card = nextCard(device.transaction);
  switch (scenario) {
    case 'SIM-DECLINE':
      return { kind: 'declined', card, ...declined };
    case 'SIM-ISSUER':
      return { kind: 'declined', card, code: '0205', text: 'NSF' };
    case 'SIM-AMBIG':
      return { kind: 'declined', card, code: '0000', text: 'DECLINED' };
    case 'SIM-OTHER':
      return { kind: 'cancelled', text: 'CARD REMOVED TOO EARLY' };
    default:
      return null;
  }
}

function conclude(gateway: Gateway, device: Device, entry: BookEntry, ending: Ending): void {
  const endedAt = new Date(gateway.now()).toISOString();
  const ended: BookEntry = { ...entry, ...factsOf(gateway, device, entry, ending), endedAt };
  gateway.ledger.record(ended);
  device.running = null;
  device.lastEntry = ended;
  sendCallbacks(gateway, ended, callbacksOf(ended, gateway.settings, slipHead(gateway, ended)));
}

function factsOf(
  gateway: Gateway,
  device: Device,
  entry: BookEntry,
  ending: Ending,
): Partial<BookEntry> & Pick<BookEntry, 'state' | 'code' | 'text'> {
  switch (ending.kind) {
    case 'cancelled':
      return { state: 'cancelled', code: '8514', text: ending.text };
    case 'declined':
      return {
        state: 'declined',
        code: ending.code,
        text: ending.text,
        card: ending.card,
        refNum: newRefNum(gateway),
      };
    case 'read':
      return approvedFacts(gateway, device, entry, ending.card);
  }
}

/** The facts the bank adds when it approves; takes the device's next transaction number. */
function approvedFacts(gateway: Gateway, device: Device, entry: BookEntry, card: CardRead) {
  device.transaction += 1;
  gateway.keepDevice(device);
  return {
    state: 'approved' as const,
    code: '0000',
    text: 'APPROVED',
    card,
    chargedMinor: entry.amountMinor + (entry.scenario === 'SIM-TIP' ? 100 : 0),
    refNum: newRefNum(gateway),
    auth: drawn(gateway, 6, DIGITS),
    hostReference: drawn(gateway, 12, DIGITS),
    trace: drawn(gateway, 6, DIGITS),
    transaction: device.transaction,
    batch: device.openBatch,
  };
}

/** `WP` and 14 letters or digits, §12.1. */
export function newRefNum(gateway: Pick<Gateway, 'random'>): string {
  return `WP${drawn(gateway, 14, CAPITAL_ALPHANUMERIC)}`;
}

/** Whether a request to cancel or void was taken; a session that has ended can at most be voided, §8.2. */
export type CancelAnswer = 'accepted' | 'refused';

/**
 * Asks a session to stop. One that waits for its card will be cancelled unless the card comes first; while the bank is
 * asked the request is taken and ignored; after that it is a void.
 */
export function cancelSession(gateway: Gateway, entry: BookEntry): CancelAnswer {
  const running = deviceOf(gateway, entry)?.running;
  if (entry.state !== 'live') return voidSession(gateway, entry);
  if (running?.secureId === entry.secureId && running.settle && entry.scenario !== 'SIM-CANCELRACE') {
    gateway.background(
      gateway
        .wait(gateway.settings.cancelMs)
        .then(() => running.settle?.({ kind: 'cancelled', text: 'CANCELED BY REQUEST' })),
    );
  }
  return 'accepted';
}

/** Undoes an approval whose batch is still open; refused otherwise, and by SIM-VOIDFAIL, which also says so by callback. */
export function voidSession(gateway: Gateway, entry: BookEntry): CancelAnswer {
  const device = deviceOf(gateway, entry);
  const isOpen = entry.state === 'approved' && device?.openBatch === entry.batch;
  const isAllowed = gateway.settings.voidsDebit || entry.card?.type !== 'I';
  if (!device || !isOpen || !isAllowed) return 'refused';
  const isRefused = entry.scenario === 'SIM-VOIDFAIL';
  const after: BookEntry = isRefused
    ? entry
    : { ...entry, state: 'voided', voidedAt: new Date(gateway.now()).toISOString() };
  if (!isRefused) {
    gateway.ledger.record(after);
    device.lastEntry = after;
  }
  sendCallbacks(gateway, after, voidCallbacksOf(after, gateway.settings, slipHead(gateway, after)));
  return isRefused ? 'refused' : 'accepted';
}
