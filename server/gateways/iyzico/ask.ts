import type {
  QueryReply,
  RecordExchange,
  RefundableReply,
  TerminalGateway,
  TerminalOperation,
} from '../terminal-gateway.ts';
import { queryOperation } from './query.ts';
import { type QueryTarget, queryRequest, refundableRequest } from './requests.ts';
import type { Called, Service } from './service.ts';
import { toRefundableReply } from './translate-refundable.ts';
import { type FiscalModel, type PaymentAnswer, paymentAnswer, refundableAnswer } from './wire.ts';

type FiscalSale = Parameters<NonNullable<TerminalGateway['getRefundable']>>[0];

/** What a question by our own reference needs. */
type Asked = Pick<TerminalOperation, 'attemptId' | 'reference' | 'providerDeviceId'>;

/** Everything that can be asked without moving anything. */
export type Asking = {
  /** One question by our own reference, as the provider answered it. */
  byReference(operation: Asked, record: RecordExchange): Promise<Called<PaymentAnswer>>;
  /** What became of an operation, with as many questions as it takes. */
  query(operation: TerminalOperation, record: RecordExchange): Promise<QueryReply>;
  /** 507 only: what of a sale can still go back. */
  refundable(conversationId: string, sale: FiscalSale, record: RecordExchange): Promise<RefundableReply>;
};

/** Binds the questions to a fiscal model. */
export function createAsking(model: FiscalModel, service: Service, deadlineMs: number): Asking {
  const ask = (operation: Asked, target: QueryTarget, record: RecordExchange) => {
    const request = queryRequest(model, operation.attemptId, target);
    return service.read({ ...request, purpose: 'query', deadlineMs }, paymentAnswer, record);
  };
  const refundable: Asking['refundable'] = async (conversationId, sale, record) => {
    const request = refundableRequest(conversationId, sale.reference, sale.providerDeviceId);
    const called = await service.read(
      { ...request, purpose: 'refundable', deadlineMs },
      refundableAnswer,
      record,
    );
    if (called.kind === 'not_signed_in') return { kind: 'no_answer', cause: called.reason };
    return toRefundableReply(called.heard, sale.currency);
  };
  return {
    byReference: (operation, record) => {
      const { reference, providerDeviceId } = operation;
      return ask(operation, { by: 'reference', reference, providerDeviceId }, record);
    },
    query: (operation, record) =>
      queryOperation(model, operation, {
        async ask(target) {
          const called = await ask(operation, target, record);
          return called.kind === 'called' ? called.heard : { kind: 'not_asked', cause: called.reason };
        },
        askRefundable() {
          const { attemptId, providerDeviceId, amount } = operation;
          // The lines are those of the whole sale, also when several payments paid it.
          const isFollowUp = operation.kind === 'refund' || operation.kind === 'void';
          const { reference } = isFollowUp ? (operation.original.partOf ?? operation.original) : operation;
          return refundable(attemptId, { reference, providerDeviceId, currency: amount.currency }, record);
        },
      }),
    refundable,
  };
}
