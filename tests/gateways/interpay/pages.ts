import { drawnTerminalPage } from '../shared/drawn-terminal.ts';
import { escapeHtml, htmlPage } from '../shared/html.ts';
import { page, type Reply } from '../shared/replies.ts';
import { toScreenText } from './amounts.ts';
import { cards } from './cards.ts';
import { deviceView } from './device-view.ts';
import type { Device } from './devices.ts';
import { findDevice } from './find-device.ts';
import type { Gateway } from './gateway.ts';
import { isScenarioName, scenarioNames, scenarios } from './scenarios.ts';
import { TORONTO } from './toronto.ts';
import type { LoggedCallback, LoggedRequest, Traffic } from './traffic-log.ts';

const sandbox = {
  name: 'Interpay sandbox',
  links: [
    ['/sim', 'Start'],
    ['/sim/terminals', 'Terminals'],
    ['/sim/traffic', 'Traffic'],
  ],
} as const;

/** The pages for people: start, terminals, one terminal, traffic. Null when the address is none of them. */
export function answerPage(gateway: Gateway, method: string, url: URL): Reply | null {
  if (method !== 'GET') return null;
  const [, , room = '', id = ''] = url.pathname.split('/').map(decodeURIComponent);
  if (room === '') return page(startPage());
  if (room === 'terminals' && id === '') return page(terminalsPage(gateway));
  if (room === 'traffic' && id === '') return page(trafficPage(gateway));
  if (room !== 'terminal') return null;
  const found = findDevice(gateway, id, url.searchParams.get('termId'));
  if ('device' in found) return page(terminalPage(gateway, found.device));
  return page(htmlPage(sandbox, 'Not found', `<h1>${escapeHtml(found.problem)}</h1>`), 404);
}

function startPage(): string {
  const rows = scenarioNames.map((name) => {
    const { cents, label } = scenarios[name];
    const amount = String(cents).padStart(2, '0');
    return `<tr><td><code>${name}</code></td><td>.${amount}</td><td>${escapeHtml(label)}</td></tr>`;
  });
  return htmlPage(
    sandbox,
    'Interpay sandbox',
    `<h1>Interpay Terminal Payment API, played by this machine</h1>
<div class="tiles">
  <a class="tile" href="/sim/terminals"><strong>Terminals</strong><br>drawn, to tap and to decline</a>
  <a class="tile" href="/sim/traffic"><strong>Traffic</strong><br>every request received, every callback sent</a>
  <a class="tile" href="/sim/book"><strong>Book</strong><br>what was really charged (JSON)</a>
  <a class="tile" href="/sim/devices"><strong>Devices</strong><br>settings and screens (JSON)</a>
  <a class="tile" href="/sim/settings"><strong>Settings</strong><br>waits and encodings (JSON)</a>
</div>
<h1>What can go wrong</h1>
<p class="soft">The device of this name always plays it; on <code>SIM-AMT</code> the cents of the amount choose; every other
device can be told on its page.</p>
<div class="tile scroll"><table><thead><tr><th>Device</th><th>Cents</th><th>What happens</th></tr></thead>
<tbody>${rows.join('')}</tbody></table></div>`,
  );
}

function terminalsPage(gateway: Gateway): string {
  const isScripted = ({ deviceId }: Device) => deviceId.startsWith('SIM-');
  const devices = [...gateway.devices.values()];
  const rows = devices.filter(isScripted).map((device) => {
    const { deviceId } = device;
    const label = isScenarioName(deviceId) ? scenarios[deviceId].label : 'The cents of the amount choose';
    return `<tr><td><a href="${addressOf(device)}">${escapeHtml(deviceId)}</a></td>
<td>${escapeHtml(device.termId)}</td><td>${escapeHtml(label)}</td></tr>`;
  });
  const tiles = devices.filter((device) => !isScripted(device)).map((device) => tileOf(gateway, device));
  return htmlPage(
    sandbox,
    'Terminals',
    `<h1>Terminals</h1><div class="tiles">${tiles.join('')}</div>
<h1>Devices that play one scenario</h1>
<div class="tile scroll"><table><thead><tr><th>Device</th><th>Account</th><th>What happens</th></tr></thead>
<tbody>${rows.join('')}</tbody></table></div>`,
  );
}

