import { useLocale } from 'next-intl';
import { formatInstant, type InstantDetail } from './format-time.ts';

type InstantProps = {
  at: Date | string;
  /** IANA zone of the store; the screen names it once, in the head of its table or facts. */
  timeZone: string;
  detail?: InstantDetail;
  className?: string;
};

/** A moment in the store's zone. The same text on the server and in the browser; hover shows it with zone and seconds. */
export function Instant({ at, timeZone, detail = 'moment', className }: InstantProps) {
  const locale = useLocale();
  const date = typeof at === 'string' ? new Date(at) : at;
  return (
    <time
      dateTime={date.toISOString()}
      title={`${formatInstant(date, timeZone, locale, 'full')} (${timeZone})`}
      {...(className && { className })}
    >
      {formatInstant(date, timeZone, locale, detail)}
    </time>
  );
}
