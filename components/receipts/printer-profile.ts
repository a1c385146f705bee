import type { Paper } from '#server/receipts/paper.ts';
import type { PrinterMake } from '#server/receipts/printer-makes.ts';
import { PRINTER_WAYS, type PrinterId, type PrinterWay } from './printer.ts';
import { BAUD_RATES, type BaudRate } from './serial-printer.ts';

/** The receipt printer of one browser: how it is reached, who made it, its roll, and which device it is once one was chosen. */
export type PrinterProfile = {
  way: PrinterWay;
  make: PrinterMake;
  paper: Paper;
  baudRate: BaudRate;
  device: PrinterId | null;
};

/** Makes and rolls by their names; a new one does not compile without its line here. */
export const MAKES = Object.keys({ epson: 1, citizen: 1, bixolon: 1, zijiang: 1 } satisfies Record<
  PrinterMake,
  1
>) as PrinterMake[];
export const ROLLS: readonly Paper[] = ['80', '58'];

/** Before anything was chosen. */
export const NEW_PROFILE: PrinterProfile = {
  way: 'usb',
  make: 'epson',
  paper: '80',
  baudRate: 9_600,
  device: null,
};

/** Where this browser keeps it. */
export const PROFILE_KEY = 'vezne.receipt-printer';

/** The profile that was kept; whatever of it cannot be read is as before anything was chosen. */
export function readProfile(kept: string | null): PrinterProfile {
  const read = parsed(kept);
  return {
    way: PRINTER_WAYS.find((one) => one === read.way) ?? NEW_PROFILE.way,
    make: MAKES.find((one) => one === read.make) ?? NEW_PROFILE.make,
    paper: ROLLS.find((one) => one === read.paper) ?? NEW_PROFILE.paper,
    baudRate: BAUD_RATES.find((one) => one === read.baudRate) ?? NEW_PROFILE.baudRate,
    device: readDevice(read.device),
  };
}

function readDevice(value: unknown): PrinterId | null {
  const { vendorId, productId, serialNumber, name } = asRecord(value);
  if (typeof vendorId !== 'number' || typeof productId !== 'number') return null;
  const textOf = (one: unknown) => (typeof one === 'string' ? one : null);
  return { vendorId, productId, serialNumber: textOf(serialNumber), name: textOf(name) };
}

function parsed(kept: string | null): Record<string, unknown> {
  try {
    return asRecord(JSON.parse(kept ?? '{}'));
  } catch {
    return {};
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
