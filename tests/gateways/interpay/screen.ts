import type { ActName, Screen } from '../shared/drawn-terminal.ts';
import { toScreenText } from './amounts.ts';
import type { BookEntry } from './book.ts';
import type { Device } from './devices.ts';
import type { Gateway } from './gateway.ts';
import { kindOf } from './slip.ts';

const shownMs = 30_000;

type Words = Record<'present' | 'left' | 'busy' | 'approved' | 'declined' | 'voided' | 'cancelled', string>;

const english: Words = {
  present: 'Tap, insert or swipe card',
  left: 'Customer left, waiting for the time to run out…',
  busy: 'Authorizing, please wait…',
  approved: 'Approved',
  declined: 'Declined',
  voided: 'Voided',
  cancelled: 'Cancelled',
};

const french: Words = {
  present: 'Présentez, insérez ou glissez la carte',
  left: 'Client parti, fin de l’attente…',
  busy: 'Autorisation en cours…',
  approved: 'Approuvée',
  declined: 'Refusée',
  voided: 'Annulée par la suite',
  cancelled: 'Annulée',
};

/** What the terminal shows, in the language of its session. */
export function screenOf(gateway: Gateway, device: Device): Screen {
  const live = liveEntry(gateway, device);
  if (live) return liveScreen(device, live);
  if (device.line === 'offline') {
    return { state: 'offline', title: 'NO CONNECTION', amount: '', hint: 'The line is down' };
  }
  if (device.line === 'busy') {
    return { state: 'busy', title: 'BUSY', amount: '', hint: 'Somebody is using the terminal' };
  }
  const { lastEntry } = device;
  const isFresh =
    lastEntry && gateway.now() - Date.parse(lastEntry.voidedAt ?? lastEntry.endedAt ?? '') < shownMs;
  if (isFresh) return lastScreen(lastEntry);
  const hint = device.mode === 'auto' ? 'Answers by itself' : 'Waiting for an amount';
  return { state: 'idle', title: 'READY', amount: '', hint };
}

/** The session on the device, if there is one. */
export function liveEntry(gateway: Gateway, device: Device): BookEntry | null {
  return (device.running && gateway.ledger.find(device.running.secureId)) ?? null;
}

function liveScreen(device: Device, entry: BookEntry): Screen {
  const words = entry.lang === 'F' ? french : english;
  const title = kindOf(entry);
  const amount = toScreenText(entry.amountMinor);
  if (!device.running?.settle) return { state: 'busy', title, amount, hint: words.busy };
  return { state: 'waiting', title, amount, hint: device.running.hasLeft ? words.left : words.present };
}

function lastScreen(entry: BookEntry): Screen {
  const words = entry.lang === 'F' ? french : english;
  const base = { title: kindOf(entry), amount: toScreenText(entry.chargedMinor || entry.amountMinor) };
  switch (entry.state) {
    case 'approved':
      return { ...base, state: 'approved', hint: words.approved };
    case 'voided':
      return { ...base, state: 'cancelled', hint: words.voided };
    case 'declined':
      return { ...base, state: 'declined', hint: `${words.declined} · ${entry.text}` };
    case 'cancelled':
    case 'live':
      return { ...base, state: 'cancelled', hint: `${words.cancelled} · ${entry.text}` };
  }
}

/** What can be done in front of the device: everything while it waits for somebody, otherwise nothing. */
export function actsOn(device: Device): readonly ActName[] {
  const isWaiting = device.running?.isForPerson && device.running.settle !== null;
  return isWaiting ? ['tap', 'insert', 'decline', 'cancel', 'walk-away'] : [];
}
