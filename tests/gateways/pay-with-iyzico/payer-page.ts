import { escapeHtml, htmlPage } from '../shared/html.ts';
import { page, type Reply } from '../shared/replies.ts';
import { toScreenText } from './amounts.ts';
import { isPaid, type PageEntry } from './book.ts';
import { cards, findCard, usualCard } from './cards.ts';
import type { Gateway } from './gateway.ts';
import { ACTIONS, type ActionName, actOn, isOpen, priceIn } from './pay.ts';
import { refusal, sentenceOf } from './refusals.ts';

/** What the payer reads, in the two languages there are. */
const WORDS = {
  tr: {
    title: 'iyzico ile Öde',
    to: 'Alıcı',
    card: 'Kart',
    balance: 'iyzico bakiyesi',
    installment: 'Taksit',
    once: 'Tek çekim',
    times: 'taksit',
    pay: 'Öde',
    leave: 'Vazgeç, mağazaya dön',
    close: 'Sekmeyi kapat',
    accidents: 'Başka ne olabilir',
    'pay-and-lose-browser': 'Öde, ama tarayıcı geri dönmesin',
    'pay-at-the-last-second': 'Son saniyede öde',
    'pay-under-review': 'Öde, incelemede kalsın',
    'pay-and-be-approved': 'Öde, incelensin ve onaylansın',
    'pay-and-be-rejected': 'Öde, incelensin ve reddedilsin',
    back: 'Mağazaya dön',
    returning: 'Mağazaya dönülüyor…',
    paid: 'Bu sayfadan ödeme alındı.',
    running: 'Bankanın yanıtı bekleniyor…',
    over: 'Bu sayfanın süresi doldu.',
    unknown: 'Böyle bir sayfa yok.',
    gone: 'Ödeyen artık burada değil. Mağazanın bundan haberi olmadı.',
    notProven: 'Kartın size ait olduğu doğrulanamadı.',
  },
  en: {
    title: 'Pay with iyzico',
    to: 'To',
    card: 'Card',
    balance: 'iyzico balance',
    installment: 'Instalments',
    once: 'At once',
    times: 'instalments',
    pay: 'Pay',
    leave: 'Give up, back to the shop',
    close: 'Close the tab',
    accidents: 'What else can happen',
    'pay-and-lose-browser': 'Pay, but the browser never returns',
    'pay-at-the-last-second': 'Pay at the last second',
    'pay-under-review': 'Pay, and be looked into',
    'pay-and-be-approved': 'Pay, be looked into and approved',
    'pay-and-be-rejected': 'Pay, be looked into and rejected',
    back: 'Back to the shop',
    returning: 'Returning to the shop…',
    paid: 'This page was paid.',
    running: 'Waiting for the bank…',
    over: 'This page has ended.',
    unknown: 'There is no such page.',
    gone: 'The payer is no longer here, and the shop was told nothing.',
    notProven: 'The bank could not prove that the card is yours.',
  },
} as const;

const sandbox = { name: 'Pay with iyzico sandbox', links: [] } as const;

const style = `main { max-width: 30rem; } .sum { font-size: 2rem; font-weight: 700; margin: 0; }
label { display: grid; gap: .2rem; margin: .75rem 0; color: var(--soft); } select { width: 100%; color: var(--ink); }
.acts { display: grid; gap: .5rem; } .yes { background: var(--accent); color: var(--accent-ink); border-color: transparent; }
.bad { color: var(--bad); } summary { cursor: pointer; margin: 1rem 0 .5rem; }`;

/** The page somebody pays on: shows it, or does what was chosen on it. */
export function answerPayer(
  gateway: Gateway,
  request: { method: string; url: URL; text: string },
): Reply | null {
  if (request.url.pathname !== '/pay') return null;
  const { searchParams } = request.url;
  const token = searchParams.get('token') ?? '';
  const language = searchParams.get('lang') === 'en' ? 'en' : 'tr';
  const entry = gateway.ledger.find(token);
  if (!entry) return shell(language, `<p>${WORDS[language].unknown}</p>`, 404);
  if (request.method === 'GET') return show(gateway, entry, language);
  if (request.method !== 'POST') return null;
  const form = new URLSearchParams(request.text);
  const action = form.get('action') ?? '';
  if (!isAction(action)) return shell(language, '<p>400</p>', 400);
  const acted = actOn(gateway, token, {
    action,
    card: form.get('card') ?? usualCard,
    installment: Number(form.get('installment') ?? 1),
  });
  if (!acted) return show(gateway, gateway.ledger.find(token) ?? entry, language);
  switch (acted.browser) {
    case 'returns':
      return shell(language, returnForm(acted.entry, language, 'at once'));
    case 'gone':
      return shell(language, `<p>${WORDS[language].gone}</p>`);
    case 'stays':
      return show(gateway, acted.entry, language);
  }
}

