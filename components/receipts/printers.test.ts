import { describe, expect, test, vi } from 'vitest';
import { inTime, type PrinterId } from './printer.ts';
import { NEW_PROFILE, readProfile } from './printer-profile.ts';
import { chooseSerialPrinter, openSerialPrinter, type SerialPort } from './serial-printer.ts';
import { chooseUsbPrinter, openUsbPrinter, type UsbDevice } from './usb-printer.ts';

const SLIP = new Uint8Array(20_000).map((_, at) => at % 251);
const ID: PrinterId = { vendorId: 0x04b8, productId: 0x0e15, serialNumber: 'X1', name: 'TM-T20' };

const bulkOut = { endpointNumber: 2, direction: 'out', type: 'bulk' } as const;
const printerPart = { interfaceNumber: 0, alternate: { interfaceClass: 7, endpoints: [bulkOut] } };

/** A printer on a cable, and what came out of it. */
function usbPrinter(change: Partial<UsbDevice> = {}) {
  const paper: number[] = [];
  const calls: string[] = [];
  const device: UsbDevice = {
    vendorId: ID.vendorId,
    productId: ID.productId,
    serialNumber: 'X1',
    productName: 'TM-T20',
    configuration: { interfaces: [printerPart] },
    open: async () => void calls.push('open'),
    close: async () => void calls.push('close'),
    selectConfiguration: async () => undefined,
    claimInterface: async (number) => void calls.push(`claim ${number}`),
    transferOut: async (endpoint, data) => {
      calls.push(`out ${endpoint}`);
      paper.push(...data);
      return { status: 'ok', bytesWritten: data.length };
    },
    ...change,
  };
  const usb = { getDevices: async () => [device], requestDevice: async () => device };
  return { usb, paper, calls };
}

const thrown = (name: string) => async () => {
  throw new DOMException('no', name);
};

describe('a printer by USB', () => {
  test('is found again as the one that was chosen, takes every byte in order, and is let go', async () => {
    const { usb, paper, calls } = usbPrinter();
    expect(await chooseUsbPrinter(usb)).toEqual({ ok: true, value: ID });
    const opened = await openUsbPrinter(usb, ID);
    if (!opened.ok) throw new Error(opened.error);
    expect(await opened.value.send(SLIP)).toEqual({ ok: true, value: null });
    await opened.value.close();
    expect(paper).toEqual([...SLIP]);
    expect(calls).toEqual(['open', 'claim 0', 'out 2', 'out 2', 'out 2', 'close']);
  });

  test('is used by its printer part, where it is other things too', async () => {
    const scanner = {
      interfaceNumber: 3,
      alternate: { interfaceClass: 255, endpoints: [{ ...bulkOut, endpointNumber: 9 }] },
    };
    const { usb, calls } = usbPrinter({ configuration: { interfaces: [scanner, printerPart] } });
    await openUsbPrinter(usb, ID);
    expect(calls).toContain('claim 0');
  });

  test.each([
    ['nobody chose one', 'NotFoundError', 'notChosen'],
    ['the page may not ask', 'SecurityError', 'refused'],
  ])('says so when %s', async (_, name, problem) => {
    const { usb } = usbPrinter();
    expect(await chooseUsbPrinter({ ...usb, requestDevice: thrown(name) })).toEqual({
      ok: false,
      error: problem,
    });
  });

  test.each([
    ['it is not plugged in', {}, { ...ID, serialNumber: 'X2' }, 'gone'],
    ['the system keeps it', { open: thrown('SecurityError') }, ID, 'refused'],
    ['another program has it', { claimInterface: thrown('NetworkError') }, ID, 'busy'],
    ['it takes no data', { configuration: { interfaces: [] } }, ID, 'noOutput'],
  ])('says so, before anything is counted, when %s', async (_, change, id, problem) => {
    const { usb, paper } = usbPrinter(change);
    expect(await openUsbPrinter(usb, id)).toEqual({ ok: false, error: problem });
    expect(paper).toEqual([]);
  });

  test.each([
    ['is pulled out', thrown('NetworkError')],
    ['stalls', async () => ({ status: 'stall', bytesWritten: 0 })],
    ['takes a part only', async () => ({ status: 'ok', bytesWritten: 1 })],
  ])('says that it broke off when it %s', async (_, transferOut) => {
    const { usb } = usbPrinter({ transferOut });
    const opened = await openUsbPrinter(usb, ID);
    expect(opened.ok && (await opened.value.send(SLIP))).toEqual({ ok: false, error: 'brokenOff' });
  });
});

