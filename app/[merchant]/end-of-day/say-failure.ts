import type { RefusedClose } from '#components/end-of-day/close-some.tsx';
import { formatAmount } from '#components/money/format-amount.ts';
import { formatInstant } from '#components/time/format-time.ts';
import type { Refusal } from '#server/auth/action-state.ts';
import type { AskTotalsFailure } from '#server/end-of-day/ask-bank-totals.ts';
import type { BankTotals, BankTotalsFailure } from '#server/end-of-day/enter-bank-totals.ts';
import type { CloseWish } from '#server/end-of-day/request-closes.ts';
import type { EndOfDayFailure } from '#server/end-of-day/request-end-of-day.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import type { DeviceId } from '#server/kernel/ids.ts';
import type { Locale } from '#server/kernel/locale.ts';

/** Why a close was not started, in words. The bank's instant is said on the bank's wall clock. */
export function sayCloseFailure(failure: EndOfDayFailure, locale: Locale): Refusal {
  if (failure.kind !== 'bank_still_open') return { formError: `endOfDay.failure.${failure.kind}` };
  const { closesAt, timeZone } = failure;
  const params = { at: formatInstant(closesAt, timeZone, locale), zone: timeZone };
  return { formError: { key: 'endOfDay.failure.bank_still_open', params } };
}

/** Why one of several closes was not started, with the bank's instant on the bank's wall clock. */
export function sayRefusedClose(
  deviceId: DeviceId,
  failure: Extract<CloseWish, { failure: object }>['failure'],
  locale: Locale,
): RefusedClose {
  const { kind } = failure;
  if (kind !== 'bank_still_open') return { deviceId, kind, at: '', zone: '' };
  const { closesAt, timeZone: zone } = failure;
  return { deviceId, kind, at: formatInstant(closesAt, zone, locale), zone };
}

/** Why the bank is not asked for its figures, in words. */
export function sayAskFailure({ kind }: AskTotalsFailure): Refusal {
  switch (kind) {
    case 'not_awaited':
      return { formError: 'endOfDay.figures.problem.notAwaited' };
    case 'cannot_be_read':
      return { formError: 'endOfDay.reading.problem.cannotBeRead' };
    case 'asked_just_now':
      return { formError: 'endOfDay.reading.problem.askedJustNow' };
    default:
      return assertNever(kind);
  }
}

/** Why the bank's figures were not taken, in words, beside the fields they are about. */
export function sayTotalsFailure(
  failure: BankTotalsFailure,
  { figures }: Pick<BankTotals, 'figures'>,
  { locale, unnamed }: { locale: Locale /** A card type that was not told. */; unnamed: string },
): Refusal {
  const nameOf = (card: { group: string; name: string | null }) => card.name ?? (card.group || unnamed);
  const placeOf = (group: string) => figures.findLastIndex((figure) => figure.group === group);
  switch (failure.kind) {
    case 'not_awaited':
      return { formError: 'endOfDay.figures.problem.notAwaited' };
    case 'read_anew':
      return { formError: 'endOfDay.figures.problem.readAnew' };
    case 'figure_missing':
      return {
        formError: { key: 'endOfDay.figures.problem.missing', params: { name: nameOf(failure) } },
      };
    case 'figure_twice': {
      const said = { key: 'endOfDay.figures.problem.twice', params: { name: nameOf(failure) } } as const;
      return { fieldErrors: { [`amounts.${placeOf(failure.group)}`]: said } };
    }
    case 'other_currency': {
      const { currency } = failure;
      return { formError: { key: 'endOfDay.figures.problem.currency', params: { currency } } };
    }
    case 'number_unexplained': {
      const { number } = failure;
      return { fieldErrors: { numberNote: { key: 'endOfDay.figures.problem.number', params: { number } } } };
    }
    case 'differs': {
      const lines = failure.differences.map(
        ({ acquirerId, acquirerName, differenceMinor: minor, currency }) => {
          const amount = formatAmount({ minor, currency }, locale);
          return `${nameOf({ group: acquirerId, name: acquirerName })} ${minor > 0 ? '+' : ''}${amount}`;
        },
      );
      return {
        fieldErrors: {
          accepts: { key: 'endOfDay.figures.problem.differs', params: { lines: lines.join(', ') } },
        },
      };
    }
    default:
      return assertNever(failure);
  }
}
