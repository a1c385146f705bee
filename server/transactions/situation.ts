import type { ConnectionRow, DeviceRow } from '#db/queries/devices.ts';
import type { LinkRow } from '#db/queries/payment-links.ts';
import type { TransactionRow } from '#db/queries/transactions.ts';
import type { TerminalCapabilities } from '#server/gateways/capabilities.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import type { RefusalReason } from '#server/gateways/terminal-gateway.ts';
import { UNDONE } from './callback-rule.ts';
import type { PageSituation } from './page-rule.ts';
import type { Situation } from './transaction.ts';

/** Refusals that one query has to agree with before they are believed (F13). */
const TO_CONFIRM: ReadonlySet<string> = new Set<RefusalReason>([
  'device_busy',
  'device_unknown',
  'device_forbidden',
  'invalid_request',
  'state_forbids',
  'amount_unavailable',
  'not_found',
  'sign_in_failed',
  'provider_refused',
  'device_offline',
  'misconfigured',
]);

/** Whether an unknown outcome with this reason is a refusal that waits for one query to agree. */
export function awaitsConfirmation(reason: string | null): boolean {
  return reason !== null && TO_CONFIRM.has(reason);
}

/** The device an operation runs on, as the rule needs it. */
export type Terminal = Pick<
  TerminalCapabilities,
  'page' | 'canQuery' | 'resultBy' | 'accountingCalendar' | 'batchClosedBy' | 'totalsBy'
> & { providerDeviceId: string };

/** The same of a stored device; throws when the settings of its connection do not parse. */
export function toTerminal(target: { device: DeviceRow; connection: ConnectionRow }): Terminal {
  const { page, canQuery, resultBy, accountingCalendar, batchClosedBy, totalsBy } = capabilitiesOf(
    target.connection,
  );
  const { providerDeviceId } = target.device;
  return { providerDeviceId, page, canQuery, resultBy, accountingCalendar, batchClosedBy, totalsBy };
}

/** What other rows say about an operation and the news at hand. */
export type Surroundings = Pick<
  Situation,
  'isPaymentTaken' | 'isSessionTaken' | 'isVoidRunning' | 'isByHand' | 'isDeniedByHand'
> & {
  /** The page it is paid on, if it is, and whether another link was made in the place of its own. */
  link: { row: LinkRow; isRenewed: boolean } | null;
};

/** The rule's picture of a row. */
export function toSituation(
  row: TransactionRow,
  terminal: Terminal,
  { link, ...surroundings }: Surroundings,
): Situation {
  const reason = row.outcomeReason;
  const { providerDeviceId, canQuery, resultBy } = terminal;
  return {
    ...surroundings,
    page: link && toPage(link, terminal),
    providerDeviceId,
    canQuery,
    resultBy,
    kind: row.kind,
    state: row.state,
    flags: row.flags,
    reference: row.reference,
    // By a link a price is asked for; what its payer then paid may be more.
    amount: { minor: row.amountMinor - (link ? row.surchargeMinor : 0), currency: row.currency },
    createdAt: row.createdAt,
    sentAt: row.sentAt,
    unknownSince: row.unknownSince,
    queryCount: row.queryCount,
    firstNotFoundAt: row.firstNotFoundAt,
    refusal:
      row.state === 'unknown' && reason !== null && awaitsConfirmation(reason)
        ? { reason, code: row.outcomeCode, text: row.outcomeText }
        : null,
    sessionId: row.sessionId,
    isUndone: row.state === 'cancelled' && reason === UNDONE,
  };
}

function toPage({ row, isRenewed }: NonNullable<Surroundings['link']>, { page }: Terminal): PageSituation {
  const { expiresAt, watchedUntil, inReviewSince, lastDecline } = row;
  return {
    watchedAfterMs: page?.watchedAfterMs ?? 0,
    life: expiresAt && watchedUntil && { expiresAt, watchedUntil },
    inReviewSince,
    lastDecline,
    isRenewed,
  };
}