/** A printer on a serial port, and what came out of it. */
function serialPrinter(change: Partial<SerialPort> = {}) {
  const paper: number[] = [];
  const calls: string[] = [];
  const port: SerialPort = {
    writable: new WritableStream({ write: (chunk) => void paper.push(...chunk) }),
    getInfo: () => ({ usbVendorId: 0x067b, usbProductId: 0x2303 }),
    open: async ({ baudRate }) => void calls.push(`open ${baudRate}`),
    close: async () => void calls.push('close'),
    ...change,
  };
  const serial = { getPorts: async () => [port], requestPort: async () => port };
  return { serial, paper, calls };
}

const PORT: PrinterId = { vendorId: 0x067b, productId: 0x2303, serialNumber: null, name: null };

describe('a printer by serial port', () => {
  test('takes every byte at its speed and is let go', async () => {
    const { serial, paper, calls } = serialPrinter();
    expect(await chooseSerialPrinter(serial)).toEqual({ ok: true, value: PORT });
    const opened = await openSerialPrinter(serial, PORT, 38_400);
    if (!opened.ok) throw new Error(opened.error);
    expect(await opened.value.send(SLIP)).toEqual({ ok: true, value: null });
    await opened.value.close();
    expect(paper).toEqual([...SLIP]);
    expect(calls).toEqual(['open 38400', 'close']);
  });

  test.each([
    ['is held elsewhere', { open: thrown('NetworkError') }, 'busy'],
    ['is open in another tab', { open: thrown('InvalidStateError') }, 'busy'],
    ['may not be used', { open: thrown('SecurityError') }, 'refused'],
    ['takes no data', { writable: null }, 'noOutput'],
  ])('says so when it %s', async (_, change, problem) => {
    const { serial } = serialPrinter(change);
    expect(await openSerialPrinter(serial, PORT, 9_600)).toEqual({ ok: false, error: problem });
  });

  test('says that it is gone, and that nobody chose one', async () => {
    const { serial } = serialPrinter();
    expect(await openSerialPrinter(serial, { ...PORT, productId: 1 }, 9_600)).toEqual({
      ok: false,
      error: 'gone',
    });
    expect(await chooseSerialPrinter({ ...serial, requestPort: thrown('NotFoundError') })).toEqual({
      ok: false,
      error: 'notChosen',
    });
  });

  test('says that it broke off when its stream fails', async () => {
    const writable = new WritableStream<Uint8Array<ArrayBuffer>>({ write: thrown('NetworkError') });
    const { serial } = serialPrinter({ writable });
    const opened = await openSerialPrinter(serial, PORT, 9_600);
    expect(opened.ok && (await opened.value.send(SLIP))).toEqual({ ok: false, error: 'brokenOff' });
  });
});

test('a serial printer that hangs is let go, and what it did not take never comes out', async () => {
  const end = vi.fn();
  const writable = new WritableStream<Uint8Array<ArrayBuffer>>({
    write: (_, { signal }) => new Promise((_resolve, fail) => signal.addEventListener('abort', fail)),
    abort: end,
  });
  const { serial } = serialPrinter({ writable });
  const opened = await openSerialPrinter(serial, PORT, 9_600, 1);
  expect(opened.ok && (await opened.value.send(SLIP))).toEqual({ ok: false, error: 'brokenOff' });
  expect(writable.locked).toBe(false);
  await vi.waitFor(() => expect(end).toHaveBeenCalled());
});

test('a printer that takes nothing for its whole time has broken off', async () => {
  expect(await inTime(new Promise(() => undefined), 1)).toEqual({ ok: false, error: 'brokenOff' });
});

describe('what a browser kept of its printer', () => {
  test('is read back as it was', () => {
    const profile = { way: 'serial', make: 'bixolon', paper: '58', baudRate: 115_200, device: ID } as const;
    expect(readProfile(JSON.stringify(profile))).toEqual(profile);
  });

  test.each([
    null,
    '',
    '{',
    '[]',
    'null',
    '{"way":"lpt","make":7,"paper":"70","baudRate":1,"device":{"vendorId":"x"}}',
  ])('is nothing where it cannot be read: %s', (kept) => {
    expect(readProfile(kept)).toEqual(NEW_PROFILE);
  });
});
