/** Runs in the browser; `terminal` is defined before it. Plain script, no outside code. */
export const terminalScript = `
const $ = (id) => document.getElementById(id);
const acts = [...document.querySelectorAll('[data-act]')];
let shownSlip = '';

function setText(id, text) {
  if ($(id).textContent !== text) $(id).textContent = text;
}

function paint({ state, title, amount, hint }) {
  $('screen').dataset.state = state;
  setText('title', title);
  setText('amount', amount);
  $('amount').style.fontSize = amount.length > 12 ? '1.5rem' : '';
  setText('hint', hint);
}

function showSlip(slip) {
  const text = JSON.stringify(slip);
  if (text === shownSlip) return;
  shownSlip = text;
  $('paper').replaceChildren(...slip.map((line) => {
    const row = document.createElement('div');
    row.className = [line.isStrong && 'strong', line.isCentred && 'centred', line.isInverse && 'inverse']
      .filter(Boolean).join(' ');
    for (const part of line.right === undefined ? [line.left] : [line.left, line.right]) {
      const cell = document.createElement('span');
      cell.textContent = part;
      row.append(cell);
    }
    return row;
  }));
  $('paper').hidden = slip.length === 0;
}

function setChoice(id, value) {
  if (document.activeElement !== $(id)) $(id).value = value;
}

function presentLine(device) {
  const isPresent = ({ value }) => Object.entries(JSON.parse(value)).every(([name, as]) => device[name] === as);
  return [...$('line').options].find(isPresent)?.value ?? '';
}

function show(device) {
  paint(device.screen);
  showSlip(device.slip);
  for (const button of acts) button.disabled = !device.acts.includes(button.dataset.act);
  setText('batch', device.openBatchNo);
  setText('clock', new Date().toLocaleTimeString(terminal.locale, { timeZone: terminal.timeZone }));
  setChoice('scenario', device.scenario ?? '');
  setChoice('mode', device.mode);
  setChoice('line', presentLine(device));
}

async function call(method, path, body) {
  const answer = await fetch(terminal.control + path + terminal.query, {
    method, headers: { 'content-type': 'application/json' }, body: body && JSON.stringify(body),
  });
  const value = await answer.json();
  if (!answer.ok) throw new Error(value.error);
  show(value);
  return value;
}

async function tell(work, done) {
  try {
    await work();
    setText('said', done);
  } catch (error) {
    setText('said', error.message);
  }
}

for (const button of acts) {
  button.addEventListener('click', () => tell(() => call('POST', '/act', {
    action: button.dataset.act,
    ...(button.dataset.act === 'insert' ? { pin: $('pin').value } : {}),
    ...(['tap', 'insert'].includes(button.dataset.act) ? { card: $('card').value } : {}),
  }), ''));
}

const change = (to, done) => tell(() => call(terminal.setMethod, '', to), done);

function setScenario() {
  const scenario = $('scenario').value || null;
  const times = scenario && $('times').value ? Number($('times').value) : null;
  change({ scenario, times }, scenario ? 'Set: ' + terminal.labels[scenario] : 'No scenario');
}
$('scenario').addEventListener('change', setScenario);
$('times').addEventListener('change', setScenario);
$('mode').addEventListener('change', () => change({ mode: $('mode').value }, 'Mode changed'));
$('line').addEventListener('change', () => change(JSON.parse($('line').value), 'Line changed'));

async function poll() {
  try {
    await call('GET', '');
  } catch {
    paint({ state: 'offline', amount: '', ...terminal.gone });
    for (const button of acts) button.disabled = true;
  }
  setTimeout(poll, document.hidden ? 1000 : 250);
}

show(terminal.first);
poll();
`;
