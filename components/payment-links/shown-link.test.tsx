import { NextIntlClientProvider } from 'next-intl';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { messages } from '#server/i18n/messages.ts';
import { LOCALES, type Locale } from '#server/kernel/locale.ts';
import type { LinkStatus } from '#server/payment-links/link-status.ts';
import type { LinkView } from '#server/payment-links/link-view.ts';
import { ids } from '#tests/factories/ids.ts';
import { LinkSentence } from './link-pill.tsx';

type Shown = Pick<LinkView, 'status' | 'sale' | 'renewedBy'>;

const link = (status: LinkStatus, shown: LinkView['sale']['status'], renewed = false): Shown => ({
  status,
  sale: { status: shown } as LinkView['sale'],
  renewedBy: renewed ? ids.next('transaction') : null,
});

function markup(locale: Locale, shown: Shown): string {
  const html = renderToStaticMarkup(
    <NextIntlClientProvider locale={locale} messages={messages[locale]} timeZone="UTC">
      <LinkSentence link={shown} />
    </NextIntlClientProvider>,
  );
  return html.replaceAll('&#x27;', "'");
}

describe.each(LOCALES)('a payment link, in %s,', (locale) => {
  const { says, status } = messages[locale].paymentLink;

  it.each(Object.keys(status) as LinkStatus[])('says how it stands and what to do: %s', (each) => {
    const shown = markup(locale, link(each, each === 'paid' ? 'approved' : 'awaiting'));
    for (const text of [status[each], says[each].why, says[each].next]) expect(shown).toContain(text);
  });

  it('tells nobody to hand over the goods while it is looked into', () => {
    const shown = markup(locale, link('in_review', 'awaiting'));
    expect(shown).toContain(says.in_review.next);
    expect(shown).not.toContain(says.paid.next);
  });

  it('says of one that was renewed that another is there, and of one that went back that it did', () => {
    expect(markup(locale, link('watched', 'awaiting', true))).toContain(says.renewed);
    expect(markup(locale, link('watched', 'awaiting', true))).not.toContain(says.watched.next);
    const back = markup(locale, link('paid', 'refunded'));
    expect(back).toContain(messages[locale].state.refunded.word);
    expect(back).not.toContain(says.paid.next);
  });
});
