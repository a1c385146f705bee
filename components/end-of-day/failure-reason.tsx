import { useTranslations } from 'next-intl';
import { Alert } from '#components/ui/alert.tsx';

/** Reasons with a sentence of their own in `endOfDay.reason`. */
const KNOWN = [
  'device_busy',
  'device_unknown',
  'device_forbidden',
  'invalid_request',
  'state_forbids',
  'sign_in_failed',
  'unreachable',
  'close_did_not_happen',
] as const;

/** Why a close came to nothing and what to do now; the provider's code and words in small print. */
export function FailureReason({
  reason,
  code,
  text,
}: {
  reason: string | null;
  code: string | null;
  text: string | null;
}) {
  const t = useTranslations('endOfDay');
  const known = KNOWN.find((one) => one === reason) ?? 'other';
  return (
    <Alert kind="error" title={t(`reason.${known}.why`)}>
      <p>{t(`reason.${known}.next`)}</p>
      {(code || text) && (
        <p className="mt-1 text-ink-soft text-xs">
          {code && (
            <>
              {t('run.code')} <code className="font-mono">{code}</code>
            </>
          )}
          {code && text && ' · '}
          {text && t('run.said', { text })}
        </p>
      )}
    </Alert>
  );
}
