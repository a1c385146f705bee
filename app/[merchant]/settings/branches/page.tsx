import { Store } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { BranchForm } from '#components/settings/branch-form.tsx';
import { EditSheet } from '#components/settings/edit-sheet.tsx';
import { OneAct } from '#components/settings/one-act.tsx';
import { UsePill } from '#components/settings/use-pill.tsx';
import { type Column, DataTable } from '#components/tables/data-table.tsx';
import { Button } from '#components/ui/button.tsx';
import { Sheet } from '#components/ui/dialog.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { pageContext } from '#server/auth/page-context.ts';
import { type BranchView, listBranchViews } from '#server/branches/manage-branches.ts';
import { addBranchAction, changeBranchAction, reopenBranchAction, retireBranchAction } from './actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('manage.branches');
  return { title: t('title') };
}

/** The branches of the merchant: where devices stand and people work. */
export default async function BranchesPage({ params }: { params: Promise<{ merchant: string }> }) {
  const { merchant } = await params;
  const ctx = await pageContext(merchant, 'branches:manage');
  const [t, words, branches] = await Promise.all([
    getTranslations('manage.branches'),
    getTranslations('manage.columns'),
    listBranchViews(ctx),
  ]);
  const columns: Column<BranchView>[] = [
    { key: 'name', head: words('name'), phone: 'title', cell: ({ name }) => name },
    {
      key: 'address',
      head: words('address'),
      quiet: true,
      phone: 'wide',
      cell: ({ address, city }) => `${address}, ${city}`,
    },
    { key: 'devices', head: words('devices'), align: 'end', cell: ({ deviceCount }) => deviceCount },
    {
      key: 'state',
      head: words('state'),
      phone: 'state',
      cell: ({ isRetired }) => <UsePill isUsed={!isRetired}>{t(isRetired ? 'retired' : 'open')}</UsePill>,
    },
    {
      key: 'actions',
      head: <span className="sr-only">{words('actions')}</span>,
      align: 'end',
      phone: 'wide',
      cell: (branch) => <Edit merchant={merchant} branch={branch} />,
    },
  ];
  return (
    <ClientMessages also={['manage']}>
      <PageHeader
        title={t('title')}
        sentence={t('sentence')}
        actions={
          <Sheet title={t('add')} trigger={<Button variant="primary">{t('add')}</Button>}>
            <BranchForm action={addBranchAction.bind(null, merchant)} />
          </Sheet>
        }
      />
      <DataTable
        caption={t('caption')}
        columns={columns}
        rows={branches}
        rowKey={({ id }) => id}
        empty={<EmptyState icon={<Store />} title={t('title')} />}
      />
    </ClientMessages>
  );
}

async function Edit({ merchant, branch }: { merchant: string; branch: BranchView }) {
  const t = await getTranslations('manage.branches');
  const field = { name: 'branchId', value: branch.id };
  return (
    <EditSheet name={branch.name}>
      <BranchForm branch={branch} action={changeBranchAction.bind(null, merchant)} />
      {branch.isRetired ? (
        <OneAct field={field} action={reopenBranchAction.bind(null, merchant)}>
          {t('reopen')}
        </OneAct>
      ) : (
        <OneAct
          field={field}
          text={t('retireText')}
          variant="danger"
          action={retireBranchAction.bind(null, merchant)}
        >
          {t('retire')}
        </OneAct>
      )}
    </EditSheet>
  );
}
