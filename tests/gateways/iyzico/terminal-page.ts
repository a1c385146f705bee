import { drawnTerminalPage } from '../shared/drawn-terminal.ts';
import { cards } from './cards.ts';
import { deviceView } from './device-view.ts';
import type { Device } from './devices.ts';
import type { Gateway } from './gateway.ts';
import { sandbox } from './html.ts';
import { scenarioNames, scenarios } from './scenarios.ts';

/** The drawn terminal of a device. */
export function terminalPage(gateway: Gateway, device: Device): string {
  return drawnTerminalPage(sandbox, {
    label: device.label,
    number: device.deviceUniqueId,
    kind: `VUK ${device.model}`,
    control: `/_sandbox/devices/${encodeURIComponent(device.deviceUniqueId)}`,
    query: '',
    setMethod: 'PUT',
    cards: cards.map(({ key, name, lastFourDigits }) => ({
      value: key,
      label: `${name} · ${lastFourDigits}`,
    })),
    scenarios: scenarioNames.map((name) => ({ value: name, label: scenarios[name].label })),
    lines: [
      { change: { online: true }, label: 'online' },
      { change: { online: false }, label: 'offline' },
    ],
    gone: { title: 'SANDBOX YOK', hint: 'Sandbox kapalı, yeniden deneniyor…' },
    locale: 'tr-TR',
    timeZone: 'Europe/Istanbul',
    first: deviceView(gateway, device),
  });
}
