import { escapeHtml, htmlPage, type Sandbox, scriptJson } from './html.ts';
import { terminalScript } from './terminal-script.ts';
import { terminalStyle } from './terminal-style.ts';

/** What somebody in front of a terminal may do. */
export type ActName = 'tap' | 'insert' | 'decline' | 'cancel' | 'walk-away';

/** What is on the screen. `state` only colours it. */
export type Screen = {
  state:
    | 'idle'
    | 'waiting'
    | 'busy'
    | 'offline'
    | 'approved'
    | 'declined'
    | 'cancelled'
    | 'refused'
    | 'no-answer';
  title: string;
  amount: string;
  hint: string;
};

/** One printed line: text on the left, and on the right if there is something to line up; or text in the middle. */
export type SlipLine = {
  left: string;
  right?: string;
  isStrong?: boolean;
  isCentred?: boolean;
  isInverse?: boolean;
};

/** What the page of a terminal asks its control for, four times a second. */
export type TerminalView = {
  screen: Screen;
  /** What can be done in front of it now. */
  acts: readonly ActName[];
  slip: readonly SlipLine[];
  openBatchNo: string;
  mode: 'manual' | 'auto';
  scenario: string | null;
};

type Choice = { value: string; label: string };

/** Everything about one terminal that its page needs to know besides what it shows now. */
export type DrawnTerminal<View extends TerminalView> = {
  label: string;
  number: string;
  /** What kind of terminal it is. */
  kind: string;
  /** Address of its control: GET shows, `setMethod` changes, POST to `…/act` acts. Without a query. */
  control: string;
  /** What the addresses end with. */
  query: string;
  setMethod: 'PUT' | 'POST';
  cards: readonly Choice[];
  scenarios: readonly Choice[];
  /** States of the line with the change that leads to each; what the view says the same of is the present one. */
  lines: readonly { change: Partial<View>; label: string }[];
  /** What the screen says when the gateway is gone, and how the clock on it runs. */
  gone: { title: string; hint: string };
  locale: string;
  timeZone: string;
  first: View;
};

/** The drawn terminal: what its screen shows, and everything one can do in front of it. */
export function drawnTerminalPage<View extends TerminalView>(
  sandbox: Sandbox,
  terminal: DrawnTerminal<View>,
): string {
  const title = `${terminal.label} · ${terminal.number}`;
  const { cards: _, scenarios, lines: __, kind: ___, ...page } = terminal;
  const labels = Object.fromEntries(scenarios.map(({ value, label }) => [value, label]));
  const body = `
<h1>${escapeHtml(title)} <span class="soft">${escapeHtml(terminal.kind)}</span></h1>
<div class="desk">
  <section class="pos" aria-label="Terminal">
    <div class="paper" id="paper" hidden></div>
    <div class="slot"></div>
    <div class="screen" id="screen" data-state="idle">
      <div class="bar"><span id="clock"></span><span>${escapeHtml(terminal.number)}</span></div>
      <div class="words" aria-live="polite"><div class="title" id="title"></div>
        <div class="amount" id="amount"></div>
        <div class="hint" id="hint"></div></div>
    </div>
    <div class="keys" aria-hidden="true">${keypad()}</div>
  </section>
  <div class="people">
    ${peopleSection(terminal.cards)}
    ${chaosSection(terminal)}
  </div>
</div>
<script>const terminal = ${scriptJson({ ...page, labels })};
${terminalScript}</script>`;
  return htmlPage(sandbox, title, body, terminalStyle);
}

function peopleSection(cards: readonly Choice[]): string {
  return `<section class="tile" aria-label="Customer and cashier">
      <h2>At the terminal</h2>
      <div class="acts">
        <button type="button" data-act="tap" class="yes">Tap</button>
        <button type="button" data-act="insert" class="yes">Insert + PIN</button>
        <button type="button" data-act="decline">Decline</button>
        <button type="button" data-act="cancel">Cancel</button>
        <button type="button" data-act="walk-away">Walk away</button>
      </div>
      <div class="fields">
        <label>Card <select id="card">${options(cards)}</select></label>
        <label>PIN <input id="pin" inputmode="numeric" autocomplete="off" maxlength="4" value="1234"></label>
      </div>
      <p class="soft">PIN 0000 is the wrong one. Decline is the bank's no, Cancel the red key.</p>
      <p id="said" role="status"></p>
    </section>`;
}

function chaosSection<View extends TerminalView>(terminal: DrawnTerminal<View>): string {
  const lines = terminal.lines.map(({ change, label }) => ({ value: JSON.stringify(change), label }));
  return `<section class="tile" aria-label="Chaos">
      <h2>Next operation</h2>
      <div class="fields">
        <label>Scenario <select id="scenario"><option value="">None</option>${options(terminal.scenarios)}</select></label>
        <label>How often <select id="times"><option value="1">once</option><option value="3">three times</option>
          <option value="">until changed</option></select></label>
        <label>Mode <select id="mode"><option value="manual">manual, somebody acts</option>
          <option value="auto">auto, answers by itself</option></select></label>
        <label>Line <select id="line">${options(lines)}</select></label>
      </div>
      <p class="soft">Open batch <strong id="batch"></strong></p>
    </section>`;
}

function options(choices: readonly Choice[]): string {
  return choices
    .map(({ value, label }) => `<option value="${escapeHtml(value)}">${escapeHtml(label)}</option>`)
    .join('');
}

/** Drawn only; the PIN is typed into its field. */
function keypad(): string {
  const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'].map((key) => `<i>${key}</i>`);
  return `${digits.join('')}<i class="red">✕</i><i class="yellow">‹</i><i class="green">◯</i>`;
}
