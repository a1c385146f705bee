import type { TerminalCapabilities } from './capabilities.ts';
import type { HostedCapabilities, HostedGateway, HostedReturn } from './hosted-gateway.ts';
import type { Evidence, TerminalGateway, TerminalOperation } from './terminal-gateway.ts';

/** What the till without a terminal can do whose payers pay on a provider's page. */
export function onlineCapabilities(hosted: HostedCapabilities): TerminalCapabilities {
  const { pageLivesMs: livesMs, watchedAfterMs, installmentCounts, refundsItems } = hosted;
  return {
    page: { installmentCounts, livesMs, watchedAfterMs, refundsItems },
    currencies: hosted.currencies,
    maxAmountMinor: hosted.maxAmountMinor,
    maxInstallmentCount: Math.max(1, ...installmentCounts),
    saleBy: 'amount',
    refundBy: 'amount',
    paymentTypes: ['card'],
    documents: [],
    takesBuyer: false,
    takesNotice: false,
    saleOptions: [],
    takesDiscount: false,
    takesSurcharge: false,
    splitsPayment: false,
    keepsFiscalDay: false,
    cardNeededFor: [],
    accountingCalendar: hosted.accountingCalendar,
    voidEndsBeforeDayMs: hosted.cancelEndsBeforeDayMs,
    neverVoidedBrands: [],
    resultBy: 'answer',
    aborts: false,
    canQuery: true,
    preauthorizes: false,
    batchClosedBy: 'bank',
    totalsBy: 'acquirer',
    readsBankTotals: true,
    sendsSlip: false,
    referenceForm: 'usual',
  };
}

/**
 * A provider with pages behind the port that the worker speaks to: what goes back of a payment is an operation like any other,
 * a payment is a page that is opened and read. `serverIp`: what the provider is told our server is called. `signedIn`: the
 * header in which it signs its notices.
 */
export function createOnlineGateway(
  hosted: HostedGateway,
  { serverIp: ip, signedIn }: { serverIp: string; signedIn: string },
): TerminalGateway {
  return {
    capabilities: onlineCapabilities(hosted.capabilities),
    async perform(operation, record) {
      const reply = await hosted.giveBack(toReturn(operation, ip), record);
      return reply.kind === 'approved' ? { ...reply, evidence: onTill(operation, reply.evidence) } : reply;
    },
    async query(operation, record) {
      const reply = await hosted.readBack(toReturn(operation, ip), record);
      return reply.kind === 'approved' ? { ...reply, evidence: onTill(operation, reply.evidence) } : reply;
    },
    getRefundable: null,
    splitSales: null,
    closeBatch: null,
    readBankTotals: null,
    abort: null,
    readCallback: null,
    pages: {
      open: (order, record) => hosted.openPage({ ...order, ip }, record),
      retrieve: (order, token, record) => hosted.retrieve({ ...order, returnUrl: '', ip }, token, record),
      readDay: (day, record) => hosted.readDay(day, record),
      readReturn: (body) => hosted.readReturn(body),
      readNotice: ({ header, ...notice }) => hosted.readNotice({ ...notice, signature: header(signedIn) }),
    },
    testConnection: (record) => hosted.testConnection(record),
  };
}

/** What goes back of a payment. Throws for anything else: a payment itself is a page. */
function toReturn(operation: TerminalOperation, ip: string): HostedReturn {
  const { attemptId, reference } = operation;
  if (operation.kind !== 'void' && operation.kind !== 'refund')
    throw new Error(`${attemptId} is no return of a payment`);
  const { original, reason } = operation;
  const { amount, providerPaymentId, providerDate } = original;
  // In our books the amount of a payment is all that was paid.
  const payment = {
    reference: original.reference,
    providerPaymentId,
    amount,
    paidMinor: amount.minor,
    providerDate,
  };
  const common = { attemptId, reference, payment, ip };
  if (operation.kind === 'void') return { ...common, kind: 'cancel', reason };
  const { providerItemId = null } = operation;
  return { ...common, kind: 'refund', amount: operation.amount, providerItemId, reason };
}

/** The account answered, signed with its keys, for the one till it has: no answer names that. */
function onTill(
  { providerDeviceId }: Pick<TerminalOperation, 'providerDeviceId'>,
  evidence: Evidence,
): Evidence {
  return { ...evidence, providerDeviceId: evidence.providerDeviceId ?? providerDeviceId };
}
