import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { type FoundRead, useFoundTransactions } from '#components/live/found-transactions.ts';
import { formatAmount } from '#components/money/format-amount.ts';
import { formatInstant } from '#components/time/format-time.ts';
import type { Command } from './commands.ts';
import type { PaletteProps } from './palette.tsx';

/** So long nobody has typed on. */
const PAUSE_MS = 150;
const LEAST = 2;

/** Transactions that fit what was typed, what can be asked about them, and the way to the list of all. */
export function useFound(
  { frame, close }: PaletteProps,
  typed: string,
  ask: (id: string) => void,
): { commands: Command[]; problem: string | null; isLooking: boolean } {
  const t = useTranslations('palette');
  const words = useTranslations('transactions.kind');
  const states = useTranslations('state');
  const locale = useLocale();
  const router = useRouter();
  const wanted = typed.trim().length < LEAST ? null : typed.trim();
  const { data, isError } = useFoundTransactions(frame.merchant, usePaused(wanted));
  if (wanted === null) return { commands: [], problem: null, isLooking: false };

  const base = `/${frame.merchant}/transactions`;
  const go = (href: string) => () => {
    close();
    router.push(href);
  };
  const amountOf = ({ kind, amount }: FoundRead['rows'][number]) => {
    const goesBack = kind === 'refund' || kind === 'void';
    return `${words(kind)} ${formatAmount(goesBack ? { ...amount, minor: -amount.minor } : amount, locale)}`;
  };
  const found = (data?.rows ?? []).flatMap((row): Command[] => {
    const open: Command = {
      id: `found-${row.id}`,
      group: 'found',
      label: amountOf(row),
      hint: [
        states(`${row.status}.word`),
        row.device,
        formatInstant(new Date(row.createdAt), frame.timeZone, locale),
        row.last4 ? `••${row.last4}` : '',
      ]
        .filter(Boolean)
        .join(' · '),
      run: go(`${base}/${row.id}`),
    };
    if (!row.canAsk) return [open];
    const question: Command = {
      id: `ask-${row.id}`,
      group: 'found',
      label: t('act.ask', { amount: amountOf(row) }),
      run: () => ask(row.id),
    };
    return [open, question];
  });
  const inList: Command = {
    id: 'search',
    group: 'search',
    label: t('act.searchList', { typed: wanted }),
    run: go(`${base}?${new URLSearchParams({ q: wanted })}`),
  };
  const problem = isError ? t('failed') : (data?.problem ?? null);
  return { commands: [...found, inList], problem, isLooking: !data && !isError };
}

/** The latest value that has stayed for a moment. */
function usePaused(value: string | null): string | null {
  const [paused, setPaused] = useState<string | null>(null);
  useEffect(() => {
    const later = setTimeout(() => setPaused(value), PAUSE_MS);
    return () => clearTimeout(later);
  }, [value]);
  // What was typed on meanwhile has no answer yet.
  return paused === value ? paused : null;
}
