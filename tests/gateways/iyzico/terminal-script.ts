/** Runs in the browser; `first` and `scenarioLabels` are defined before it. Plain script, no outside code. */
export const terminalScript = `
const $ = (id) => document.getElementById(id);
const base = '/_sandbox/devices/' + encodeURIComponent(first.deviceUniqueId);
const acts = [...document.querySelectorAll('[data-act]')];
let shownSlip = '';

function turkish(amount, currency) {
  const [whole, part] = amount.split('.');
  return whole.replace(/\\B(?=(\\d{3})+$)/g, '.') + ',' + part + ' ' + (currency === 'TRY' ? 'TL' : currency);
}

function setText(id, text) {
  if ($(id).textContent !== text) $(id).textContent = text;
}

function paint(state, title, amount, hint) {
  $('screen').dataset.state = state;
  setText('title', title);
  setText('amount', amount);
  $('amount').style.fontSize = amount.length > 12 ? '1.5rem' : '';
  setText('hint', hint);
}

function showScreen(device) {
  const { waiting, lastResult } = device;
  if (waiting) {
    const money = turkish(waiting.amount, waiting.currency);
    return paint('waiting', waiting.title, money, waiting.hasLeft
      ? 'Müşteri ayrıldı, süre bekleniyor…' : 'Kartınızı okutun, takın veya yaklaştırın');
  }
  if (device.busyWith) return paint('busy', device.busyTitle, '', 'İşleniyor, lütfen bekleyin…');
  if (!device.online) return paint('offline', 'BAĞLANTI YOK', '', 'Hat kapalı');
  const isFresh = lastResult && Date.now() - Date.parse(lastResult.at) < 30000;
  if (isFresh) {
    const money = lastResult.kind === 'eod' ? '' : turkish(lastResult.amount, lastResult.currency);
    return paint(lastResult.result, lastResult.title, money, lastResult.message);
  }
  paint('idle', 'HAZIR', '', device.openSaleNumber ? 'Açık parçalı satış ' + device.openSaleNumber
    : device.mode === 'auto' ? 'Otomatik yanıt' : 'Kasadan tutar bekleniyor');
}

function showSlip(device) {
  const text = JSON.stringify(device.slip);
  if (text === shownSlip) return;
  shownSlip = text;
  $('paper').replaceChildren(...device.slip.map((line) => {
    const row = document.createElement('div');
    if (line.isStrong) row.className = 'strong';
    for (const part of [line.left, line.right ?? '']) {
      const cell = document.createElement('span');
      cell.textContent = part;
      row.append(cell);
    }
    return row;
  }));
  $('paper').hidden = device.slip.length === 0;
}

function setChoice(id, value) {
  if (document.activeElement !== $(id)) $(id).value = value;
}

function show(device) {
  showScreen(device);
  showSlip(device);
  const canCancelSale = device.openSaleNumber !== null && device.busyWith === null;
  for (const button of acts) {
    button.disabled = !device.waiting && !(canCancelSale && button.dataset.act === 'cancel');
  }
  setText('batch', device.openBatchNo);
  setText('clock', new Date().toLocaleTimeString('tr-TR', { timeZone: 'Europe/Istanbul' }));
  setChoice('scenario', device.scenario ?? '');
  setChoice('mode', device.mode);
  setChoice('online', String(device.online));
}

async function call(method, path, body) {
  const answer = await fetch(base + path, {
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

function setScenario() {
  const scenario = $('scenario').value || null;
  const times = scenario && $('times').value ? Number($('times').value) : null;
  tell(() => call('PUT', '', { scenario, times }), scenario ? 'Set: ' + scenarioLabels[scenario] : 'No scenario');
}
$('scenario').addEventListener('change', setScenario);
$('times').addEventListener('change', setScenario);
$('mode').addEventListener('change', () => tell(() => call('PUT', '', { mode: $('mode').value }), 'Mode changed'));
$('online').addEventListener('change', () =>
  tell(() => call('PUT', '', { online: $('online').value === 'true' }), 'Line changed'));

async function poll() {
  try {
    await call('GET', '');
  } catch {
    paint('offline', 'SANDBOX YOK', '', 'Sandbox kapalı, yeniden deneniyor…');
    for (const button of acts) button.disabled = true;
  }
  setTimeout(poll, document.hidden ? 1000 : 250);
}

show(first);
poll();
`;
