import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Section } from '#components/devices/section.tsx';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { StatementTable } from '#components/statements/statement-table.tsx';
import { UploadStatement } from '#components/statements/upload-statement.tsx';
import { pageContext } from '#server/auth/page-context.ts';
import { allows } from '#server/auth/permissions.ts';
import { listStatements } from '#server/statements/list-statements.ts';
import { previewStatementAction, storeStatementAction, undoStatementAction } from './actions.ts';

type StatementsProps = { params: Promise<{ merchant: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('statement'))('title') };
}

/** The third side of the reports: what acquirers say, uploaded as files that are looked at before anything is stored. */
export default async function StatementsPage({ params }: StatementsProps) {
  const [{ merchant }, t] = await Promise.all([params, getTranslations('statement')]);
  const ctx = await pageContext(merchant, 'reports:see');
  const rows = await listStatements(ctx);
  const isMine = allows(ctx.actor.role, 'variances:settle');
  return (
    <ClientMessages also={['statement', 'resolution']}>
      <PageHeader
        back={{ href: `/${merchant}/reports`, label: t('back') }}
        title={t('title')}
        sentence={t('sentence')}
      />
      <div className="grid gap-6">
        {isMine && (
          <Section title={t('upload.title')}>
            <UploadStatement
              preview={previewStatementAction.bind(null, merchant)}
              store={storeStatementAction.bind(null, merchant)}
              reports={`/${merchant}/reports`}
            />
          </Section>
        )}
        <Section title={t('list.title')}>
          <StatementTable
            rows={rows}
            timeZone={ctx.merchant.calendar.timeZone}
            undo={isMine ? undoStatementAction.bind(null, merchant) : null}
          />
        </Section>
      </div>
    </ClientMessages>
  );
}
