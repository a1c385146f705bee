import type { HostedOrder, HostedReturn } from '#server/gateways/hosted-gateway.ts';
import type { PayWithIyzicoAccount } from '#server/gateways/pay-with-iyzico/index.ts';
import type { PageEntry } from '#tests/gateways/pay-with-iyzico/book.ts';
import type { Act } from '#tests/gateways/pay-with-iyzico/pay.ts';
import {
  type PayWithIyzicoGateway,
  type PayWithIyzicoGatewayOptions,
  startPayWithIyzicoGateway,
} from '#tests/gateways/pay-with-iyzico/server.ts';
import { hmac, KEYS, order, payWithIyzicoAt } from '#tests/support/told-pay-with-iyzico.ts';
import { watchPayWithIyzico } from '#tests/wire/watch-pay-with-iyzico.ts';

/** Noon in Istanbul: far from the end of anybody's day. */
const NOON = Date.parse('2026-03-02T09:00:00Z');

/** Our client in front of the sandbox, with the wire between them watched. */
export async function startBench(options: Partial<PayWithIyzicoGatewayOptions> = {}) {
  const startedAt = Date.now();
  const clock = () => NOON + (Date.now() - startedAt);
  const watch = watchPayWithIyzico({ keys: [KEYS], hmac });
  const sandbox = await startPayWithIyzicoGateway({
    port: 0,
    accounts: [KEYS],
    clock,
    onRequest: (request) => watch.see(request),
    ...options,
  });
  const client = (more: { settings?: Partial<PayWithIyzicoAccount>; deadlineMs?: number } = {}) =>
    payWithIyzicoAt(sandbox.url, { now: clock, ...more });
  return { sandbox, watch, client, clock, control: controlOf(sandbox) };
}
export type Bench = Awaited<ReturnType<typeof startBench>>;

/** The order of all tests under a reference of its own. */
export function orderOf(reference: string, more: Partial<HostedOrder> = {}): HostedOrder {
  return { ...order, reference, returnUrl: 'http://127.0.0.1:9/return/secret', ...more };
}

/** What goes back of a page that was paid. */
export function returnOf(
  entry: PageEntry,
  what: { reference: string; minor?: number; item?: number | null } & Pick<HostedReturn, 'kind'>,
): HostedReturn {
  const { payment } = entry;
  if (!payment) throw new Error('not paid');
  const common = {
    attemptId: what.reference,
    reference: what.reference,
    payment: {
      reference: entry.basketId,
      providerPaymentId: String(payment.paymentId),
      amount: { minor: entry.priceMinor, currency: 'TRY' },
      paidMinor: payment.paidMinor,
      providerDate: '2026-03-02',
    },
    ip: order.ip,
    reason: null,
  } as const;
  if (what.kind === 'cancel') return { ...common, kind: 'cancel' };
  const item = what.item == null ? null : payment.items[what.item];
  return {
    ...common,
    kind: 'refund',
    amount: { minor: what.minor ?? payment.paidMinor, currency: 'TRY' },
    providerItemId: item ? String(item.paymentTransactionId) : null,
  };
}

/** Opens a page with our client and does on it what a payer does; the page as the sandbox has it. */
export async function payOn(bench: Bench, of: HostedOrder, act: Partial<Act> = {}): Promise<PageEntry> {
  const { gateway, record } = bench.client();
  const reply = await gateway.openPage(of, record);
  if (reply.kind !== 'opened') throw new Error(`not opened: ${JSON.stringify(reply)}`);
  const { token } = reply.page;
  const acted = await bench.control('POST', `pages/${token}/act`, { action: 'pay', ...act });
  return (acted as { entry: PageEntry }).entry;
}

function controlOf({ url }: PayWithIyzicoGateway) {
  return async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`${url}/sim/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const json: unknown = await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(json)}`);
    return json;
  };
}
