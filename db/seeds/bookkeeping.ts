import type { exchanges } from '#db/schema/exchanges.ts';
import type { CloseRows } from './close-rows.ts';
import type { Provider } from './demo-shapes.ts';
import { closeExchange, operationExchanges } from './exchange-rows.ts';
import { iyzicoEvidence } from './iyzico-evidence.ts';
import type { Batch, CloseOf, Operation } from './operation.ts';
import { acquirerOf, toldCloseRows } from './told-close-rows.ts';
import type { Evidence } from './transaction-rows.ts';

type ExchangeRow = typeof exchanges.$inferSelect;

/** How the history of one provider becomes rows, as far as that depends on the provider. */
export type Bookkeeping<P extends Provider> = {
  /** What the approval of an operation told. */
  evidence(operation: Operation<P>): Evidence;
  /** What its adapter can undo an operation with. */
  handle(operation: Operation<P>): string | null;
  /** The group of the bank's figures that an operation belongs to. */
  groupOf(operation: Operation<P>): string;
  closeRows(batch: Batch<P>, close: CloseOf[P]): CloseRows;
  /** The calls made for an operation. */
  exchanges(operation: Operation<P>): ExchangeRow[];
  /** The calls that closed a batch. */
  closeExchanges(batch: Batch<P>, close: CloseOf[P]): ExchangeRow[];
};

/** The books of what went over the terminals of iyzico. */
export const iyzicoBookkeeping: Bookkeeping<'iyzico'> = {
  evidence: iyzicoEvidence,
  handle: () => null,
  groupOf: acquirerOf,
  closeRows: toldCloseRows,
  exchanges: operationExchanges,
  closeExchanges: (batch, close) => [closeExchange(batch, close)],
};
