import { createHttpTransport } from '#server/gateways/http.ts';
import { createIyzicoGateway } from '#server/gateways/iyzico/index.ts';
import type {
  Evidence,
  Exchange,
  HeldPayment,
  OperationReply,
  OriginalPayment,
  QueryReply,
  RefundableLine,
  SaleLine,
  TerminalGateway,
  TerminalOperation,
} from '#server/gateways/terminal-gateway.ts';
import { systemClock } from '#server/kernel/time.ts';
import type { ScenarioName } from '#tests/gateways/iyzico/scenarios.ts';
import { type IyzicoGateway as Sandbox, startIyzicoGateway } from '#tests/gateways/iyzico/server.ts';
import type { FaultName } from '#tests/gateways/shared/faults.ts';
import { watchWire } from '#tests/wire/watch.ts';
import { createLoginInMemory } from './login-in-memory.ts';

export type Model = '507' | '509';
export type Sale = TerminalOperation & { kind: 'sale' };
export type Hold = TerminalOperation & { kind: 'preauthorization' };
export type Capture = TerminalOperation & { kind: 'capture' };
export type Refund = TerminalOperation & { kind: 'refund' };

/** The one device each model has on the bench. */
export const DEVICE = { 507: 'P00507', 509: 'P00509' } as const;

let serial = 0;

/** The adapter and the provider's sandbox, joined by real HTTP. */
export type Bench = {
  /** Closing it fails when any request that reached it was not as the protocol says. */
  sandbox: Sandbox;
  /** What of the provider was called so far (`WireWatch.seen`). */
  called(): string[];
  /** Spoils the next call of a path before the provider looks at it. */
  spoilCall(path: string, fault: FaultName): Promise<void>;
  /** Every call recorded by any gateway of this bench, oldest first. */
  exchanges: Exchange[];
  record(exchange: Exchange): void;
  /** A gateway with a login of its own. */
  gateway(model: Model, moneyMs?: number): TerminalGateway;
  /** Lets the next operation of the model's device meet a scenario. */
  stage(model: Model, scenario: ScenarioName): Promise<void>;
  spoilTokens(how: 'expire' | 'revoke'): Promise<void>;
  /** How often the provider's own book says that a reference moved money. */
  charges(reference: string): number;
  /** How often an operation was sent under a reference. */
  sendings(reference: string): number;
};

