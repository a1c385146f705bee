import type { PagesGateway } from '#server/gateways/hosted-gateway.ts';
import type { SplitSalesGateway } from '#server/gateways/split-sales.ts';
import type { Exchange, RecordExchange, TerminalGateway } from '#server/gateways/terminal-gateway.ts';
import type { Log } from '#server/runtime/log.ts';
import type { OpenGateway } from '#server/terminals/open-gateway.ts';
import { noteStep, step } from './trail.ts';

/** Has what is asked of providers counted, timed and logged: of each question what it came to, of each call on the wire how it ended. */
export function watchGateways(open: OpenGateway, log: Log): OpenGateway {
  const watched = new WeakMap<TerminalGateway, TerminalGateway>();
  return (connection, options) => {
    const gateway = open(connection, options);
    const known = watched.get(gateway);
    if (known) return known;
    const made = watch(gateway, connection.provider, log);
    watched.set(gateway, made);
    return made;
  };
}

function watch(gateway: TerminalGateway, provider: string, log: Log): TerminalGateway {
  /** A question whose last argument is the recorder of its calls. */
  const ask =
    <A extends unknown[], R extends { kind: string }>(
      purpose: string,
      question: (...args: [...A, RecordExchange]) => Promise<R>,
    ) =>
    (...args: [...A, RecordExchange]): Promise<R> => {
      const rest = args.slice(0, -1) as unknown as A;
      const record = args.at(-1) as RecordExchange;
      const heard: RecordExchange = (exchange) => {
        tell(provider, exchange, log);
        record(exchange);
      };
      return step(
        'provider',
        { provider, purpose },
        () => question(...rest, heard),
        ({ kind }) => kind,
      );
    };
  const { query, getRefundable, closeBatch, readBankTotals, abort, splitSales, pages } = gateway;
  return {
    ...gateway,
    perform: ask('operation', gateway.perform),
    query: query && ask('query', query),
    getRefundable: getRefundable && ask('refundable', getRefundable),
    closeBatch: closeBatch && ask('close_batch', closeBatch),
    readBankTotals: readBankTotals && ask('bank_totals', readBankTotals),
    abort: abort && ask('abort', abort),
    testConnection: ask('sign_in', gateway.testConnection),
    splitSales: splitSales && watchSplits(splitSales, ask),
    pages: pages && watchPages(pages, ask),
  };
}

type Ask = <A extends unknown[], R extends { kind: string }>(
  purpose: string,
  question: (...args: [...A, RecordExchange]) => Promise<R>,
) => (...args: [...A, RecordExchange]) => Promise<R>;

function watchSplits(splits: SplitSalesGateway, ask: Ask): SplitSalesGateway {
  return {
    start: ask('split_start', splits.start),
    complete: ask('split_complete', splits.complete),
    query: ask('split_query', splits.query),
  };
}

function watchPages(pages: PagesGateway, ask: Ask): PagesGateway {
  return {
    ...pages,
    open: ask('page_open', pages.open),
    retrieve: ask('page_query', pages.retrieve),
    readDay: ask('day_report', pages.readDay),
  };
}

/** As `describeFailure` begins them. */
const FAILURES = ['not sent', 'lost', 'deadline', 'too_large', 'encoded', 'redirect'] as const;

/** Of a call only what tells nothing of a card, a person or a secret; the words themselves are kept redacted in the database. */
function tell(provider: string, { purpose, durationMs, httpStatus, failure }: Exchange, log: Log): void {
  const outcome =
    failure === null ? 'answered' : (FAILURES.find((word) => failure.startsWith(word)) ?? 'other');
  noteStep('call', { provider, purpose, outcome }, { durationMs, isFailed: failure !== null });
  log.info({ provider, purpose, httpStatus, outcome, durationMs: Math.round(durationMs) }, 'Provider called');
}
