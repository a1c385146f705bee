import { Printer } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { getLocale, getTranslations } from 'next-intl/server';
import { toLive } from '#app/api/live/to-live.ts';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { RefreshOnChange } from '#components/live/refresh-on-change.tsx';
import { Amount } from '#components/money/amount.tsx';
import { formatAmount } from '#components/money/format-amount.ts';
import { Countdown } from '#components/payment-links/countdown.tsx';
import { FollowLink } from '#components/payment-links/follow-link.tsx';
import { LinkFacts, LinkItems, PayerFacts, SettlementFacts } from '#components/payment-links/link-facts.tsx';
import { LinkSentence } from '#components/payment-links/link-pill.tsx';
import { RenewButton } from '#components/payment-links/renew-button.tsx';
import { ShareLink } from '#components/payment-links/share-link.tsx';
import { QrCode } from '#components/receipts/qr-code.tsx';
import { formatInstant } from '#components/time/format-time.ts';
import { FlagAlerts } from '#components/transactions/flag-alerts.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import { Card, CardBody, CardHead } from '#components/ui/card.tsx';
import type { Context } from '#server/auth/context.ts';
import { allows } from '#server/auth/permissions.ts';
import type { LinkView } from '#server/payment-links/link-view.ts';
import { qrModules } from '#server/receipts/qr-modules.ts';
import { GiveBack } from '../../transactions/[id]/give-back.tsx';
import { renewLinkAction } from '../actions.ts';
import { loadLink } from './load-link.ts';

type LinkPageProps = { params: Promise<{ merchant: string; id: string }> };
type Shown = { ctx: Context<'transactions:see'>; at: Date; link: LinkView };

export async function generateMetadata({ params }: LinkPageProps): Promise<Metadata> {
  const { merchant, id } = await params;
  const [{ link }, t, locale] = await Promise.all([
    loadLink(merchant, id),
    getTranslations('paymentLink.detail'),
    getLocale(),
  ]);
  return { title: t('title', { amount: formatAmount(link.sale.amount, locale) }) };
}

/** One payment by a link: how it stands and what to do on top, what is to be shared on the left, its facts on the right. */
export default async function PaymentLinkPage({ params }: LinkPageProps) {
  const { merchant, id } = await params;
  const shown = await loadLink(merchant, id);
  const { ctx, at, link } = shown;
  const { timeZone } = ctx.merchant.calendar;
  const { sale } = link;
  const others = [link.renews, link.renewedBy].flatMap((other) => other ?? []);
  return (
    <ClientMessages also={['paymentLink']}>
      <Head {...shown} />
      <div className="grid gap-x-10 gap-y-6 lg:grid-cols-[minmax(0,1fr)_minmax(20rem,26rem)]">
        <div className="grid content-start gap-6">
          {link.status === 'open' && <SharePart {...shown} />}
          {link.settlement && <SettlementFacts settlement={link.settlement} timeZone={timeZone} />}
          {link.items.length > 1 && <LinkItems items={link.items} />}
        </div>
        <div className="grid content-start gap-6">
          <LinkFacts link={link} timeZone={timeZone} />
          {link.payer && <PayerFacts payer={link.payer} />}
        </div>
      </div>
      <FollowLink
        key={sale.id}
        merchant={merchant}
        initial={{ at: at.toISOString(), transaction: toLive(ctx, sale) }}
      />
      <RefreshOnChange
        merchant={merchant}
        topic="transaction"
        ids={[sale.id, ...others]}
        isMoving={sale.settledAt === null}
      />
    </ClientMessages>
  );
}

/** What it is for and how much, how it stands, and what can be done. */
async function Head({ ctx, at, link }: Shown) {
  const t = await getTranslations('paymentLink');
  const { slug } = ctx.merchant;
  const { sale } = link;
  const { role } = ctx.actor;
  const mayRenew = link.renewObstacle === null && allows(role, 'sale:start');
  return (
    <div className="mb-6 border-b pb-5">
      <PageHeader
        back={{ href: `/${slug}/payment-links`, label: t('title') }}
        title={
          <>
            <span className="block font-medium text-ink-soft text-sm">{t('detail.kind')}</span>
            <Amount money={sale.amount} size="subject" />
          </>
        }
        sentence={<span className="[overflow-wrap:anywhere]">{link.description}</span>}
        actions={
          <>
            <Link
              href={`/${slug}/transactions/${sale.id}`}
              prefetch={false}
              className={buttonLook('secondary')}
            >
              {t('detail.transaction')}
            </Link>
            {sale.state === 'approved' && allows(role, 'refund:start') && (
              <GiveBack ctx={ctx} saleId={sale.id} />
            )}
            {mayRenew && (
              <RenewButton merchant={slug} id={sale.id} action={renewLinkAction.bind(null, slug)} />
            )}
          </>
        }
      />
      <div className="grid gap-3">
        <LinkSentence link={link} />
        <TimeLeft ctx={ctx} at={at} link={link} />
        <Notices ctx={ctx} link={link} />
        <FlagAlerts transaction={sale} />
        <Relatives slug={slug} link={link} />
      </div>
    </div>
  );
}

