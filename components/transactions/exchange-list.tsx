import { useTranslations } from 'next-intl';
import { Instant } from '#components/time/instant.tsx';
import type { VisibleExchange } from '#server/transactions/get-transaction.ts';

/** The calls made to the provider, folded: as kept, as text, for whoever has to find out what was said. */
export function ExchangeList({ exchanges, timeZone }: { exchanges: VisibleExchange[]; timeZone: string }) {
  const t = useTranslations('transactions.exchanges');
  return (
    <details className="text-sm" data-frame>
      <summary className="w-fit rounded-sm py-1 font-semibold text-base max-md:py-3">
        {t('title')} <span className="font-normal text-ink-soft">({exchanges.length})</span>
      </summary>
      <p className="mb-2 text-ink-soft">{exchanges.length === 0 ? t('none') : t('sentence')}</p>
      <ol className="grid gap-2">
        {exchanges.map((exchange) => (
          <li key={exchange.id} className="rounded-lg border bg-surface">
            <details>
              <summary className="flex flex-wrap items-baseline gap-x-3 px-3 py-2">
                <span className="font-medium">{t(`purpose.${purposeOf(exchange.purpose)}`)}</span>
                <code className="font-mono text-ink-soft text-xs">{exchange.path}</code>
                <span className="ml-auto text-ink-soft text-xs tabular-nums">
                  {exchange.httpStatus === null
                    ? t('noAnswer')
                    : t('status', { status: exchange.httpStatus })}
                  {' · '}
                  {t('duration', { ms: exchange.durationMs })}
                  {' · '}
                  <Instant at={exchange.at} timeZone={timeZone} detail="clock" />
                </span>
              </summary>
              <div className="grid gap-3 border-t p-3 md:grid-cols-2">
                <Body title={t('sent')} value={exchange.request ?? t('notKept')} />
                <Body
                  title={t('answered')}
                  value={
                    sayFailure(t, exchange.failure) ??
                    (exchange.response || t(exchange.purpose === 'sign_in' ? 'notKept' : 'empty'))
                  }
                />
              </div>
            </details>
          </li>
        ))}
      </ol>
    </details>
  );
}

function Body({ title, value }: { title: string; value: unknown }) {
  return (
    <div className="min-w-0">
      <h3 className="mb-1 text-ink-soft text-xs">{title}</h3>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="max-h-80 overflow-auto rounded-md bg-sunken p-2 font-mono text-xs [overflow-wrap:anywhere]"
      >
        {typeof value === 'string' ? value : JSON.stringify(value, null, 2)}
      </pre>
    </div>
  );
}

const PURPOSES = ['sign_in', 'operation', 'query', 'refundable', 'close_batch', 'abort'] as const;

function purposeOf(text: string): (typeof PURPOSES)[number] | 'other' {
  return PURPOSES.find((purpose) => purpose === text) ?? 'other';
}

const FAILURES = {
  'lost while sending': 'lostSending',
  'lost while waiting': 'lostWaiting',
  deadline: 'deadline',
  too_large: 'tooLarge',
  encoded: 'encoded',
  redirect: 'redirect',
} as const;

/** Why a call has no answer, in the reader's words; a system's code of an unsent one stays in brackets. */
function sayFailure(
  t: ReturnType<typeof useTranslations<'transactions.exchanges'>>,
  failure: string | null,
): string | null {
  if (failure === null) return null;
  const detail = /^not sent: (.*)$/.exec(failure)?.[1];
  if (detail !== undefined) return t('failure.notSent', { detail });
  const known = Object.entries(FAILURES).find(([word]) => word === failure)?.[1];
  return t(`failure.${known ?? 'other'}`);
}
