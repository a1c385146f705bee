import { useTranslations } from 'next-intl';
import { toReason } from '#components/transactions/reason.ts';
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

/** The reason of a failed close as far as it has a sentence of its own. */
export function toCloseReason(reason: string | null): (typeof KNOWN)[number] | 'other' {
  return KNOWN.find((one) => one === reason) ?? 'other';
}

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
  const known = toCloseReason(reason);
  return (
    <Alert kind="error" title={t(`reason.${known}.why`)}>
      <p>{t(`reason.${known}.next`)}</p>
      <SmallPrint code={code} text={text} />
    </Alert>
  );
}

/** Why nobody knows what came of a close, where that much is known; what to do stands beside its state. */
export function UnknownReason({ reason, code, text }: Parameters<typeof FailureReason>[0]) {
  const t = useTranslations();
  const known = toReason(reason);
  if (!known) return null;
  return (
    <Alert kind="warning" title={t(`reason.${known}.why`)}>
      <SmallPrint code={code} text={text} />
    </Alert>
  );
}

function SmallPrint({ code, text }: { code: string | null; text: string | null }) {
  const t = useTranslations('endOfDay.run');
  if (!code && !text) return null;
  return (
    <p className="mt-1 text-ink-soft text-xs">
      {code && (
        <>
          {t('code')} <code className="font-mono">{code}</code>
        </>
      )}
      {code && text && ' · '}
      {text && t('said', { text })}
    </p>
  );
}
