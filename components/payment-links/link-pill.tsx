import { Ban, CircleCheck, CircleDashed, CircleX, Eye, Hourglass, Link2, ShieldQuestion } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { StatePill } from '#components/state/state-pill.tsx';
import { Pill, type Tone } from '#components/ui/pill.tsx';
import type { LinkStatus } from '#server/payment-links/link-status.ts';
import type { LinkView } from '#server/payment-links/link-view.ts';

const looks: Record<LinkStatus, { tone: Tone; icon: ReactNode }> = {
  opening: { tone: 'awaiting', icon: <CircleDashed aria-hidden /> },
  open: { tone: 'awaiting', icon: <Link2 aria-hidden /> },
  watched: { tone: 'unknown', icon: <Eye aria-hidden /> },
  in_review: { tone: 'unknown', icon: <ShieldQuestion aria-hidden /> },
  paid: { tone: 'approved', icon: <CircleCheck aria-hidden /> },
  expired: { tone: 'neutral', icon: <Hourglass aria-hidden /> },
  rejected: { tone: 'stopped', icon: <CircleX aria-hidden /> },
  failed: { tone: 'neutral', icon: <Ban aria-hidden /> },
};

/** How far a payment by a link is, as icon and word; once its money went back, that word. */
export function LinkPill({
  link,
}: {
  link: Pick<LinkView, 'status'> & { sale: Pick<LinkView['sale'], 'status'> };
}) {
  const t = useTranslations('paymentLink.status');
  const { status, sale } = link;
  if (status === 'paid' && sale.status !== 'approved') return <StatePill state={sale.status} />;
  const { tone, icon } = looks[status];
  return (
    <Pill tone={tone} icon={icon}>
      {t(status)}
    </Pill>
  );
}

/** The same with why it stands so and what to do now; for the head of its page. */
export function LinkSentence({ link }: { link: Pick<LinkView, 'status' | 'sale' | 'renewedBy'> }) {
  const t = useTranslations('paymentLink.says');
  const states = useTranslations('state');
  const { status, sale, renewedBy } = link;
  const isGivenBack = status === 'paid' && sale.status !== 'approved';
  return (
    <div className="grid justify-items-start gap-1.5" data-link={status}>
      <LinkPill link={link} />
      <p className="max-w-[60ch] text-pretty">
        {isGivenBack ? states(`${sale.status}.why`) : t(`${status}.why`)}{' '}
        <span className="text-ink-soft">
          {isGivenBack
            ? states(`${sale.status}.next`)
            : renewedBy === null
              ? t(`${status}.next`)
              : t('renewed')}
        </span>
      </p>
    </div>
  );
}
