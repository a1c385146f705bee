import { toAmt } from './amounts.ts';
import type { BookEntry } from './book.ts';
import { declined, deviceOf } from './devices.ts';
import type { Gateway } from './gateway.ts';
import { type Receipts, receiptsOf } from './receipts.ts';
import type { CallbackEncoding, GatewaySettings } from './settings.ts';
import type { SlipHead } from './slip.ts';

/** The fields of an outcome, §6.2. */
export type Outcome = { fields: Readonly<Record<string, string>>; receipts: Receipts };

/** One callback that a session leads to. */
export type PlannedCallback = {
  /** After the outcome stood. */
  afterMs: number;
  to: 'success' | 'failure';
  encoding: CallbackEncoding | 'thin';
  outcome: Outcome;
};

/** What stands on top of the slips of a session. */
export function slipHead(gateway: Gateway, entry: BookEntry): SlipHead {
  return {
    merchant: gateway.accounts.get(entry.termId)?.name ?? `Merchant ${entry.termId}`,
    device: deviceOf(gateway, entry)?.label ?? entry.deviceId,
  };
}

/** The callbacks a session that has just ended leads to, by its scenario, §12.2. */
export function callbacksOf(entry: BookEntry, settings: GatewaySettings, head: SlipHead): PlannedCallback[] {
  const told = (fields: Record<string, string> = {}): PlannedCallback => ({
    afterMs: 0,
    to: entry.code === '0000' ? 'success' : 'failure',
    encoding: encodingOf(entry, settings),
    outcome: outcomeOf(entry, settings, head, fields),
  });
  if (entry.state !== 'approved') return [told()];
  switch (entry.scenario) {
    case 'SIM-LOST':
    case 'SIM-LOSTALL':
      return [];
    case 'SIM-DUP':
      return [0, settings.duplicateGapMs, settings.duplicateGapMs].map((afterMs) => ({ ...told(), afterMs }));
    case 'SIM-FLIP':
      return [deniedFirst(entry, settings, head), { ...told(), afterMs: settings.flipGapMs }];
    case 'SIM-VOIDFIRST':
      return [{ ...told(), afterMs: settings.heldMs }];
    case 'SIM-WRONGURL':
      return [{ ...told(), to: 'failure' }];
    case 'SIM-BADAMT':
      return [told({ AMT: toAmt(entry.chargedMinor + 100) })];
    case 'SIM-BADSID':
      return [told({ SECUREID: [...entry.secureId].reverse().join('') })];
    case 'SIM-BADREQ':
      return [told({ REQUESTID: otherDigits(entry.requestId) })];
    case 'SIM-NOACK':
      return [told({ ACK: 'N' })];
    default:
      return [told()];
  }
}

/** The callback a void leads to; none where the scenario keeps it to itself. */
export function voidCallbacksOf(
  entry: BookEntry,
  settings: GatewaySettings,
  head: SlipHead,
): PlannedCallback[] {
  const told = (to: PlannedCallback['to'], CODE: string, TEXT: string): PlannedCallback => ({
    afterMs: settings.cancelMs,
    to,
    encoding: encodingOf(entry, settings),
    outcome: outcomeOf(entry, settings, head, { CODE, TEXT }),
  });
  switch (entry.scenario) {
    case 'SIM-LOST':
    case 'SIM-LOSTALL':
    case 'SIM-VOIDMUTE':
      return [];
    case 'SIM-VOIDFAIL':
      return [told('failure', '8508', 'VOID NOT ALLOWED')];
    case 'SIM-VOID1':
      return [told('failure', '8514', 'VOIDED')];
    default:
      return [told('success', '0000', 'VOIDED')];
  }
}

function encodingOf({ scenario }: BookEntry, settings: GatewaySettings): PlannedCallback['encoding'] {
  switch (scenario) {
    case 'SIM-FORM':
      return 'form';
    case 'SIM-GET':
      return 'query';
    case 'SIM-TAGS':
      return 'tags';
    case 'SIM-THIN':
      return 'thin';
    default:
      return settings.callbackEncoding;
  }
}

/** SIM-FLIP says no first, with a declined slip, as if another card had been tried. */
function deniedFirst(entry: BookEntry, settings: GatewaySettings, head: SlipHead): PlannedCallback {
  const denied: BookEntry = {
    ...entry,
    ...declined,
    state: 'declined',
    chargedMinor: 0,
    transaction: 0,
    batch: 0,
  };
  return {
    afterMs: 0,
    to: 'failure',
    encoding: encodingOf(entry, settings),
    outcome: outcomeOf(denied, settings, head),
  };
}

function outcomeOf(
  entry: BookEntry,
  settings: GatewaySettings,
  head: SlipHead,
  changed: Readonly<Record<string, string>> = {},
): Outcome {
  const isCharged = entry.state === 'approved' || entry.state === 'voided';
  const fields = {
    CODE: entry.code,
    TEXT: entry.text,
    SECUREID: entry.secureId,
    REQUESTID: entry.requestId,
    AMT: toAmt(isCharged ? entry.chargedMinor : entry.amountMinor),
    REFNUM: entry.refNum,
    INV: settings.echoInv ? entry.inv : '',
    ACK: 'Y',
    ...(isCharged && entry.card ? approvedFields(entry, entry.card) : {}),
    ...(entry.kind === 'refund' ? { REFUND: 'Y' } : {}),
    ...changed,
  };
  return { fields, receipts: receiptsOf(entry, head) };
}

function approvedFields(entry: BookEntry, card: NonNullable<BookEntry['card']>): Record<string, string> {
  return {
    ...(entry.scenario === 'SIM-NOACK' ? {} : { AUTH: entry.auth }),
    CARDTYPE: card.type,
    CARDMASK: `****${card.lastFourDigits}`,
    CUSTEMAIL: entry.custEmail,
  };
}

/** Another REQUESTID of the same length. */
function otherDigits(requestId: string): string {
  return `${requestId.slice(0, -1)}${(Number(requestId.slice(-1)) + 1) % 10}`;
}
