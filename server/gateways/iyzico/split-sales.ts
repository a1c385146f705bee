import type { z } from 'zod';
import type { SplitSalesGateway } from '../split-sales.ts';
import type { RecordExchange } from '../terminal-gateway.ts';
import type { Asking } from './ask.ts';
import type { ServiceCall } from './client.ts';
import {
  type Request,
  type SellingApp,
  splitCompletionRequest,
  splitStartRequest,
  unsendable,
} from './requests.ts';
import { type Called, rejectionOf, type Service, turnedAwayWith } from './service.ts';
import type { SignIn } from './sign-in.ts';
import { toSplitCompletionReply, toSplitQueryReply, toSplitStartReply } from './translate-split.ts';
import { type AnyAnswer, paymentAnswer, splitStartAnswer } from './wire.ts';

type Deps = { service: Service; signIn: SignIn; asking: Asking; deadlineMs: number };

/** Sales that several payments pay (§4.6): their start, their completion, and what became of that. */
export function createSplitSales(app: SellingApp, deps: Deps): SplitSalesGateway {
  return {
    async start(sale, record) {
      const fault = unsendable(app, sale);
      if (fault) return { kind: 'refused', reason: 'invalid_request', code: fault, text: null };
      const { called } = await callStep(splitStartRequest(app, sale), splitStartAnswer, deps, record);
      if (called.kind === 'not_signed_in')
        return { kind: 'not_sent', reason: called.reason, detail: called.detail };
      return toSplitStartReply(called.heard, sale);
    },
    async complete(sale, record) {
      const step = await callStep(splitCompletionRequest(sale), paymentAnswer, deps, record);
      const { called } = step;
      if (called.kind === 'not_signed_in')
        return { kind: 'not_sent', reason: called.reason, detail: called.detail };
      const reply = toSplitCompletionReply(called.heard, sale);
      // The second sending may be refused because the first one did arrive: one query decides.
      return step.isSecond && reply.kind === 'refused' ? { ...reply, confirm: true } : reply;
    },
    async query(sale, record) {
      const called = await deps.asking.byReference(sale, record);
      if (called.kind === 'not_signed_in')
        return { kind: 'no_answer', cause: called.reason, retryAfterMs: null };
      return toSplitQueryReply(called.heard, sale);
    },
  };
}

/**
 * Sends a step, once more only when the door turned it away before any device could be asked and a new login stands (F6).
 * Neither step moves money, and a device opens or completes a sale once under its reference.
 */
async function callStep<T extends AnyAnswer>(
  request: Request,
  schema: z.ZodType<T>,
  { service, signIn, deadlineMs }: Deps,
  record: RecordExchange,
): Promise<{ called: Called<T>; isSecond: boolean }> {
  const call: ServiceCall = { ...request, purpose: 'operation', deadlineMs };
  const first = await service.callOnce(call, schema, record);
  const renew = rejectionOf(first);
  if (first.kind !== 'called' || !renew) return { called: first, isSecond: false };
  const renewed = await signIn.renew(first.session, renew, record);
  if (renewed.kind !== 'signed_in' || turnedAwayWith(first) === null)
    return { called: first, isSecond: false };
  return { called: await service.callOnce(call, schema, record), isSecond: true };
}