function tileOf(gateway: Gateway, device: Device): string {
  const { waiting, busyWith } = deviceView(gateway, device);
  const busy = busyWith ? 'busy' : 'idle';
  const now = waiting ? `waiting for a card: ${toScreenText(waiting.amountMinor)}` : busy;
  const state = [device.mode, device.line, `batch ${device.openBatch}`, now].join(', ');
  return `<a class="tile" href="${addressOf(device)}">
<strong>${escapeHtml(device.label)}</strong><br>${escapeHtml(device.deviceId)} · ${escapeHtml(device.termId)}<br>
<span class="soft">${escapeHtml(state)}</span></a>`;
}

function addressOf({ deviceId, termId }: Device): string {
  return escapeHtml(`/sim/terminal/${encodeURIComponent(deviceId)}?termId=${encodeURIComponent(termId)}`);
}

function terminalPage(gateway: Gateway, device: Device): string {
  return drawnTerminalPage(sandbox, {
    label: device.label,
    number: device.deviceId,
    kind: `account ${device.termId}`,
    control: `/sim/devices/${encodeURIComponent(device.deviceId)}`,
    query: `?termId=${encodeURIComponent(device.termId)}`,
    setMethod: 'POST',
    cards: cards.map(({ key, name, lastFourDigits }) => ({
      value: key,
      label: `${name} · ${lastFourDigits}`,
    })),
    scenarios: scenarioNames.map((name) => ({ value: name, label: `${scenarios[name].label} · ${name}` })),
    lines: (['online', 'busy', 'offline'] as const).map((line) => ({ change: { line }, label: line })),
    gone: { title: 'NO SANDBOX', hint: 'The sandbox is not running, trying again…' },
    locale: 'en-CA',
    timeZone: TORONTO,
    first: deviceView(gateway, device),
  });
}

const shownLines = 200;

function trafficPage(gateway: Gateway): string {
  const rows = gateway.log.list().slice(-shownLines).reverse().map(trafficRow);
  return htmlPage(
    sandbox,
    'Traffic',
    `<h1>Traffic</h1><p class="soft">The last ${shownLines} requests and callbacks, newest first.
<a href="/sim/traffic">Reload</a> · <a href="/sim/log">as JSON</a></p>
<div class="tile scroll"><table><thead><tr><th>#</th><th>At</th><th>What</th><th>Device</th><th>REQUESTID</th>
<th>Answer</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`,
  );
}

function trafficRow(line: Traffic): string {
  const { head, detail, answer } = line.kind === 'request' ? requestCells(line) : callbackCells(line);
  const problem = line.problem === null ? '' : ` · ${line.problem}`;
  return `<tr><td>${line.id}</td><td>${line.at.slice(11, 23)}</td>
<td>${escapeHtml(head)}<details><summary>bodies</summary><pre>${escapeHtml(detail)}</pre></details></td>
<td>${escapeHtml(line.deviceId ?? '')}</td><td>${escapeHtml(line.requestId ?? '')}</td>
<td>${escapeHtml(answer)} <span class="soft">${line.durationMs ?? '…'} ms${escapeHtml(problem)}</span></td></tr>`;
}

function requestCells(line: LoggedRequest) {
  return {
    head: `← ${line.method} ${line.path} (${line.host}, ${line.call})`,
    detail: JSON.stringify({ sent: line.body, answered: line.response }, null, 2),
    answer: line.outcome === 'answered' ? (line.code ?? 'answered') : line.outcome,
  };
}

function callbackCells(line: LoggedCallback) {
  const repeat = line.attempt > 1 ? ` (try ${line.attempt})` : '';
  return {
    head: `→ ${line.method} ${line.url}${repeat}`,
    detail: `${line.contentType ?? ''} ${line.bytes} bytes\n${line.body ?? ''}`,
    answer: String(line.status ?? 'nothing came back'),
  };
}
