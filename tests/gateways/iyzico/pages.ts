import { escapeHtml } from '../shared/html.ts';
import { page, type Reply } from '../shared/replies.ts';
import { deviceView } from './device-view.ts';
import type { Gateway } from './gateway.ts';
import { htmlDocument } from './html.ts';
import type { LoggedRequest } from './request-log.ts';
import { scenarioNames, scenarios } from './scenarios.ts';
import { terminalPage } from './terminal-page.ts';

/** The pages for people: start, terminals, one terminal, log. */
export function answerPage(gateway: Gateway, method: string, url: URL): Reply {
  const [, room = '', id] = url.pathname.split('/').map(decodeURIComponent);
  if (method !== 'GET') return page(htmlDocument('Not found', '<h1>Not found</h1>'), 405);
  if (url.pathname === '/') return page(startPage());
  if (room === 'log' && id === undefined) return page(logPage(gateway));
  if (room === 'terminals' && !id) return page(terminalsPage(gateway));
  const device = room === 'terminals' && id ? gateway.devices.get(id) : undefined;
  if (device) return page(terminalPage(gateway, device));
  return page(htmlDocument('Not found', '<h1>Not found</h1>'), 404);
}

function startPage(): string {
  const rows = scenarioNames.map((name) => {
    const { kurus, label } = scenarios[name];
    const amount = kurus === undefined ? '' : `…,${kurus}`;
    return `<tr><td>${amount}</td><td><code>${name}</code></td><td>${escapeHtml(label)}</td></tr>`;
  });
  return htmlDocument(
    'iyzico sandbox',
    `<h1>iyzico Terminal API, played by this machine</h1>
<div class="tiles">
  <a class="tile" href="/terminals"><strong>Terminals</strong><br>drawn, to tap and to decline</a>
  <a class="tile" href="/log"><strong>Log</strong><br>every request received, every answer given</a>
  <a class="tile" href="/_sandbox/book"><strong>Book</strong><br>what was really charged (JSON)</a>
  <a class="tile" href="/_sandbox/devices"><strong>Devices</strong><br>settings and screens (JSON)</a>
  <a class="tile" href="/_sandbox/settings"><strong>Settings</strong><br>waits and lifetimes (JSON)</a>
</div>
<h1>What can go wrong</h1>
<p class="soft">On an automatic device the kuruş of a sale choose; every device can be told on its page.</p>
<div class="tile scroll"><table><thead><tr><th>Amount</th><th>Name</th><th>What happens</th></tr></thead>
<tbody>${rows.join('')}</tbody></table></div>`,
  );
}

function terminalsPage(gateway: Gateway): string {
  const tiles = [...gateway.devices.values()].map((device) => {
    const { waiting, mode, online, openBatchNo } = deviceView(gateway, device);
    const now = waiting ? `waiting for a card: ${waiting.amount} ${waiting.currency}` : 'idle';
    return `<a class="tile" href="/terminals/${encodeURIComponent(device.deviceUniqueId)}">
<strong>${escapeHtml(device.label)}</strong><br>${escapeHtml(device.deviceUniqueId)} · VUK ${device.model}<br>
<span class="soft">${mode}, ${online ? 'online' : 'offline'}, batch ${openBatchNo}, ${escapeHtml(now)}</span></a>`;
  });
  return htmlDocument('Terminals', `<h1>Terminals</h1><div class="tiles">${tiles.join('')}</div>`);
}

const shownRequests = 200;

function logPage(gateway: Gateway): string {
  const requests = gateway.log.list().slice(-shownRequests).reverse();
  return htmlDocument(
    'Log',
    `<h1>Log</h1><p class="soft">The last ${shownRequests} requests, newest first. <a href="/log">Reload</a> · <a href="/_sandbox/log">as JSON</a></p>
<div class="tile scroll"><table><thead><tr><th>#</th><th>At</th><th>Request</th><th>Device</th><th>Reference</th>
<th>Answer</th></tr></thead><tbody>${requests.map(logRow).join('')}</tbody></table></div>`,
  );
}

function logRow(request: LoggedRequest): string {
  const answer = request.status ?? request.outcome;
  const problems = request.problems.length > 0 ? ` · ${request.problems.join('; ')}` : '';
  const detail = JSON.stringify({ sent: request.body, answered: request.response }, null, 2);
  return `<tr><td>${request.id}</td><td>${request.at.slice(11, 23)}</td>
<td>${escapeHtml(request.method)} ${escapeHtml(request.path)}
<details><summary>bodies</summary><pre>${escapeHtml(detail)}</pre></details></td>
<td>${escapeHtml(request.deviceUniqueId ?? '')}</td><td>${escapeHtml(request.transactionReferenceId ?? '')}</td>
<td>${escapeHtml(answer)} <span class="soft">${request.durationMs ?? '…'} ms${escapeHtml(problems)}</span></td></tr>`;
}
