import { fromAmt, toAmt } from './amounts.ts';
import type { BookEntry, ClosedBatch } from './book.ts';
import { refusal } from './codes.ts';
import type { Answer, Call } from './provider.ts';
import type { GatewaySettings } from './settings.ts';
import type { Fields } from './tag-value.ts';
import { compactDay, torontoTime } from './toronto.ts';

const pageSize = 10;

type Filter = (entry: BookEntry, value: string) => boolean;

const filters: Readonly<Record<string, Filter>> = {
  INV: (entry, value) => entry.inv === value,
  REF: (entry, value) => entry.refNum === value,
  LAST4: (entry, value) => entry.card?.lastFourDigits === value,
  AMT: (entry, value) => chargedOf(entry) === fromAmt(value),
  AUTH: (entry, value) => entry.auth === value,
  APPR: (entry, value) => isApproved(entry) === (value === 'Y'),
};

/** The transaction query, §10.1: ten records a page, newest first. With SETT it reports batches instead, §10.4. */
export function lookUp(call: Call): Answer {
  const { gateway, account, fields } = call;
  if (fields.get('SUBTYPE') !== 'T') return refusal('9010', 'SUBTYPE is not T');
  if (fields.has('SETT')) return settlements(call);
  const skip = fields.get('SKIP') ?? '0';
  const asked = Object.entries(filters).filter(([name]) => fields.has(name));
  if (asked.length === 0 && !fields.has('SKIP')) return refusal('1000', 'nothing to search by');
  const wrong = wrongFilter(fields);
  if (wrong) return refusal('1000', `${wrong} cannot be searched for`);
  const found = gateway.ledger
    .entries()
    .filter((entry) => entry.termId === account.termId && isListed(call, entry))
    .map((entry) => (gateway.settings.lookupKnowsInv ? entry : { ...entry, inv: '' }))
    .filter((entry) => asked.every(([name, matches]) => matches(entry, fields.get(name) ?? '')))
    .toReversed();
  return page(found.slice(Number(skip), Number(skip) + pageSize).map(recordOf), found.length);
}

function page(records: readonly Fields[], total: number): Answer {
  if (records.length === 0) return refusal('8340', 'nothing found');
  return { fields: { CODE: '0000', TEXT: 'OK', TOTAL: String(total), RECORDS: records } };
}

function wrongFilter(fields: ReadonlyMap<string, string>): string | undefined {
  const shapes: Readonly<Record<string, RegExp>> = {
    INV: /^[A-Za-z0-9]{5,20}$/,
    REF: /^.{1,32}$/,
    LAST4: /^\d{4}$/,
    AMT: /^\d+\.\d{2}$/,
    AUTH: /^.{1,32}$/,
    APPR: /^[YN]$/,
    SKIP: /^\d{1,6}$/,
  };
  return Object.keys(shapes).find((name) => fields.has(name) && !shapes[name]?.test(fields.get(name) ?? ''));
}

/** Whether the bank was asked at all, and long enough ago. */
function isListed({ gateway }: Call, entry: BookEntry): boolean {
  const { settings } = gateway;
  if (settings.lookupHidesSales || entry.scenario === 'SIM-LOSTALL') return false;
  const wasProcessed = entry.state !== 'live' && entry.state !== 'cancelled';
  return wasProcessed && gateway.now() - Date.parse(entry.endedAt ?? entry.startedAt) >= settings.lookupLagMs;
}

function isApproved(entry: BookEntry): boolean {
  return entry.state === 'approved';
}

function chargedOf(entry: BookEntry): number {
  return entry.chargedMinor || entry.amountMinor;
}

/** Field names are assumed, §10.8. A voided transaction is one record that says so. */
function recordOf(entry: BookEntry): Fields {
  const { date, time } = torontoTime(Date.parse(entry.endedAt ?? entry.startedAt));
  return {
    REF: entry.refNum,
    INV: entry.inv,
    TYPE: entry.kind === 'refund' ? 'R' : 'S',
    AMT: toAmt(chargedOf(entry)),
    CODE: entry.code,
    TEXT: entry.state === 'voided' ? 'VOIDED' : entry.text,
    APPR: isApproved(entry) ? 'Y' : 'N',
    AUTH: entry.auth,
    CARDTYPE: entry.card?.type ?? '',
    CARDMASK: entry.card ? `****${entry.card.lastFourDigits}` : '',
    DEVICEID: entry.deviceId,
    BATCH: entry.batch === 0 ? '' : String(entry.batch),
    DATE: date,
    TIME: time,
  };
}

/** One record per batch and card type, as far as the bank has got and however it lies, for batches of the settlement days from STARTDATE to ENDDATE. */
function settlements({ gateway, account, fields }: Call): Answer {
  const today = compactDay(gateway.now());
  const from = fields.get('STARTDATE') ?? today;
  const to = fields.get('ENDDATE') ?? today;
  const skip = fields.get('SKIP') ?? '0';
  const isRange = /^\d{8}$/.test(from) && /^\d{8}$/.test(to) && from <= to && /^\d{1,6}$/.test(skip);
  if (!isRange) return refusal('1000', 'STARTDATE and ENDDATE are not days in order');
  const records = gateway.ledger
    .closedBatches()
    .filter(({ termId, settlementDate: day }) => termId === account.termId && day >= from && day <= to)
    .filter(({ closedAt }) => gateway.now() - Date.parse(closedAt) >= gateway.settings.settlementLagMs)
    .toSorted((a, b) => (a.closedAt < b.closedAt ? -1 : a.closedAt > b.closedAt ? 1 : 0))
    .flatMap((closed) => settlementRecords(closed, gateway.settings));
  return page(records.slice(Number(skip), Number(skip) + pageSize), records.length);
}

function settlementRecords(closed: ClosedBatch, lies: GatewaySettings): Fields[] {
  const { date, time } = torontoTime(Date.parse(closed.closedAt));
  return closed.totals.map((total, place) => ({
    BATCH: String(closed.batch),
    DEVICEID: closed.deviceId,
    SETTDATE: closed.settlementDate,
    CARDTYPE: lies.settlementUnknownCard && place === 0 ? 'Z' : total.cardType,
    SALECNT: String(total.saleCount),
    SALEAMT: toAmt(total.saleMinor),
    VOIDCNT: String(total.voidCount),
    VOIDAMT: toAmt(total.voidMinor),
    REFCNT: String(total.refundCount),
    REFAMT: toAmt(total.refundMinor),
    NETAMT: toAmt(total.netMinor + (place === 0 ? lies.settlementOffMinor : 0)),
    ...(lies.settlementCurrency && { CURRENCY: lies.settlementCurrency }),
    DATE: date,
    TIME: time,
  }));
}
