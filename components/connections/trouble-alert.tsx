import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Alert } from '#components/ui/alert.tsx';
import type { ConnectionTrouble } from '#server/terminals/connection-trouble.ts';
import { clockSentence } from './clock-sentence.ts';

/** What is wrong with a connection, what it means, and who can put it right. */
export function TroubleAlert({
  connection,
  trouble,
  action,
}: {
  /** Its label. */
  connection: string;
  trouble: ConnectionTrouble;
  action?: ReactNode;
}) {
  const t = useTranslations('connections.trouble');
  const clock = useTranslations('connections.clock');
  return trouble.kind === 'refused' ? (
    <Alert kind="error" title={t('refused.title', { connection })} action={action}>
      {t('refused.text')}
    </Alert>
  ) : (
    <Alert
      kind="warning"
      title={t('clock.title', { connection, difference: clockSentence(clock, trouble.offsetMs) })}
      action={action}
    >
      {t('clock.text')}
    </Alert>
  );
}
