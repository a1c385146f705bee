import { escapeHtml, htmlPage } from '../shared/html.ts';
import { page, type Reply } from '../shared/replies.ts';
import { toScreenText } from './amounts.ts';
import { isPaid, type PageEntry } from './book.ts';
import { cards } from './cards.ts';
import type { Gateway } from './gateway.ts';
import { isOpen } from './pay.ts';
import { paidWith } from './payer-page.ts';
import type { Traffic } from './traffic-log.ts';

const sandbox = {
  name: 'Pay with iyzico sandbox',
  links: [
    ['/sim', 'Start'],
    ['/sim/payments', 'Payments'],
    ['/sim/traffic', 'Traffic'],
  ],
} as const;

const SHOWN = 200;

/** The pages for people who run the sandbox. Null when the address is none of them. */
export function answerPage(gateway: Gateway, method: string, url: URL): Reply | null {
  if (method !== 'GET') return null;
  switch (url.pathname) {
    case '/sim':
      return page(startPage());
    case '/sim/payments':
      return page(paymentsPage(gateway));
    case '/sim/traffic':
      return page(trafficPage(gateway));
    default:
      return null;
  }
}

function startPage(): string {
  const rows = cards.map(
    ({ number, label, result }) =>
      `<tr><td><code>${number}</code></td><td>${escapeHtml(label)}</td><td>${escapeHtml(result.kind)}</td></tr>`,
  );
  return htmlPage(
    sandbox,
    'Pay with iyzico sandbox',
    `<h1>Pay with iyzico, played by this machine</h1>
<div class="tiles">
  <a class="tile" href="/sim/payments"><strong>Payments</strong><br>every page opened, and what was paid on it</a>
  <a class="tile" href="/sim/traffic"><strong>Traffic</strong><br>every request received, every notice sent</a>
  <a class="tile" href="/sim/book"><strong>Book</strong><br>what was really charged (JSON)</a>
  <a class="tile" href="/sim/settings"><strong>Settings</strong><br>waits and switches (JSON)</a>
</div>
<h1>Test cards</h1>
<div class="tile scroll"><table><thead><tr><th>Number</th><th>Card</th><th>What happens</th></tr></thead>
<tbody>${rows.join('')}</tbody></table></div>`,
  );
}

function paymentsPage(gateway: Gateway): string {
  const rows = gateway.ledger
    .entries()
    .slice(-SHOWN)
    .reverse()
    .map((entry) => paymentRow(gateway, entry));
  return htmlPage(
    sandbox,
    'Payments',
    `<h1>Payments</h1><p class="soft">The last ${SHOWN} pages, newest first. <a href="/sim/payments">Reload</a></p>
<div class="tile scroll"><table><thead><tr><th>Opened</th><th>Basket</th><th>Sum</th><th>State</th><th>Went back</th>
<th></th></tr></thead><tbody>${rows.join('')}</tbody></table></div>
<script>
for (const button of document.querySelectorAll('[data-fraud]')) button.addEventListener('click', async () => {
  await fetch('/sim/pages/' + button.dataset.token + '/fraud', { method: 'POST',
    headers: { 'content-type': 'application/json' }, body: JSON.stringify({ verdict: button.dataset.fraud }) });
  location.reload();
});
</script>`,
  );
}

function paymentRow(gateway: Gateway, entry: PageEntry): string {
  const address = `/pay?token=${entry.token}&lang=${entry.locale}`;
  const isReviewed = entry.payment?.fraudStatus === 0;
  const buttons = ['approve', 'reject'].map(
    (verdict) =>
      `<button type="button" data-fraud="${verdict}" data-token="${entry.token}">${verdict}</button>`,
  );
  const back = (entry.payment?.returns ?? []).map(
    (one) =>
      `${one.kind} ${toScreenText(one.parts.reduce((sum, part) => sum + part.minor, 0))} ${one.conversationId ?? 'by hand'}`,
  );
  return `<tr><td>${entry.createdAt.slice(0, 19)}</td><td>${escapeHtml(entry.basketId)}</td>
<td>${toScreenText(entry.priceMinor)} ${escapeHtml(entry.currency)}</td><td>${escapeHtml(stateOf(gateway, entry))}</td>
<td>${escapeHtml(back.join(', '))}</td>
<td><a href="${escapeHtml(address)}">Page</a> ${isReviewed ? buttons.join('') : ''}</td></tr>`;
}

function stateOf(gateway: Gateway, entry: PageEntry): string {
  if (isPaid(entry)) {
    const { paymentId, paidMinor, installment, card, fraudStatus } = entry.payment;
    const fraud = fraudStatus === 1 ? '' : fraudStatus === 0 ? ', looked into' : ', rejected';
    return `paid ${toScreenText(paidMinor)} in ${installment}, ${paidWith(card)}, ${paymentId}${fraud}`;
  }
  if (entry.state === 'running') return 'the bank is asked';
  const tried = entry.lastTry === null ? '' : ` (${entry.lastTry.kind})`;
  return `${isOpen(gateway, entry) ? 'open' : 'ended'}${tried}`;
}

function trafficPage(gateway: Gateway): string {
  const rows = gateway.log.list().slice(-SHOWN).reverse().map(trafficRow);
  return htmlPage(
    sandbox,
    'Traffic',
    `<h1>Traffic</h1><p class="soft">The last ${SHOWN} requests and notices, newest first.
<a href="/sim/traffic">Reload</a> · <a href="/sim/log">as JSON</a></p>
<div class="tile scroll"><table><thead><tr><th>#</th><th>At</th><th>What</th><th>Conversation</th><th>Answer</th></tr></thead>
<tbody>${rows.join('')}</tbody></table></div>`,
  );
}

function trafficRow(line: Traffic): string {
  const isRequest = line.kind === 'request';
  const head = isRequest ? `← ${line.method} ${line.target}` : `→ ${line.url} (try ${line.attempt})`;
  const detail = isRequest
    ? JSON.stringify({ sent: line.body, answered: line.response }, null, 2)
    : line.body;
  const answered = isRequest ? line.code : line.status;
  return `<tr><td>${line.id}</td><td>${line.at.slice(11, 23)}</td>
<td>${escapeHtml(head)}<details><summary>bodies</summary><pre>${escapeHtml(detail)}</pre></details></td>
<td>${escapeHtml(line.conversationId ?? '')}</td><td>${escapeHtml(answered ?? 'nothing came back')}
<span class="soft">${line.durationMs ?? '…'} ms ${escapeHtml(line.problem ?? '')}</span></td></tr>`;
}
