import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import { formatAmount } from '#components/money/format-amount.ts';
import { Instant } from '#components/time/instant.tsx';
import type { CurrencyCode } from '#server/kernel/money.ts';
import type { TimelineLine } from '#server/transactions/get-transaction.ts';
import type { ListedTransaction } from '#server/transactions/listed.ts';
import type { StoryEntry } from '#server/transactions/story.ts';
import { toReason } from './reason.ts';

type TimelineProps = {
  lines: TimelineLine[];
  kind: ListedTransaction['kind'];
  currency: CurrencyCode;
  timeZone: string;
  /** Where runs of an end of day have their pages, for those who may see them. */
  runsHref?: string;
  /** Where requests have their pages, for those who may see them. */
  approvalsHref?: string;
};

/** What happened to a transaction, newest first: when, what, why, and by whom if by a person. */
export function Timeline({ lines, kind, currency, timeZone, runsHref, approvalsHref }: TimelineProps) {
  const t = useTranslations('timeline');
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline" className="mb-2 text-base">
        {t('title')} <span className="font-normal text-ink-soft text-xs">({timeZone})</span>
      </h2>
      <ol className="relative border-l pl-4">
        {lines.map((line) => (
          <li
            key={line.key}
            className="relative pb-3 text-sm before:absolute before:top-1.5 before:-left-[1.3125rem] before:size-2 before:rounded-full before:border before:border-line-firm before:bg-surface last:pb-0"
          >
            <p className="font-medium">
              {line.entry ? <Words entry={line.entry} kind={kind} currency={currency} /> : t('unreadable')}
            </p>
            {line.entry && <Why entry={line.entry} />}
            {line.entry && <More entry={line.entry} runsHref={runsHref} approvalsHref={approvalsHref} />}
            {line.entry?.kind === 'decided' && (
              <p className="text-ink-soft">
                <CheckedBy isChecked={line.entry.checkedBy !== null} name={line.checker} />
              </p>
            )}
            <p className="text-ink-soft text-xs">
              <Instant at={line.at} timeZone={timeZone} detail="full" />
              {line.actor && ` · ${t('by', { name: line.actor })}`}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Words({
  entry,
  kind,
  currency,
}: {
  entry: StoryEntry;
  kind: TimelineProps['kind'];
  currency: CurrencyCode;
}) {
  const t = useTranslations('timeline');
  const story = useTranslations('story');
  const locale = useLocale();
  switch (entry.kind) {
    case 'requested':
      return t(`requested.${kind}`);
    case 'delivered':
      // What is taken back need not reach the terminal.
      return t(kind === 'void' || kind === 'release' ? 'deliveredToProvider' : 'delivered');
    case 'asked':
      return t(`asked.${entry.answer}`);
    case 'settled':
      return t(`settled.${entry.state}`);
    case 'contradiction': {
      const said = entry.amountMinor && formatAmount({ minor: entry.amountMinor, currency }, locale);
      const named = entry.fields.map((field) =>
        field === 'amount' && said ? t('overAmount', { amount: said }) : t(`fields.${field}`),
      );
      return t('contradiction', { fields: named.join(', ') });
    }
    case 'followed_up': {
      const amount = formatAmount({ minor: entry.amountMinor, currency }, locale);
      return entry.followUp === 'refund' || entry.followUp === 'capture'
        ? t(`followedUp.${entry.followUp}.${entry.state}`, { amount })
        : t(`followedUp.${entry.followUp}.${entry.state}`);
    }
    case 'called_back':
      return t(`called_back.${entry.result}`);
    case 'decided':
      return t(`decided.${entry.verdict}`);
    case 'approval':
      return t(`approval.${entry.step}`, {
        amount: formatAmount({ minor: entry.amountMinor, currency }, locale),
      });
    case 'resolution':
      return t(`resolution.${entry.step}`);
    case 'abort':
      return t(`abort.${entry.step}`);
    case 'printed':
      return t('printed', { number: entry.number });
    case 'copied':
      return story(`copied.${entry.form}`);
    case 'mailed':
      return story(`mailed.${entry.state}`);
    case 'callback':
      return story(`callback.${entry.claims}`);
    case 'end_of_day':
      return story(
        `endOfDay.${entry.isMatched === false && entry.state === 'closed' ? 'differs' : entry.state}`,
      );
    default:
      return t(entry.kind);
  }
}

/** What came of a callback, where a mail went, and the way to an end of day or a request. */
function More({
  entry,
  runsHref,
  approvalsHref,
}: {
  entry: StoryEntry;
  runsHref: string | undefined;
  approvalsHref: string | undefined;
}) {
  const t = useTranslations('story');
  const timeline = useTranslations('timeline');
  switch (entry.kind) {
    case 'approval':
      return (
        approvalsHref && (
          <Link
            href={`${approvalsHref}/${entry.approvalId}`}
            prefetch={false}
            className="underline underline-offset-2"
          >
            {timeline('openApproval')}
          </Link>
        )
      );
    case 'callback':
      return (
        <p className="text-ink-soft">
          {t(`callbackState.${entry.state}`)}.{' '}
          {entry.deliveries > 1 && t('deliveries', { count: entry.deliveries })}
        </p>
      );
    case 'mailed':
      return entry.to && <p className="break-all text-ink-soft">{t('mailedTo', { address: entry.to })}</p>;
    case 'end_of_day':
      return (
        runsHref && (
          <Link href={`${runsHref}/${entry.runId}`} prefetch={false} className="underline underline-offset-2">
            {t('openRun')}
          </Link>
        )
      );
    default:
      return null;
  }
}

/** Who confirmed a decision, or why nobody did. */
function CheckedBy({ isChecked, name }: { isChecked: boolean; name: string | null }) {
  const t = useTranslations('timeline');
  if (!isChecked) return t('checkedByNobody');
  return name ? t('checkedBy', { name }) : t('checkedByFormer');
}

function Why({ entry }: { entry: StoryEntry }) {
  const t = useTranslations();
  const named = 'reason' in entry ? entry.reason : entry.kind === 'asked' ? entry.cause : null;
  const reason = toReason(named);
  const code = 'code' in entry ? entry.code : null;
  const text = 'text' in entry ? entry.text : null;
  if (!reason && !code && !text) return null;
  return (
    <>
      <p className="text-ink-soft">
        {reason && t(`reason.${reason}.why`)}{' '}
        {code && <span className="font-mono text-xs">{t('timeline.code', { code })}</span>}
      </p>
      {text && <p className="text-ink-soft">{t('timeline.said', { text })}</p>}
    </>
  );
}
