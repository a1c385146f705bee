import { useTranslations } from 'next-intl';
import { Tick } from '#components/forms/tick.tsx';

/** Asks for a look at the device, once the portal has said why that is needed. */
export function DeviceIsIdle({ errors }: { errors: string[] | undefined }) {
  const t = useTranslations('sale');
  if (!errors) return null;
  return <Tick name="deviceIsIdle" label={t('deviceIsIdle')} errors={errors} required />;
}
