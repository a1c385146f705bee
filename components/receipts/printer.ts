import { err, ok, type Result } from '#server/kernel/result.ts';

/** How a browser reaches a receipt printer. */
export const PRINTER_WAYS = ['usb', 'serial'] as const;
export type PrinterWay = (typeof PRINTER_WAYS)[number];

/** Why nothing, or not everything, came out of a printer. */
export type PrinterProblem = 'notChosen' | 'gone' | 'busy' | 'refused' | 'noOutput' | 'brokenOff';

/** What a printer is found again by, in this browser. */
export type PrinterId = {
  vendorId: number;
  productId: number;
  serialNumber: string | null;
  name: string | null;
};

/** A printer that stands ready. */
export type OpenPrinter = {
  id: PrinterId;
  /** Hands all bytes over, or says that it stopped taking them. */
  send(bytes: Uint8Array<ArrayBuffer>): Promise<Result<null, PrinterProblem>>;
  /** Lets it go, so that others can have it; never fails. */
  close(): Promise<void>;
};

/** A printer that takes nothing for so long has no paper, is off, or hangs. */
const PATIENCE_MS = 15_000;

/** What is being handed over, or that the printer stopped taking it. */
export async function inTime(
  work: Promise<unknown>,
  patienceMs = PATIENCE_MS,
): Promise<Result<null, PrinterProblem>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, patienceMs, 'late');
  });
  const first = await Promise.race([
    work.then(
      () => 'done' as const,
      () => 'failed' as const,
    ),
    late,
  ]);
  clearTimeout(timer);
  return first === 'done' ? ok(null) : err('brokenOff');
}

/** The name of what a browser threw; they all say what happened by it. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}
