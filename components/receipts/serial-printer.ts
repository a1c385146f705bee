import { err, ok, type Result } from '#server/kernel/result.ts';
import { inTime, nameOf, type OpenPrinter, type PrinterId, type PrinterProblem } from './printer.ts';

/** A port as Web Serial describes it (WICG Web Serial, «SerialPort»); only what we use. */
export type SerialPort = {
  writable: WritableStream<Uint8Array<ArrayBuffer>> | null;
  getInfo(): { usbVendorId?: number; usbProductId?: number };
  open(options: { baudRate: number; bufferSize: number }): Promise<void>;
  close(): Promise<void>;
};

/** `navigator.serial`, where there is one. */
export type Serial = { getPorts(): Promise<SerialPort[]>; requestPort(): Promise<SerialPort> };

/** Speeds receipt printers are set to. */
export const BAUD_RATES = [9_600, 19_200, 38_400, 115_200] as const;
export type BaudRate = (typeof BAUD_RATES)[number];

const BUFFER_BYTES = 8 * 1024;
/** Slow ports take a slip with a picture for a good while. */
const PATIENCE_MS = 60_000;

/** Has the person choose a port; the browser remembers that it may be used. */
export async function chooseSerialPrinter(serial: Serial): Promise<Result<PrinterId, PrinterProblem>> {
  try {
    return ok(idOf(await serial.requestPort()));
  } catch (error) {
    return err(nameOf(error) === 'NotFoundError' ? 'notChosen' : 'refused');
  }
}

/** Opens the port that was chosen before. */
export async function openSerialPrinter(
  serial: Serial,
  id: PrinterId,
  baudRate: BaudRate,
  patienceMs = PATIENCE_MS,
): Promise<Result<OpenPrinter, PrinterProblem>> {
  const ports = await serial.getPorts();
  const port = ports.find((one) => isSame(idOf(one), id));
  if (!port) return err('gone');
  try {
    await port.open({ baudRate, bufferSize: BUFFER_BYTES });
  } catch (error) {
    // «NetworkError»: the system did not open it, because somebody has it; «InvalidStateError»: another tab of ours has.
    return err(['NetworkError', 'InvalidStateError'].includes(nameOf(error)) ? 'busy' : 'refused');
  }
  const close = () => port.close().catch(() => undefined);
  if (!port.writable) {
    await close();
    return err('noOutput');
  }
  const { writable } = port;
  return ok({ id, close, send: (bytes) => sendAll(writable, bytes, patienceMs) });
}

async function sendAll(
  writable: WritableStream<Uint8Array<ArrayBuffer>>,
  bytes: Uint8Array<ArrayBuffer>,
  patienceMs: number,
): Promise<Result<null, PrinterProblem>> {
  const writer = writable.getWriter();
  const sent = await inTime(
    writer.write(bytes).then(() => writer.close()),
    patienceMs,
  );
  // What the printer has not taken by now comes out never, not later under another slip.
  if (!sent.ok) void writer.abort().catch(() => undefined);
  // A port whose stream somebody holds cannot be closed, and would be busy until the page is left.
  writer.releaseLock();
  return sent;
}

function idOf(port: SerialPort): PrinterId {
  const { usbVendorId, usbProductId } = port.getInfo();
  return { vendorId: usbVendorId ?? 0, productId: usbProductId ?? 0, serialNumber: null, name: null };
}

function isSame(a: PrinterId, b: PrinterId): boolean {
  return a.vendorId === b.vendorId && a.productId === b.productId;
}
