import type { SlipLine } from '../shared/drawn-terminal.ts';
import { toDecimalText, toScreenText } from './amounts.ts';
import { bankTerminalId } from './cards.ts';
import type { Device, LastResult } from './devices.ts';
import { shopTime } from './istanbul.ts';
import type { OperationKind } from './scenarios.ts';

/** What the device calls an operation. */
export const kindTitles: Readonly<Record<OperationKind, string>> = {
  sale: 'SATIŞ',
  preauth: 'ÖN PROVİZYON',
  capture: 'PROVİZYON KAPAMA',
  void: 'İPTAL',
  refund: 'İADE',
  'partial-start': 'PARÇALI SATIŞ',
  'partial-add': 'PARÇALI ÖDEME',
  'partial-complete': 'PARÇALI SATIŞ SONU',
  eod: 'GÜN SONU',
};

/** The little paper the device gives out after an operation. */
export function slipOf(device: Device, last: LastResult): SlipLine[] {
  const { date, time } = shopTime(last.at);
  return [
    { left: device.label },
    { left: date.split('-').reverse().join('.'), right: time },
    { left: kindTitles[last.kind], isStrong: true },
    ...(last.kind === 'eod' ? totalLines(device, last) : paymentLines(last)),
    { left: last.message, isStrong: true },
  ];
}

function paymentLines(last: LastResult): SlipLine[] {
  const { entry } = last;
  const amount = { left: 'TUTAR', right: toScreenText(last.amountMinor, last.currency), isStrong: true };
  const card = entry?.card;
  if (!entry || !card) return [amount];
  const terminal = bankTerminalId(entry.deviceUniqueId, card.acquirerId, entry.currency);
  return [
    { left: `${card.binNumber.slice(0, 4)} ${card.binNumber.slice(4)}** **** ${card.lastFourDigits}` },
    amount,
    ...(entry.installment > 1 ? [{ left: 'TAKSİT', right: String(entry.installment) }] : []),
    { left: 'ONAY KODU', right: entry.authCode },
    { left: 'RRN', right: entry.hostReference },
    { left: `GRUP ${entry.batchNo}`, right: `STAN ${entry.stanNo}` },
    { left: 'TERMİNAL', right: terminal },
  ];
}

function totalLines(device: Device, last: LastResult): SlipLine[] {
  const banks = (last.totals ?? []).map((total) => ({
    left: `${total.acquirerName} (${total.totalTransactionCount})`,
    right: total.totalTransactionAmount,
  }));
  const empty = [{ left: 'İşlem yok', right: toDecimalText(0) }];
  return [...(banks.length > 0 ? banks : empty), { left: 'YENİ GRUP', right: String(device.openBatch) }];
}