function isAction(text: string): text is ActionName {
  return ACTIONS.some((action) => action === text);
}

type Language = 'tr' | 'en';

function shell(language: Language, body: string, status = 200): Reply {
  const { title } = WORDS[language];
  return page(htmlPage(sandbox, title, `<h1>${title}</h1>${body}`, style, language), status);
}

function show(gateway: Gateway, entry: PageEntry, language: Language): Reply {
  const words = WORDS[language];
  if (isPaid(entry)) {
    return shell(language, `<p>${words.paid}</p>${returnForm(entry, language, 'when pressed')}`);
  }
  if (entry.state === 'running') {
    return shell(language, `<meta http-equiv="refresh" content="2"><p role="status">${words.running}</p>`);
  }
  if (!isOpen(gateway, entry)) {
    return shell(language, `<p>${words.over}</p>${returnForm(entry, language, 'when pressed')}`);
  }
  return shell(language, payForm(gateway, entry, language));
}

/** §5: the browser brings the token to the shop, in a form that sends itself. */
function returnForm(
  { callbackUrl, token }: PageEntry,
  language: Language,
  when: 'at once' | 'when pressed',
): string {
  const words = WORDS[language];
  const script = when === 'at once' ? '<script>document.getElementById("return").submit();</script>' : '';
  return `${when === 'at once' ? `<p role="status">${words.returning}</p>` : ''}
<form id="return" method="post" action="${escapeHtml(callbackUrl)}">
<input type="hidden" name="token" value="${escapeHtml(token)}"><button class="yes">${words.back}</button></form>${script}`;
}

function payForm(gateway: Gateway, entry: PageEntry, language: Language): string {
  const words = WORDS[language];
  const { name = '' } = gateway.accounts.get(entry.apiKey) ?? {};
  const items = entry.items.map(
    (item) => `<tr><td>${escapeHtml(item.name)}</td><td>${toScreenText(item.priceMinor)}</td></tr>`,
  );
  const choices = [
    ...cards.map(({ number, label }) => [number, `${number} · ${label}`] as const),
    ['balance', words.balance] as const,
  ];
  const rest = ACTIONS.filter((action) => action.startsWith('pay-'));
  return `<p class="soft">${words.to}: ${escapeHtml(name)}</p>
<p class="sum">${toScreenText(entry.askedMinor)} ${escapeHtml(entry.currency)}</p>
<table>${items.join('')}</table>
${trySentence(entry, language)}
<form method="post"><label>${words.card} <select name="card">${choices.map(option).join('')}</select></label>
<label>${words.installment} <select name="installment">${installments(gateway, entry, language)}</select></label>
<div class="acts"><button class="yes" name="action" value="pay">${words.pay}</button>
<button name="action" value="leave">${words.leave}</button><button name="action" value="close">${words.close}</button></div>
<details><summary>${words.accidents}</summary><div class="acts">
${rest.map((action) => `<button name="action" value="${action}">${wordOf(words, action)}</button>`).join('')}
</div></details></form>`;
}

function wordOf(words: Readonly<Record<string, string>>, action: string): string {
  return words[action] ?? action;
}

function option([value, label]: readonly [string, string]): string {
  return `<option value="${escapeHtml(value)}">${escapeHtml(label)}</option>`;
}

function installments(gateway: Gateway, entry: PageEntry, language: Language): string {
  const words = WORDS[language];
  return entry.installments
    .map((count) => {
      const sum = `${toScreenText(priceIn(gateway, entry, count))} ${entry.currency}`;
      return option([
        String(count),
        count === 1 ? `${words.once} · ${sum}` : `${count} ${words.times} · ${sum}`,
      ]);
    })
    .join('');
}

/** Why the last try came to nothing. */
function trySentence({ lastTry }: PageEntry, language: Language): string {
  if (lastTry === null || lastTry.kind === 'left') return '';
  const text =
    lastTry.kind === 'not_proven'
      ? WORDS[language].notProven
      : `${sentenceOf(refusal(lastTry.code, ''), language)} (${lastTry.group ?? lastTry.code})`;
  return `<p class="bad" role="alert">${escapeHtml(text)}</p>`;
}

/** The name of what was paid with, for people. */
export function paidWith(card: string | null): string {
  return card === null ? 'balance' : `${findCard(card)?.label ?? 'card'} · ${card.slice(-4)}`;
}
