import { useTranslations } from 'next-intl';
import { Alert } from '#components/ui/alert.tsx';
import type { ListedTransaction } from '#server/transactions/listed.ts';

type FlagAlertsProps = {
  transaction: {
    kind: ListedTransaction['kind'];
    flags: ListedTransaction['flags'];
    device: { label: string };
  };
};

/** What a person should know beside the state of an operation, each in its own words. */
export function FlagAlerts({ transaction: { kind, flags, device } }: FlagAlertsProps) {
  const t = useTranslations('transactions.detail');
  return flags.map((flag) => (
    <Alert key={flag} kind="warning">
      {t(flag === 'late' && kind === 'preauthorization' ? 'lateHold' : flag, { device: device.label })}
    </Alert>
  ));
}
