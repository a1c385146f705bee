import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { buttonLook } from '#components/ui/button.tsx';
import type { ConnectionTrouble } from '#server/terminals/connection-trouble.ts';
import { TroubleAlert } from './trouble-alert.tsx';

/** Everything that is wrong with connections; nothing when all is well. */
export function TroubleList({
  merchant,
  troubles,
  isLinked,
}: {
  /** The merchant's address. */
  merchant: string;
  troubles: readonly { id: string; label: string; trouble: ConnectionTrouble }[];
  /** Whether the reader may see the connections. */
  isLinked: boolean;
}) {
  const t = useTranslations('connections.trouble');
  return troubles.map(({ id, label, trouble }) => (
    <TroubleAlert
      key={`${id} ${trouble.kind}`}
      connection={label}
      trouble={trouble}
      action={
        isLinked && (
          <Link href={`/${merchant}/settings/connections`} prefetch={false} className={buttonLook()}>
            {t('see')}
          </Link>
        )
      }
    />
  ));
}
