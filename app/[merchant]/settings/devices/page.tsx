import { SmartphoneNfc } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { DeviceForm, NewDeviceForm } from '#components/settings/device-form.tsx';
import { EditSheet } from '#components/settings/edit-sheet.tsx';
import { OneAct } from '#components/settings/one-act.tsx';
import { UsePill } from '#components/settings/use-pill.tsx';
import { type Column, DataTable } from '#components/tables/data-table.tsx';
import { Button } from '#components/ui/button.tsx';
import { Sheet } from '#components/ui/dialog.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { pageContext } from '#server/auth/page-context.ts';
import { listBranchViews } from '#server/branches/manage-branches.ts';
import { listManaged, type ManagedDevice } from '#server/terminals/manage-devices.ts';
import { addDeviceAction, changeDeviceAction, disableDeviceAction, enableDeviceAction } from './actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('manage.devices');
  return { title: t('title') };
}

type Branches = { id: string; name: string }[];

/** The devices of the merchant, as whoever sets them up sees them. */
export default async function ManageDevicesPage({ params }: { params: Promise<{ merchant: string }> }) {
  const { merchant } = await params;
  const ctx = await pageContext(merchant, 'devices:manage');
  const [t, words, { devices, sources }, all] = await Promise.all([
    getTranslations('manage.devices'),
    getTranslations('manage.columns'),
    listManaged(ctx),
    pageContext(merchant, 'branches:manage').then(listBranchViews),
  ]);
  const branches = all.filter(({ isRetired }) => !isRetired).map(({ id, name }) => ({ id, name }));
  const columns: Column<ManagedDevice>[] = [
    { key: 'name', head: words('name'), phone: 'title', cell: ({ label }) => label },
    { key: 'branch', head: words('branch'), cell: ({ branchName }) => branchName },
    {
      key: 'connection',
      head: words('connection'),
      quiet: true,
      phone: 'wide',
      cell: ({ connectionLabel }) => connectionLabel,
    },
    {
      key: 'id',
      head: words('id'),
      mono: true,
      quiet: true,
      cell: ({ providerDeviceId }) => providerDeviceId ?? t('noTerminal'),
    },
    {
      key: 'state',
      head: words('state'),
      phone: 'state',
      cell: ({ isEnabled }) => <UsePill isUsed={isEnabled}>{t(isEnabled ? 'enabled' : 'disabled')}</UsePill>,
    },
    {
      key: 'actions',
      head: <span className="sr-only">{words('actions')}</span>,
      align: 'end',
      phone: 'wide',
      cell: (device) => <Edit merchant={merchant} device={device} branches={branches} />,
    },
  ];
  return (
    <ClientMessages also={['manage']}>
      <PageHeader
        title={t('title')}
        sentence={t('sentence')}
        actions={
          <Sheet title={t('add')} trigger={<Button variant="primary">{t('add')}</Button>}>
            <NewDeviceForm
              sources={sources}
              branches={branches}
              action={addDeviceAction.bind(null, merchant)}
            />
          </Sheet>
        }
      />
      <DataTable
        caption={t('caption')}
        columns={columns}
        rows={devices}
        rowKey={({ id }) => id}
        empty={<EmptyState icon={<SmartphoneNfc />} title={t('title')} />}
      />
    </ClientMessages>
  );
}

async function Edit({
  merchant,
  device,
  branches,
}: {
  merchant: string;
  device: ManagedDevice;
  branches: Branches;
}) {
  const t = await getTranslations('manage.devices');
  const field = { name: 'deviceId', value: device.id };
  return (
    <EditSheet name={device.label}>
      <DeviceForm
        device={device}
        // One in a branch that was given up stays there until it is moved.
        branches={
          branches.some(({ id }) => id === device.branchId)
            ? branches
            : [...branches, { id: device.branchId, name: device.branchName }]
        }
        action={changeDeviceAction.bind(null, merchant)}
      />
      {device.isEnabled ? (
        <OneAct
          field={field}
          text={t('disableText')}
          variant="danger"
          action={disableDeviceAction.bind(null, merchant)}
        >
          {t('disable')}
        </OneAct>
      ) : (
        <OneAct field={field} action={enableDeviceAction.bind(null, merchant)}>
          {t('enable')}
        </OneAct>
      )}
    </EditSheet>
  );
}
