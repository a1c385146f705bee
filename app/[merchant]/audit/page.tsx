import { Download } from 'lucide-react';
import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { AuditSearch } from '#components/audit/audit-search.tsx';
import { AuditTable, type ShownEntry } from '#components/audit/audit-table.tsx';
import { VerifyButton } from '#components/audit/verify-button.tsx';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { formatAmount } from '#components/money/format-amount.ts';
import { Pager } from '#components/tables/pager.tsx';
import { hrefWith, oneParam, type SearchParams } from '#components/tables/search-params.ts';
import { formatInstant } from '#components/time/format-time.ts';
import { Alert } from '#components/ui/alert.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import { actionWords } from '#server/audit/action-words.ts';
import { AUDIT_SUBJECTS } from '#server/audit/actions.ts';
import {
  AUDIT_FIELDS,
  auditQuery,
  readAuditFilter,
  readPlace,
  SYSTEM,
  subjectsFor,
  writePlace,
} from '#server/audit/audit-filter.ts';
import { amountOf, type FactReader, factWords } from '#server/audit/fact-words.ts';
import { type AuditPage as EntryPage, listAuditEntries } from '#server/audit/list-entries.ts';
import { pageContext } from '#server/auth/page-context.ts';
import { isId } from '#server/kernel/ids.ts';
import type { Locale } from '#server/kernel/locale.ts';

type AuditPageProps = { params: Promise<{ merchant: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('audit');
  return { title: t('title') };
}

/** Everything that was recorded, to search, export and verify. Looking at it is recorded too. */
export default async function AuditPage({ params, searchParams }: AuditPageProps) {
  const [{ merchant }, asked] = await Promise.all([params, searchParams]);
  const ctx = await pageContext(merchant, 'audit:read');
  const [t, locale] = await Promise.all([getTranslations('audit'), getLocale()]);
  const { filter, problems } = readAuditFilter(
    Object.fromEntries(AUDIT_FIELDS.map((name) => [name, oneParam(asked, name)])),
  );
  const after = readPlace(oneParam(asked, 'after'));
  const page = await listAuditEntries(ctx, filter, after);
  const query = auditQuery(filter);
  const pathname = `/${merchant}/audit`;
  const mayRead = subjectsFor(ctx.actor.role);
  const { timeZone } = ctx.merchant.calendar;
  return (
    <ClientMessages also={['audit']}>
      <PageHeader
        title={t('title')}
        sentence={`${t('sentence', { zone: timeZone })}${mayRead ? ` ${t('moneyOnly')}` : ''}`}
        actions={
          <a
            href={`/api/files/audit/${merchant}${query && `?${query}`}`}
            download
            className={buttonLook('secondary')}
          >
            <Download aria-hidden />
            {t('export')}
          </a>
        }
      />
      <div className="grid gap-4">
        <VerifyButton merchant={merchant} />
        <AuditSearch
          pathname={pathname}
          params={asked}
          subjects={AUDIT_SUBJECTS.filter((subject) => !mayRead || mayRead.includes(subject))}
          people={page.people}
          system={SYSTEM}
        />
        {problems.length > 0 && (
          <Alert kind="warning">
            {t('problems.filter', { fields: problems.map((name) => t(`fields.${name}`)).join(', ') })}
          </Alert>
        )}
        <AuditTable
          rows={toShown(page, merchant, timeZone, locale)}
          timeZone={timeZone}
          isWholeSearch={page.next === null && after === null}
        />
        <Pager
          newerLabel={t('newest')}
          olderLabel={t('older')}
          {...(after && { newerHref: hrefWith(pathname, asked, {}) })}
          {...(page.next && { olderHref: hrefWith(pathname, asked, { after: writePlace(page.next) }) })}
        />
      </div>
    </ClientMessages>
  );
}

function toShown(
  { rows, people, things }: EntryPage,
  merchant: string,
  timeZone: string,
  locale: Locale,
): ShownEntry[] {
  const names = new Map<string, string>([...people, ...things].map(({ id, name }) => [id, name]));
  const reader: FactReader = {
    ...{ locale, names },
    amount: (money) => formatAmount(money, locale),
    moment: (at) => formatInstant(at, timeZone, locale, 'full'),
  };
  return rows.map((row) => {
    const data: Record<string, unknown> = Object(row.data);
    return {
      sequence: row.sequence,
      at: row.at,
      who: row.actorKind === 'system' ? null : (names.get(row.actorId) ?? row.actorId),
      job: row.actorKind === 'system' ? row.actorId : null,
      what: actionWords(locale, row.action),
      isRefused: row.result === 'refused',
      objectId: row.objectId,
      objectName: names.get(row.objectId) ?? null,
      objectHref: hrefOf(merchant, row.objectId),
      amount: amountOf(data),
      facts: factWords(data, reader),
    };
  });
}

function hrefOf(merchant: string, objectId: string): string | null {
  if (isId('transaction', objectId)) return `/${merchant}/transactions/${objectId}`;
  if (isId('splitSale', objectId)) return `/${merchant}/split-sales/${objectId}`;
  return null;
}
