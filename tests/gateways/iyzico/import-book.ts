import type { z } from 'zod';
import type { BookEntry, bookEntryInput, FiscalSale } from './book.ts';
import { bankTerminalId, cards } from './cards.ts';
import { batchText } from './devices.ts';
import { newSaleNumber } from './fiscal-sales.ts';
import { digits, type Gateway } from './gateway.ts';
import { accountingDay } from './istanbul.ts';

type Input = z.output<typeof bookEntryInput>;

/** A history that cannot be: the sentence says which entry and why. */
export class ImportProblem extends Error {}

/**
 * Takes a history over as if its operations had been made here, sales before what follows them. An entry whose
 * reference is already in the book is left as it is, so the same import may be repeated.
 */
export function importBook(
  gateway: Gateway,
  entries: readonly Input[],
  openBatches: Readonly<Record<string, string>>,
): { imported: number; known: number } {
  let imported = 0;
  for (const input of entries.toSorted((a, b) => rank[a.kind] - rank[b.kind])) {
    const clientId = ownerOf(gateway, input);
    if (gateway.ledger.isReferenceUsed(clientId, input.transactionReferenceId)) continue;
    importEntry(gateway, clientId, input);
    imported += 1;
  }
  for (const [deviceUniqueId, batchNo] of Object.entries(openBatches)) {
    raiseBatch(gateway, deviceUniqueId, Number(batchNo));
  }
  return { imported, known: entries.length - imported };
}

const rank = { sale: 0, preauth: 0, capture: 1, void: 2, refund: 2 } as const;

function ownerOf(gateway: Gateway, input: Input): string {
  const device = gateway.devices.get(input.deviceUniqueId);
  const clientId = device?.clientId ?? input.clientId;
  if (!clientId || (input.clientId && input.clientId !== clientId)) {
    throw new ImportProblem(`${input.transactionReferenceId}: device ${input.deviceUniqueId} is not theirs`);
  }
  return clientId;
}

function importEntry(gateway: Gateway, clientId: string, input: Input): void {
  const { lines: _, ...given } = input;
  const isCharge = input.kind === 'sale' || input.kind === 'preauth';
  const original = isCharge ? null : gateway.ledger.payment(clientId, input.paymentId);
  if (!isCharge && input.state === 'approved' && !original) {
    throw new ImportProblem(`${input.transactionReferenceId}: no sale with payment id ${input.paymentId}`);
  }
  if (input.state === 'approved' && input.paymentId === '') {
    throw new ImportProblem(`${input.transactionReferenceId}: approved without a payment id`);
  }
  const fiscal = isCharge ? fiscalOf(gateway, clientId, input) : null;
  if (fiscal) gateway.ledger.recordFiscal(fiscal);
  const saleNumber = fiscal?.saleNumber ?? input.saleNumber ?? original?.saleNumber ?? null;
  const isCard = input.paymentType === 'CARD' && input.state === 'approved';
  const batchNo = input.batchNo ?? batchText(gateway.devices.get(input.deviceUniqueId)?.openBatch ?? 1);
  gateway.ledger.record({
    ...given,
    clientId,
    paymentDate: input.paymentDate ?? original?.paymentDate ?? accountingDay(Date.parse(input.at)),
    priceMinor: input.priceMinor ?? input.amountMinor,
    card: isCard ? (input.card ?? original?.card ?? cardFor(input)) : null,
    authCode: input.authCode ?? (isCard ? digits(gateway, 6) : ''),
    hostReference: input.hostReference ?? (isCard ? digits(gateway, 12) : ''),
    stanNo: input.stanNo ?? (isCard ? digits(gateway, 6) : ''),
    batchNo: input.state === 'approved' ? batchNo : '',
    saleNumber,
    originalReferenceId: input.originalReferenceId ?? original?.transactionReferenceId ?? null,
    refusal: input.refusal ?? null,
    returned: input.kind === 'refund' ? (input.returned ?? spread(gateway, saleNumber, input)) : null,
  });
  if (input.state === 'approved') raiseBatch(gateway, input.deviceUniqueId, Number(batchNo));
}

function fiscalOf(gateway: Gateway, clientId: string, input: Input): FiscalSale | null {
  const model = gateway.clients.find((client) => client.clientId === clientId)?.model;
  if (model !== '507' || input.state !== 'approved') return null;
  const price = input.priceMinor ?? input.amountMinor;
  const firstId = Number(`1${digits(gateway, 8)}`);
  const whole: NonNullable<Input['lines']>[number] = {
    name: 'Satış',
    generic: true,
    unitCode: 'C62',
    taxGroupCode: 'KDV20',
    itemQuantity: 1,
    unitPriceMinor: price,
    grossPriceMinor: price,
    totalPriceMinor: price,
  };
  return {
    saleNumber: input.saleNumber ?? newSaleNumber(gateway),
    saleUid: `${digits(gateway, 8)}-${digits(gateway, 12)}`,
    clientId,
    deviceUniqueId: input.deviceUniqueId,
    transactionReferenceId: input.transactionReferenceId,
    currency: input.currency,
    installment: input.installment,
    paymentType: input.paymentType,
    priceMinor: price,
    lines: (input.lines ?? [whole]).map((line, index) => ({ ...line, id: line.id ?? firstId + index })),
    state: 'complete',
    openedAt: input.at,
  };
}

/** A refund that does not say which lines went back takes them from the first on. */
function spread(gateway: Gateway, saleNumber: string | null, input: Input): BookEntry['returned'] {
  const fiscal = gateway.ledger.fiscalSale(saleNumber);
  if (!fiscal) return null;
  const returned = gateway.ledger.returnedByLine(fiscal);
  let left = input.amountMinor;
  return fiscal.lines.flatMap((line) => {
    const amountMinor = Math.min(left, line.totalPriceMinor - (returned.get(line.id) ?? 0));
    left -= amountMinor;
    return amountMinor > 0 ? [{ saleItemId: line.id, amountMinor }] : [];
  });
}

function cardFor(input: Input): NonNullable<BookEntry['card']> {
  const hash = Number(bankTerminalId(input.transactionReferenceId, '', 'TRY'));
  const { key: _, name: __, ...card } = cards[hash % cards.length] ?? cards[0];
  return { ...card, posEntryModeCode: '07' };
}

/** A device's batch number only ever grows. */
function raiseBatch(gateway: Gateway, deviceUniqueId: string, batch: number): void {
  const device = gateway.devices.get(deviceUniqueId);
  if (!device || batch <= device.openBatch) return;
  device.openBatch = batch;
  gateway.keepDevice(device);
}
