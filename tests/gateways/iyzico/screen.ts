import type { ActName, Screen } from '../shared/drawn-terminal.ts';
import { toScreenText } from './amounts.ts';
import type { Device } from './devices.ts';
import { openSaleOf } from './fiscal-sales.ts';
import type { Gateway } from './gateway.ts';
import { kindTitles } from './slip.ts';

const shownMs = 30_000;

/** What the device shows: what it waits for, what it is busy with, and for a while what came of the last operation. */
export function screenOf(gateway: Gateway, device: Device): Screen {
  const { running, lastResult } = device;
  if (running?.settle) {
    const amount = toScreenText(running.amountMinor, running.currency);
    const hint = running.hasLeft
      ? 'Müşteri ayrıldı, süre bekleniyor…'
      : 'Kartınızı okutun, takın veya yaklaştırın';
    return { state: 'waiting', title: kindTitles[running.kind], amount, hint };
  }
  if (running) {
    return {
      state: 'busy',
      title: kindTitles[running.kind],
      amount: '',
      hint: 'İşleniyor, lütfen bekleyin…',
    };
  }
  if (!device.online) return { state: 'offline', title: 'BAĞLANTI YOK', amount: '', hint: 'Hat kapalı' };
  if (lastResult && gateway.now() - lastResult.at < shownMs) {
    const { kind, amountMinor, currency, message } = lastResult;
    const amount = kind === 'eod' ? '' : toScreenText(amountMinor, currency);
    return { state: lastResult.result, title: kindTitles[kind], amount, hint: message };
  }
  return { state: 'idle', title: 'HAZIR', amount: '', hint: idleHint(gateway, device) };
}

function idleHint(gateway: Gateway, device: Device): string {
  const openSale = openSaleOf(gateway, device);
  if (openSale) return `Açık parçalı satış ${openSale.saleNumber}`;
  return device.mode === 'auto' ? 'Otomatik yanıt' : 'Kasadan tutar bekleniyor';
}

const allActs = ['tap', 'insert', 'decline', 'cancel', 'walk-away'] as const;

/** What can be done in front of the device: everything while it waits; otherwise at most cancel an open partial sale. */
export function actsOn(gateway: Gateway, device: Device): readonly ActName[] {
  if (device.running?.settle) return allActs;
  return !device.running && openSaleOf(gateway, device) ? ['cancel'] : [];
}