/** Starts the sandbox with one device per model; `sandbox.close` ends it. */
export async function startBench(): Promise<Bench> {
  const clients = [clientOf('507'), clientOf('509')];
  const watch = watchWire({ issuedTo: clients });
  const sandbox = await startIyzicoGateway({
    port: 0,
    clients,
    onRequest: watch.see,
    settings: { deviceWaitMs: 60, latencyMs: 1, noise: true },
  });
  const exchanges: Exchange[] = [];
  const control = async (method: string, path: string, body: unknown) => {
    const headers = { 'content-type': 'application/json' };
    const url = `${sandbox.url}/_sandbox/${path}`;
    const response = await fetch(url, { method, headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(await response.text());
  };
  const close = async () => {
    await sandbox.close();
    watch.expectRight();
  };
  return {
    sandbox: { ...sandbox, close },
    called: watch.seen,
    exchanges,
    record: (exchange) => {
      exchanges.push(exchange);
    },
    gateway: (model, moneyMs = 3000) => gatewayOf(sandbox.url, model, moneyMs),
    spoilCall: (path, fault) => control('POST', 'faults', { path, fault }),
    stage: (model, scenario) => control('PUT', `devices/${DEVICE[model]}`, { scenario, times: 1 }),
    spoilTokens: (how) => control('POST', `tokens/${how}`, {}),
    charges: (reference) =>
      sandbox
        .book()
        .filter((entry) => entry.transactionReferenceId === reference && entry.state === 'approved').length,
    sendings: (reference) =>
      sandbox
        .log()
        .filter((call) => call.transactionReferenceId === reference)
        .filter((call) => /payment(\/void|\/refund)?$/.test(call.path)).length,
  };
}

function clientOf(model: Model) {
  return {
    clientId: `client-${model}`,
    clientSecret: `secret-${model}`,
    username: `user-${model}`,
    password: `password-${model}`,
    model,
    devices: [{ deviceUniqueId: DEVICE[model], label: model, mode: 'auto' as const }],
  };
}

function gatewayOf(baseUrl: string, model: Model, moneyMs: number): TerminalGateway {
  const { clientId, clientSecret, username, password } = clientOf(model);
  return createIyzicoGateway(
    {
      model,
      baseUrl,
      credentials: { clientId, clientSecret, username, password },
      appVersion: '0.1.0',
      deadlines: { moneyMs, readMs: 3000, closeMs: 3000 },
    },
    {
      http: createHttpTransport({ allowedHosts: ['127.0.0.1'] }),
      clock: systemClock,
      sessions: createLoginInMemory(),
    },
  );
}

function line(totalMinor: number): SaleLine {
  const price = { unitPriceMinor: totalMinor, grossMinor: totalMinor, totalMinor };
  return { name: 'Filtre kahve', unitCode: 'C62', vatRate: '10', quantity: 1, ...price };
}

/** A sale of as many lines as amounts. */
export function saleOf(model: Model, ...minors: number[]): Sale {
  const number = ++serial;
  return {
    kind: 'sale',
    attemptId: `txn_${number}`,
    reference: `ref_${number}`,
    providerDeviceId: DEVICE[model],
    amount: { minor: minors.reduce((sum, minor) => sum + minor, 0), currency: 'TRY' },
    paymentType: 'card',
    installmentCount: 1,
    surchargeMinor: 0,
    lines: model === '507' ? minors.map(line) : [],
    fiscal: null,
  };
}

/** A hold of an amount on the card; only 509 has them. */
export function holdOf(minor: number, installmentCount = 1): Hold {
  const number = ++serial;
  return {
    kind: 'preauthorization',
    attemptId: `txn_${number}`,
    reference: `ref_${number}`,
    providerDeviceId: DEVICE['509'],
    amount: { minor, currency: 'TRY' },
    installmentCount,
  };
}

/** The capture of a hold, of as much of it as said. */
export function captureOf(
  hold: Hold,
  { reference, providerPaymentId, amount }: HeldPayment,
  minor: number,
): Capture {
  const number = ++serial;
  return {
    kind: 'capture',
    attemptId: `txn_${number}`,
    reference: `ref_${number}`,
    providerDeviceId: hold.providerDeviceId,
    amount: { ...amount, minor },
    original: { reference, providerPaymentId, amount },
    installmentCount: hold.installmentCount,
  };
}

/** The void of a paid sale or capture, or the release of a hold. */
export function voidOf(
  sale: Pick<Sale, 'providerDeviceId' | 'amount'>,
  original: OriginalPayment,
): TerminalOperation {
  const number = ++serial;
  const { providerDeviceId, amount } = sale;
  const ids = { attemptId: `txn_${number}`, reference: `ref_${number}`, providerDeviceId };
  return { kind: 'void', ...ids, amount, original, reason: 'yanlış tutar' };
}

/** A refund of part of a paid sale; 507 takes it from the given line. */
export function refundOf(
  sale: Pick<Sale, 'providerDeviceId'>,
  original: OriginalPayment,
  minor: number,
  from: RefundableLine | null,
): Refund {
  const number = ++serial;
  const lines = from
    ? [{ ...line(from.totalMinor), providerLineId: from.providerLineId, refundMinor: minor }]
    : [];
  return {
    kind: 'refund',
    attemptId: `txn_${number}`,
    reference: `ref_${number}`,
    providerDeviceId: sale.providerDeviceId,
    amount: { minor, currency: 'TRY' },
    original,
    lines,
    notice: { phone: null, email: null },
    reason: null,
  };
}

/** The evidence of an approval; throws when it is none. */
export function approvedBy(reply: OperationReply): Evidence {
  if (reply.kind !== 'approved') throw new Error(`Not approved: ${JSON.stringify(reply)}`);
  return reply.evidence;
}

/** The paid sale, hold or capture as what follows it names it. */
function originalOf(sale: Sale | Hold | Capture, evidence: Evidence, refundedMinor = 0): OriginalPayment {
  const { providerPaymentId, providerDate } = evidence;
  if (!providerPaymentId || !providerDate) throw new Error('A sale without id or day');
  return {
    reference: sale.reference,
    providerPaymentId,
    providerDate,
    amount: sale.amount,
    paymentType: sale.kind === 'sale' ? sale.paymentType : 'card',
    surchargeMinor: sale.kind === 'sale' ? sale.surchargeMinor : 0,
    refundedMinor,
    isVoided: false,
  };
}

/** Asks the provider what became of an operation. */
export async function ask(gateway: TerminalGateway, operation: TerminalOperation): Promise<QueryReply> {
  if (!gateway.query) throw new Error('Cannot be asked');
  return gateway.query(operation, () => undefined);
}

/** Takes a sale, a hold or a capture and hands it back as its follow-ups need it. */
export async function pay(gateway: TerminalGateway, sale: Sale | Hold | Capture): Promise<OriginalPayment> {
  return originalOf(sale, approvedBy(await gateway.perform(sale, () => undefined)));
}

/** The first line of a fiscal sale with what of it can go back; null for a model without lines. */
export async function firstLine(gateway: TerminalGateway, sale: Sale): Promise<RefundableLine | null> {
  if (!gateway.getRefundable) return null;
  const { reference, providerDeviceId } = sale;
  const about = { reference, providerDeviceId, currency: sale.amount.currency };
  const found = await gateway.getRefundable(about, () => undefined);
  if (found.kind !== 'refundable') throw new Error(`Not refundable: ${JSON.stringify(found)}`);
  return found.lines[0] ?? null;
}

/** Asks a device for its end of day under a fresh id. */
export function closeBatch(gateway: TerminalGateway, model: Model) {
  if (!gateway.closeBatch) throw new Error('Cannot close');
  const request = { attemptId: `eod_${++serial}`, providerDeviceId: DEVICE[model] };
  return gateway.closeBatch(request, () => undefined);
}
