import { fromAmt } from './amounts.ts';
import type { BookEntry } from './book.ts';
import { type Refusal, refusal } from './codes.ts';
import { type Device, deviceKey, takeScenario } from './devices.ts';
import { drawn, type Gateway, SMALL_ALPHANUMERIC } from './gateway.ts';
import type { Answer, Call } from './provider.ts';
import type { ScenarioName } from './scenarios.ts';
import { openSession, type Session } from './session.ts';

/** Hands a sale or refund to its terminal; checks in the order of §12.1. */
export async function startSession(call: Call): Promise<Answer> {
  const { gateway, account, fields, host } = call;
  const wrong = firstProblem(call);
  if (wrong) return wrong;
  const requestId = fields.get('REQUESTID') ?? '';
  const amountMinor = fromAmt(fields.get('AMT') ?? '') ?? 0;
  const device = gateway.devices.get(deviceKey(account.termId, fields.get('DEVICEID') ?? ''));
  const isFree = device !== undefined && device.line === 'online' && device.running === null;
  const scenario = isFree ? takeScenario(device, amountMinor) : null;
  if (scenario === 'SIM-GWERR' && host === 'primary' && isFirstTry(gateway, account.termId, requestId)) {
    return refusal('9901', 'as its scenario says');
  }
  // What came as far as its device has used its number up, whatever the device says.
  gateway.ledger.use(account.termId, requestId);
  if (!device) return refusal('8501', 'no such DEVICEID');
  const feeName = ['USERFEE', 'PLATFEE', 'PLATCHRG'].find((name) => fields.has(name));
  if (feeName) return refusal('8503', `${feeName} sent to a terminal`);
  if (device.line === 'offline') return refusal('8512', 'device is set to offline');
  if (device.line === 'busy') return refusal('8505', 'device is set to busy');
  if (device.running) return refusal('8505', `device has the live session ${device.running.secureId}`);
  gateway.keepDevice(device);
  const no = refusalByScenario(scenario);
  if (no) {
    if (scenario === 'SIM-MUTE') await gateway.wait(gateway.settings.answerMs);
    return no;
  }
  const entry = newEntry(call, device, { requestId, amountMinor, scenario });
  const session = openSession(gateway, device, entry);
  return answerInTime(call, entry, session);
}

function firstProblem(call: Call): Refusal | null {
  return whatIsAsked(call) ?? whoAsks(call) ?? howMuch(call) ?? whereTo(call) ?? theRest(call);
}

function whatIsAsked({ gateway, account, fields }: Call): Refusal | null {
  if (fields.get('TYPE') !== 'W' || fields.get('ACTION') !== 'StartSession') {
    return refusal('9010', 'TYPE is not W or ACTION not StartSession');
  }
  const requestId = fields.get('REQUESTID') ?? '';
  if (requestId === '') return refusal('9011', 'no REQUESTID');
  if (!/^\d{5,10}$/.test(requestId)) {
    return refusal('9012', 'REQUESTID is not 5 to 10 digits', 'REQUESTID NOT VALID');
  }
  return gateway.ledger.isUsed(account.termId, requestId) ? refusal('9012', 'REQUESTID used before') : null;
}

