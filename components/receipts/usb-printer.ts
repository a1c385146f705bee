import { err, ok, type Result } from '#server/kernel/result.ts';
import { inTime, nameOf, type OpenPrinter, type PrinterId, type PrinterProblem } from './printer.ts';

type Endpoint = { endpointNumber: number; direction: 'in' | 'out'; type: string };
type Alternate = { interfaceClass: number; endpoints: readonly Endpoint[] };
type Interface = { interfaceNumber: number; alternate: Alternate };

/** A device as WebUSB describes it (WICG WebUSB, «USBDevice»); only what we use. */
export type UsbDevice = {
  vendorId: number;
  productId: number;
  serialNumber?: string | null;
  productName?: string | null;
  configuration: { interfaces: readonly Interface[] } | null;
  open(): Promise<void>;
  close(): Promise<void>;
  selectConfiguration(value: number): Promise<void>;
  claimInterface(number: number): Promise<void>;
  transferOut(
    endpoint: number,
    data: Uint8Array<ArrayBuffer>,
  ): Promise<{ status: string; bytesWritten: number }>;
};

/** `navigator.usb`, where there is one. */
export type Usb = {
  getDevices(): Promise<UsbDevice[]>;
  requestDevice(options: { filters: { classCode: number }[] }): Promise<UsbDevice>;
};

/** Printers, and devices of their maker's own class, as many receipt printers are. */
const PRINTER_CLASS = 7;
const FILTERS = [{ classCode: PRINTER_CLASS }, { classCode: 255 }];
const CHUNK = 8 * 1024;

/** Has the person choose a printer; the browser remembers that it may be used. */
export async function chooseUsbPrinter(usb: Usb): Promise<Result<PrinterId, PrinterProblem>> {
  try {
    return ok(idOf(await usb.requestDevice({ filters: FILTERS })));
  } catch (error) {
    return err(nameOf(error) === 'NotFoundError' ? 'notChosen' : 'refused');
  }
}

/** Opens the printer that was chosen before. */
export async function openUsbPrinter(usb: Usb, id: PrinterId): Promise<Result<OpenPrinter, PrinterProblem>> {
  const device = (await usb.getDevices()).find((one) => isSame(idOf(one), id));
  if (!device) return err('gone');
  try {
    await device.open();
    if (!device.configuration) await device.selectConfiguration(1);
  } catch (error) {
    return err(nameOf(error) === 'NotFoundError' ? 'gone' : 'refused');
  }
  const close = () => device.close().catch(() => undefined);
  const output = outputOf(device);
  if (!output) {
    await close();
    return err('noOutput');
  }
  try {
    await device.claimInterface(output.interfaceNumber);
  } catch (error) {
    await close();
    return err(nameOf(error) === 'SecurityError' ? 'refused' : 'busy');
  }
  return ok({ id: idOf(device), close, send: (bytes) => sendAll(device, output.endpointNumber, bytes) });
}

async function sendAll(device: UsbDevice, endpoint: number, bytes: Uint8Array<ArrayBuffer>) {
  for (let at = 0; at < bytes.length; at += CHUNK) {
    const sent = await inTime(sendChunk(device, endpoint, bytes.slice(at, at + CHUNK)));
    if (!sent.ok) return sent;
  }
  return ok(null);
}

async function sendChunk(device: UsbDevice, endpoint: number, chunk: Uint8Array<ArrayBuffer>): Promise<void> {
  const { status, bytesWritten } = await device.transferOut(endpoint, chunk);
  if (status !== 'ok' || bytesWritten !== chunk.length)
    throw new Error(`The printer took ${bytesWritten} bytes`);
}

/** Where a device takes data; its printer part before any other. */
function outputOf(device: UsbDevice): { interfaceNumber: number; endpointNumber: number } | null {
  const outputs = (device.configuration?.interfaces ?? []).flatMap(({ interfaceNumber, alternate }) => {
    const endpoint = alternate.endpoints.find(
      ({ direction, type }) => direction === 'out' && type === 'bulk',
    );
    const isPrinter = alternate.interfaceClass === PRINTER_CLASS;
    return endpoint ? [{ interfaceNumber, endpointNumber: endpoint.endpointNumber, isPrinter }] : [];
  });
  return outputs.find(({ isPrinter }) => isPrinter) ?? outputs[0] ?? null;
}

function idOf({ vendorId, productId, serialNumber, productName }: UsbDevice): PrinterId {
  return { vendorId, productId, serialNumber: serialNumber || null, name: productName || null };
}

function isSame(a: PrinterId, b: PrinterId): boolean {
  return a.vendorId === b.vendorId && a.productId === b.productId && a.serialNumber === b.serialNumber;
}
