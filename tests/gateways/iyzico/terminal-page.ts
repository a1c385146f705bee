import { cards } from './cards.ts';
import { deviceView } from './device-view.ts';
import type { Device } from './devices.ts';
import type { Gateway } from './gateway.ts';
import { escapeHtml, htmlDocument, scriptJson } from './html.ts';
import { scenarioNames, scenarios } from './scenarios.ts';
import { terminalScript } from './terminal-script.ts';
import { terminalStyle } from './terminal-style.ts';

/** The drawn terminal: what its screen shows, and everything one can do in front of it. */
export function terminalPage(gateway: Gateway, device: Device): string {
  const title = `${device.label} · ${device.deviceUniqueId}`;
  const body = `
<h1>${escapeHtml(title)} <span class="soft">VUK ${device.model}</span></h1>
<div class="desk">
  <section class="pos" aria-label="Terminal">
    <div class="paper" id="paper" hidden></div>
    <div class="slot"></div>
    <div class="screen" id="screen" data-state="idle">
      <div class="bar"><span id="clock"></span><span>${escapeHtml(device.deviceUniqueId)}</span></div>
      <div class="words" aria-live="polite"><div class="title" id="title"></div>
        <div class="amount" id="amount"></div>
        <div class="hint" id="hint"></div></div>
    </div>
    <div class="keys" aria-hidden="true">${keypad()}</div>
  </section>
  <div class="people">
    <section class="tile" aria-label="Customer and cashier">
      <h2>At the terminal</h2>
      <div class="acts">
        <button type="button" data-act="tap" class="yes">Tap</button>
        <button type="button" data-act="insert" class="yes">Insert + PIN</button>
        <button type="button" data-act="decline">Decline</button>
        <button type="button" data-act="cancel">Cancel</button>
        <button type="button" data-act="walk-away">Walk away</button>
      </div>
      <div class="fields">
        <label>Card <select id="card">${cardOptions()}</select></label>
        <label>PIN <input id="pin" inputmode="numeric" autocomplete="off" maxlength="4" value="1234"></label>
      </div>
      <p class="soft">PIN 0000 is the wrong one. Decline is the bank's no, Cancel the red key.</p>
      <p id="said" role="status"></p>
    </section>
    <section class="tile" aria-label="Chaos">
      <h2>Next operation</h2>
      <div class="fields">
        <label>Scenario <select id="scenario"><option value="">None</option>${scenarioOptions()}</select></label>
        <label>How often <select id="times"><option value="1">once</option><option value="3">three times</option>
          <option value="">until changed</option></select></label>
        <label>Mode <select id="mode"><option value="manual">manual, somebody acts</option>
          <option value="auto">auto, answers by itself</option></select></label>
        <label>Line <select id="online"><option value="true">online</option>
          <option value="false">offline</option></select></label>
      </div>
      <p class="soft">Open batch <strong id="batch"></strong></p>
    </section>
  </div>
</div>
<script>const first = ${scriptJson(deviceView(gateway, device))};
const scenarioLabels = ${scriptJson(labels())};
${terminalScript}</script>`;
  return htmlDocument(title, body, terminalStyle);
}

function cardOptions(): string {
  return cards
    .map((card) => `<option value="${card.key}">${escapeHtml(card.name)} · ${card.lastFourDigits}</option>`)
    .join('');
}

function scenarioOptions(): string {
  return scenarioNames
    .map((name) => `<option value="${name}">${escapeHtml(scenarios[name].label)}</option>`)
    .join('');
}

function labels(): Record<string, string> {
  return Object.fromEntries(scenarioNames.map((name) => [name, scenarios[name].label]));
}

/** Drawn only; the PIN is typed into its field. */
function keypad(): string {
  const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'].map((key) => `<i>${key}</i>`);
  return `${digits.join('')}<i class="red">✕</i><i class="yellow">‹</i><i class="green">◯</i>`;
}