function whoAsks({ fields }: Call): Refusal | null {
  const email = fields.get('CUSTEMAIL') ?? '';
  const isOne = email.length <= 60 && /^[A-Za-z0-9.!#$%+\-_{|}~]+@[A-Za-z0-9.!#$%+\-_{|}~]+$/.test(email);
  return isOne ? null : refusal('9014', 'CUSTEMAIL is not an address of at most 60 of its letters');
}

function howMuch({ gateway, fields }: Call): Refusal | null {
  const amt = fields.get('AMT') ?? '';
  const minor = fromAmt(amt);
  if (minor === null) return refusal('9024', 'AMT is not a positive amount with two decimals');
  const isTooLarge = minor > gateway.settings.maxAmountMinor;
  return isTooLarge ? refusal('9025', `AMT above ${gateway.settings.maxAmountMinor} cents`) : null;
}

function whereTo({ account, fields }: Call): Refusal | null {
  if (fields.has('SECUREID')) return refusal('9001', 'SECUREID may not be sent', 'SECUREID NOT ALLOWED');
  const sent = ['SUCCESSURL', 'FAILUREURL'].filter((name) => fields.has(name));
  if (sent.length > 0 && !account.dynamicUrls) return refusal('9001', `${sent.join(' and ')} sent`);
  const wrong = sent.find((name) => !isAddress(fields.get(name) ?? ''));
  return wrong ? refusal('9001', `${wrong} is not a URL of at most 200 characters`, 'URL NOT VALID') : null;
}

function isAddress(text: string): boolean {
  return text.length <= 200 && /^https?:\/\//.test(text) && URL.canParse(text);
}

function theRest({ fields }: Call): Refusal | null {
  const inv = fields.get('INV');
  if (inv !== undefined && !/^[A-Za-z0-9]{5,20}$/.test(inv)) {
    return refusal('1036', 'INV is not 5 to 20 letters and digits');
  }
  const lang = fields.get('LANG');
  if (lang !== undefined && lang !== 'E' && lang !== 'F') return refusal('1000', 'LANG is neither E nor F');
  const isLong = (fields.get('DESC') ?? '').length > 60;
  return isLong ? refusal('1000', 'DESC is longer than 60') : null;
}

function isFirstTry(gateway: Gateway, termId: string, requestId: string): boolean {
  const key = `${termId}/${requestId}`;
  if (gateway.failedOnce.has(key)) return false;
  gateway.failedOnce.add(key);
  return true;
}

function refusalByScenario(scenario: ScenarioName | null): Refusal | null {
  switch (scenario) {
    case 'SIM-PRECHECK':
      return refusal('8509', 'as its scenario says');
    case 'SIM-BUSY':
      return refusal('8505', 'as its scenario says');
    case 'SIM-OFF':
      return refusal('8512', 'as its scenario says');
    case 'SIM-MUTE':
      return refusal('8504', 'as its scenario says');
    default:
      return null;
  }
}

function newEntry(
  { gateway, account, fields }: Call,
  device: Device,
  about: Pick<BookEntry, 'requestId' | 'amountMinor' | 'scenario'>,
): BookEntry {
  const fixed = account.staticUrls;
  return {
    ...about,
    // Its mere presence counts, §3.
    kind: fields.has('REFUND') ? 'refund' : 'sale',
    state: 'live',
    termId: account.termId,
    deviceId: device.deviceId,
    secureId: newSecureId(gateway),
    startedAt: new Date(gateway.now()).toISOString(),
    endedAt: null,
    voidedAt: null,
    chargedMinor: 0,
    inv: fields.get('INV') ?? '',
    custEmail: fields.get('CUSTEMAIL') ?? '',
    desc: fields.get('DESC') ?? '',
    lang: fields.get('LANG') === 'F' ? 'F' : 'E',
    printsOnTerminal: !fields.has('NOTERMPRINT'),
    successUrl: fields.get('SUCCESSURL') ?? fixed?.success ?? null,
    failureUrl: fields.get('FAILUREURL') ?? fixed?.failure ?? null,
    code: '',
    text: '',
    card: null,
    refNum: '',
    auth: '',
    hostReference: '',
    trace: '',
    transaction: 0,
    batch: 0,
  };
}

/** Twenty letters and digits that name no other session, §12.1. */
export function newSecureId(gateway: Pick<Gateway, 'random' | 'ledger'>): string {
  let secureId = drawn(gateway, 20, SMALL_ALPHANUMERIC);
  while (gateway.ledger.find(secureId)) secureId = drawn(gateway, 20, SMALL_ALPHANUMERIC);
  return secureId;
}

/** The answer to a session that is on its terminal, when its scenario lets it out. */
async function answerInTime({ gateway, host }: Call, entry: BookEntry, session: Session): Promise<Answer> {
  const { settings } = gateway;
  switch (entry.scenario) {
    case 'SIM-SLOW':
      await gateway.wait(settings.slowAnswerMs);
      break;
    case 'SIM-EARLY':
      await session.ended;
      await gateway.wait(settings.earlyLeadMs);
      break;
    case 'SIM-DROP':
      await gateway.wait(settings.answerMs);
      return 'drop';
    default:
      await gateway.wait(settings.answerMs);
  }
  const base = gateway.hosts[host];
  return {
    fields: {
      CODE: '0000',
      TEXT: 'SENT TO TERMINAL',
      SECUREID: entry.secureId,
      CANCELURL: `${base}/api/TERMPAY/cancel/?SecureID=${entry.secureId}`,
      HOST: base,
      USERFEE: '0.00',
    },
  };
}
