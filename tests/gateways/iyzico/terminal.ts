import { type Reply, redirect } from '../shared/replies.ts';
import type { BookEntry, CardRead } from './book.ts';
import {
  batchText,
  type Device,
  type Ending,
  type LastResult,
  nextCard,
  type Running,
  takeScenario,
  waitForPerson,
} from './devices.ts';
import { digits, type Gateway } from './gateway.ts';
import { bankRefusal, Refusal, refusal } from './refusals.ts';
import { withAccident } from './replies.ts';
import { type OperationKind, type ScenarioName, scenarios } from './scenarios.ts';

type Done = { body: Record<string, unknown>; entry?: BookEntry; totals?: LastResult['totals'] };

/** Something a device is asked to do. */
export type Operation = {
  kind: OperationKind;
  amountMinor: number;
  currency: string;
  needsCard: boolean;
  /** The entry under its own reference; null for what has none, such as an end of day. */
  attempt: BookEntry | null;
  /** Writes the success into the book and makes the answer. May still refuse, then nothing happened. */
  approve(card: CardRead | null, scenario: ScenarioName | null): Done;
};

/**
 * Runs one operation on its device from the first check to the reply. It goes on when the caller hangs up:
 * a card can be charged though nobody listens any more.
 */
export async function perform(gateway: Gateway, device: Device, operation: Operation): Promise<Reply> {
  if (device.running) throw refusal('380201');
  const { kind, amountMinor, currency } = operation;
  const scenario = takeScenario(device, kind, amountMinor, gateway.settings.scenariosByAmount);
  gateway.keepDevice(device);
  if (scenario === 'busy') throw refusal('380201');
  if (scenario === 'unknown-device') throw refusal('380101');

  const since = gateway.now();
  const running: Running = { kind, amountMinor, currency, since, hasLeft: false, settle: null };
  device.running = running;
  const before = device.lastResult;
  if (operation.attempt) gateway.ledger.record(operation.attempt);
  try {
    const ending = await present(gateway, device, operation, scenario);
    return await conclude(gateway, device, operation, scenario, ending);
  } catch (error) {
    const isNoted = device.lastResult !== before;
    if (error instanceof Refusal && !isNoted) note(gateway, device, operation, error);
    throw error;
  } finally {
    device.running = null;
  }
}

async function present(
  gateway: Gateway,
  device: Device,
  operation: Operation,
  scenario: ScenarioName | null,
): Promise<Ending> {
  const { settings, closing } = gateway;
  const answersNothing = !device.online || scenario === 'silent';
  const waitMs = answersNothing ? settings.deviceWaitMs : settings.latencyMs;
  const isStaged = scenario !== null && scenario !== 'silent-charged' && !chargesFirst.has(scenario);
  const waitsForPerson = device.mode === 'manual' && operation.needsCard;
  if (waitsForPerson && !answersNothing && !isStaged && device.running) {
    return waitForPerson(device, device.running, settings.deviceWaitMs, closing);
  }
  await gateway.wait(waitMs);
  if (answersNothing) return { kind: 'silent' };
  const bankCode = scenario === null ? undefined : scenarios[scenario].bankCode;
  if (bankCode) return { kind: 'refused', state: 'declined', refusal: bankRefusal(bankCode) };
  if (scenario === 'operator-cancel') {
    return { kind: 'refused', state: 'cancelled', refusal: refusal('380205') };
  }
  return { kind: 'read', card: nextCard(device), posEntryModeCode: '07' };
}

/** Scenarios that let the charge happen first: on a manual device somebody still taps. */
const chargesFirst: ReadonlySet<ScenarioName> = new Set<ScenarioName>([
  'lost-answer',
  'server-error',
  'garbled',
  'no-payment-id',
  'other-amount',
  'never-ends',
]);

async function conclude(
  gateway: Gateway,
  device: Device,
  operation: Operation,
  scenario: ScenarioName | null,
  ending: Ending,
): Promise<Reply> {
  if (ending.kind === 'silent') {
    close(gateway, operation, 'not-charged', null);
    throw refusal('380103');
  }
  if (ending.kind === 'refused') {
    close(gateway, operation, ending.state, ending.refusal);
    throw ending.refusal;
  }
  if (scenario === 'unlisted-code' || scenario === 'lost-before-charge' || scenario === 'redirect') {
    close(gateway, operation, 'not-charged', null);
    if (scenario === 'unlisted-code') throw refusal('389999');
    return scenario === 'redirect' ? redirect() : { kind: 'drop' };
  }
  const { key: _, name: __, ...card } = ending.card;
  const read = operation.needsCard ? { ...card, posEntryModeCode: ending.posEntryModeCode } : null;
  const done = approve(gateway, operation, read, scenario);
  note(gateway, device, operation, done);
  if (scenario === 'silent-charged') {
    await gateway.wait(gateway.settings.deviceWaitMs);
    throw refusal('380103');
  }
  return withAccident(scenario, done.body);
}

function approve(
  gateway: Gateway,
  operation: Operation,
  card: CardRead | null,
  scenario: ScenarioName | null,
): Done {
  try {
    return operation.approve(card, scenario);
  } catch (error) {
    if (error instanceof Refusal) close(gateway, operation, 'declined', error);
    throw error;
  }
}

function close(
  gateway: Gateway,
  operation: Operation,
  state: 'declined' | 'cancelled' | 'not-charged',
  reason: Refusal | null,
): void {
  if (!operation.attempt) return;
  gateway.ledger.record({ ...operation.attempt, state, refusal: reason?.facts ?? null });
}

/** Remembers for screen and paper how the operation ended. */
function note(gateway: Gateway, device: Device, operation: Operation, how: Refusal | Done): void {
  const { kind, amountMinor, currency } = operation;
  const at = gateway.now();
  const base = { kind, amountMinor, currency, at };
  if (!(how instanceof Refusal)) {
    const entry = how.entry ?? null;
    const totals = how.totals ?? null;
    device.lastResult = { ...base, result: 'approved', message: 'ONAYLANDI', entry, totals };
    return;
  }
  device.lastResult = {
    ...base,
    result: resultOf(how),
    message: how.facts.tr,
    entry: operation.attempt,
    totals: null,
  };
}

function resultOf(reason: Refusal): LastResult['result'] {
  if (reason.facts.group === 'BANK_ERROR') return 'declined';
  if (reason.facts.code === '380205') return 'cancelled';
  return reason.facts.code === '380103' ? 'no-answer' : 'refused';
}

/** The facts the bank adds when it approves; takes the device's next trace number. */
export function approvedFacts(gateway: Gateway, device: Device, card: CardRead | null) {
  device.stan = (device.stan % 999_999) + 1;
  gateway.keepDevice(device);
  return {
    state: 'approved' as const,
    at: new Date(gateway.now()).toISOString(),
    card,
    authCode: card ? digits(gateway, 6) : '',
    hostReference: card ? digits(gateway, 12) : '',
    stanNo: card ? String(device.stan).padStart(6, '0') : '',
    batchNo: batchText(device.openBatch),
  };
}
