import { toDecimalText } from './amounts.ts';
import type { BookEntry } from './book.ts';
import { acquirerOf, bankTerminalId } from './cards.ts';
import { batchText, type Device } from './devices.ts';
import type { Gateway } from './gateway.ts';
import { refusal } from './refusals.ts';
import type { ScenarioName } from './scenarios.ts';

/** One bank's line of the end of day, as both models send it. */
export type AcquirerTotal = {
  acquirerId: string;
  acquirerName: string;
  terminalId: string;
  bankMerchantId: string;
  totalTransactionAmount: string;
  totalTransactionCount: string;
  batchNo: string;
  responseCode: string;
  internalErrorCode: string | null;
};

/**
 * Closes the device's open batch and opens the next. One line per bank and currency that moved: amount =
 * sales and captures − voids − refunds, count = number of those operations. Throws for `eod-refused`.
 */
export function closeBatch(
  gateway: Gateway,
  device: Device,
  scenario: ScenarioName | null,
): { batchNo: string; totals: AcquirerTotal[] } {
  if (scenario === 'eod-refused') throw refusal('380202');
  const batchNo = batchText(device.openBatch);
  const members = gateway.ledger.batch(device.deviceUniqueId, batchNo);
  const counted = members.filter((entry) => signOf(gateway, entry) !== 0);
  const reported = scenario === 'eod-short' ? counted.slice(0, -1) : counted;

  const groups = new Map<string, BookEntry[]>();
  for (const entry of reported) {
    const name = `${entry.card?.acquirerId}/${entry.currency}`;
    groups.set(name, [...(groups.get(name) ?? []), entry]);
  }
  const totals = [...groups.values()].map((group, index) => {
    const fails = scenario === 'eod-partial' && index === 0;
    return totalOf(gateway, device, batchNo, group, fails);
  });

  device.openBatch += 1;
  gateway.keepDevice(device);
  return { batchNo, totals };
}

function totalOf(
  gateway: Gateway,
  device: Device,
  batchNo: string,
  group: readonly BookEntry[],
  fails: boolean,
): AcquirerTotal {
  const acquirer = acquirerOf(group[0]?.card?.acquirerId ?? '');
  const net = group.reduce((sum, entry) => sum + signOf(gateway, entry) * entry.amountMinor, 0);
  return {
    acquirerId: acquirer.id,
    acquirerName: acquirer.name,
    terminalId: bankTerminalId(device.deviceUniqueId, acquirer.id, group[0]?.currency ?? 'TRY'),
    bankMerchantId: acquirer.bankMerchantId,
    totalTransactionAmount: toDecimalText(net),
    totalTransactionCount: String(group.length),
    batchNo,
    responseCode: fails ? '12' : '00',
    internalErrorCode: fails ? '380202' : null,
  };
}

/** +1 money in, −1 money out, 0 a hold and its release. */
function signOf(gateway: Gateway, entry: BookEntry): -1 | 0 | 1 {
  switch (entry.kind) {
    case 'sale':
    case 'capture':
      return 1;
    case 'refund':
      return -1;
    case 'preauth':
      return 0;
    case 'void': {
      const original = gateway.ledger.find(entry.clientId, entry.originalReferenceId ?? '');
      return original?.kind === 'preauth' ? 0 : -1;
    }
  }
}
