import type { z } from 'zod';
import type { BookEntry, bookEntryInput, bookImport } from './book.ts';
import { nextCard } from './cards.ts';
import { type Device, deviceKey } from './devices.ts';
import { findDevice } from './find-device.ts';
import { DIGITS, drawn, type Gateway } from './gateway.ts';
import { newRefNum } from './session.ts';
import { closedBatch } from './settle.ts';
import { newSecureId } from './start-session.ts';
import { nextMidnight } from './toronto.ts';

type Input = z.output<typeof bookEntryInput>;
type Import = z.output<typeof bookImport>;

/** A history that cannot be: the sentence says which entry and why. */
export class ImportProblem extends Error {}

const usualMs = 6000;

/**
 * Takes a history over as if its sessions had been held here, and closes the batches before the open ones. An entry whose
 * REQUESTID its terminal already knows is left as it is, so the same import may be repeated.
 */
export function importBook(
  gateway: Gateway,
  { entries, openBatches, closes }: Import,
): { imported: number; known: number } {
  let imported = 0;
  for (const input of entries) {
    const device = theDevice(gateway, input.deviceId, input.termId, `entry ${input.requestId}`);
    if (gateway.ledger.isUsed(device.termId, input.requestId)) continue;
    gateway.ledger.use(device.termId, input.requestId);
    const entry = importedEntry(gateway, device, input);
    gateway.ledger.record(entry);
    raise(gateway, device, entry.batch, entry.transaction);
    imported += 1;
  }
  for (const [deviceId, batch] of Object.entries(openBatches)) {
    raise(gateway, theDevice(gateway, deviceId, undefined, `open batch ${batch}`), batch, 0);
  }
  for (const device of gateway.devices.values()) closeEarlier(gateway, device, closes);
  return { imported, known: entries.length - imported };
}

function theDevice(gateway: Gateway, deviceId: string, termId: string | undefined, what: string): Device {
  const found = findDevice(gateway, deviceId, termId ?? null);
  if ('problem' in found) throw new ImportProblem(`${what}: device ${deviceId}: ${found.problem}`);
  return found.device;
}

function importedEntry(gateway: Gateway, device: Device, input: Input): BookEntry {
  if (input.secureId && gateway.ledger.find(input.secureId)) {
    throw new ImportProblem(`entry ${input.requestId}: SECUREID ${input.secureId} is another session’s`);
  }
  if (input.state === 'live')
    throw new ImportProblem(`entry ${input.requestId}: a history has no live session`);
  const isCharged = input.state === 'approved' || input.state === 'voided';
  const wasAsked = isCharged || input.state === 'declined';
  const outcome = usualOutcome[input.state];
  const card = input.card ?? nextCard(Number(input.requestId.slice(-3)));
  const endedAt = input.endedAt ?? new Date(Date.parse(input.startedAt) + usualMs).toISOString();
  return {
    ...input,
    termId: device.termId,
    secureId: input.secureId ?? newSecureId(gateway),
    endedAt,
    voidedAt: input.state === 'voided' ? (input.voidedAt ?? endedAt) : null,
    chargedMinor: isCharged ? (input.chargedMinor ?? input.amountMinor) : 0,
    successUrl: input.successUrl ?? null,
    failureUrl: input.failureUrl ?? null,
    code: input.code ?? outcome.code,
    text: input.text ?? outcome.text,
    card: wasAsked ? card : null,
    refNum: input.refNum ?? (wasAsked ? newRefNum(gateway) : ''),
    auth: input.auth ?? (isCharged ? drawn(gateway, 6, DIGITS) : ''),
    hostReference: input.hostReference ?? (isCharged ? drawn(gateway, 12, DIGITS) : ''),
    trace: input.trace ?? (isCharged ? drawn(gateway, 6, DIGITS) : ''),
    batch: isCharged ? (input.batch ?? device.openBatch) : 0,
    transaction: isCharged ? (input.transaction ?? nextTransaction(gateway, device, input)) : 0,
    scenario: input.scenario ?? null,
  };
}

const usualOutcome = {
  approved: { code: '0000', text: 'APPROVED' },
  voided: { code: '0000', text: 'APPROVED' },
  declined: { code: '8509', text: 'DECLINED' },
  cancelled: { code: '8514', text: 'CANCELED AT TERMINAL' },
} as const;

function nextTransaction(gateway: Gateway, device: Device, input: Input): number {
  const batch = input.batch ?? device.openBatch;
  return gateway.ledger.batch(device.termId, device.deviceId, batch).length + 1;
}

/** A device's batch number only ever grows, and within a batch its transaction number. */
function raise(gateway: Gateway, device: Device, batch: number, transaction: number): void {
  if (batch < device.openBatch) return;
  device.transaction = batch === device.openBatch ? Math.max(device.transaction, transaction) : transaction;
  device.openBatch = batch;
  gateway.keepDevice(device);
}

/** What was collected before the open batch is settled. */
function closeEarlier(gateway: Gateway, device: Device, closes: Import['closes']): void {
  const known = new Set(
    gateway.ledger
      .closedBatches()
      .map(({ termId, deviceId, batch }) => `${deviceKey(termId, deviceId)}/${batch}`),
  );
  const groups = Map.groupBy(earlierMembers(gateway, device), (entry) => entry.batch);
  for (const [batch, members] of [...groups].toSorted(([a], [b]) => a - b)) {
    if (known.has(`${deviceKey(device.termId, device.deviceId)}/${batch}`)) continue;
    const told = closes.find(
      (one) =>
        one.deviceId === device.deviceId &&
        one.batch === batch &&
        (one.termId === undefined || one.termId === device.termId),
    );
    const last = Math.max(...members.map((entry) => Date.parse(entry.endedAt ?? entry.startedAt)));
    const closedAt = told ? Date.parse(told.closedAt) : nextMidnight(last);
    gateway.ledger.close(closedBatch(device, batch, closedAt, members));
  }
}

function earlierMembers(gateway: Gateway, device: Device): BookEntry[] {
  return gateway.ledger
    .entries()
    .filter(
      (entry) =>
        entry.termId === device.termId &&
        entry.deviceId === device.deviceId &&
        entry.batch > 0 &&
        entry.batch < device.openBatch,
    );
}