/** Until when it can be paid, counting down; until when it is watched after that. */
async function TimeLeft({ ctx, at, link: { status, expiresAt, watchedUntil } }: Shown) {
  const [t, locale] = await Promise.all([getTranslations('paymentLink.detail'), getLocale()]);
  const { timeZone } = ctx.merchant.calendar;
  const clock = (instant: Date) => formatInstant(instant, timeZone, locale, 'clock');
  if (status === 'open' && expiresAt)
    return (
      <p className="flex flex-wrap items-baseline gap-x-3">
        <span className="font-semibold text-xl">
          <Countdown until={expiresAt} serverNow={at} isSubject />
        </span>
        <span className="text-ink-soft">{t('expiresAt', { time: clock(expiresAt) })}</span>
      </p>
    );
  if (status === 'watched' && watchedUntil)
    return <p className="text-ink-soft">{t('watchedUntil', { time: clock(watchedUntil) })}</p>;
  return null;
}

/** What else has to be known of it: that the goods stay here, and how the last try went. */
async function Notices({ ctx, link }: Omit<Shown, 'at'>) {
  const [t, locale] = await Promise.all([getTranslations('paymentLink.detail'), getLocale()]);
  const { status, inReviewSince, lastDecline } = link;
  const { timeZone } = ctx.merchant.calendar;
  return (
    <>
      {status === 'in_review' && inReviewSince && (
        <Alert kind="warning" title={t('keepGoods')}>
          {t('keepGoodsText', { since: formatInstant(inReviewSince, timeZone, locale) })}
        </Alert>
      )}
      {lastDecline && status === 'open' && <p>{t('declined', { code: lastDecline })}</p>}
      {lastDecline && (status === 'watched' || status === 'expired') && (
        <p className="text-ink-soft">{t('declinedOver', { code: lastDecline })}</p>
      )}
    </>
  );
}

/** The link it was made in the place of, and the one that was made in its. */
async function Relatives({ slug, link: { renews, renewedBy } }: { slug: string; link: LinkView }) {
  if (!renews && !renewedBy) return null;
  const t = await getTranslations('paymentLink.detail');
  const to = (id: string, name: string) => (
    <Link href={`/${slug}/payment-links/${id}`} prefetch={false} className="underline underline-offset-2">
      {name}
    </Link>
  );
  return (
    <div className="grid gap-1 text-sm">
      {renewedBy && (
        <p>
          {t('renewedBy')} {to(renewedBy, t('later'))}
        </p>
      )}
      {renews && (
        <p>
          {t('renews')} {to(renews, t('earlier'))}.{' '}
          <span className="text-ink-soft">{t('earlierWatched')}</span>
        </p>
      )}
    </div>
  );
}

/** What the payer is given: the code for a phone, the address for everything else, and paper. */
async function SharePart({ ctx, link }: Shown) {
  const [t, locale] = await Promise.all([getTranslations('paymentLink.detail'), getLocale()]);
  const { url, description, sale } = link;
  if (url === null) return <p className="text-ink-soft">{t('notShown')}</p>;
  const { slug, name } = ctx.merchant;
  return (
    <Card>
      <CardHead
        title={t('share')}
        actions={
          <Link
            href={`/${slug}/payment-links/${sale.id}/print`}
            prefetch={false}
            className={buttonLook('secondary')}
          >
            <Printer aria-hidden />
            {t('print')}
          </Link>
        }
      />
      <CardBody className="grid items-start gap-5 sm:grid-cols-[13rem_minmax(0,1fr)]">
        <figure className="grid justify-items-center gap-2">
          {/* Dark on light in both looks: readers know no other. */}
          <QrCode
            label={t('qr')}
            modules={qrModules(url)}
            className="w-full max-w-52 rounded-md bg-paper text-on-paper"
          />
          <figcaption className="text-center text-ink-soft text-xs">{t('scan')}</figcaption>
        </figure>
        <ShareLink
          url={url}
          text={t('shareText', { merchant: name, description, amount: formatAmount(sale.amount, locale) })}
        />
      </CardBody>
    </Card>
  );
}
