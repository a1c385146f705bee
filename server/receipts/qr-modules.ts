import qrcode from 'qrcode-generator';

/** Bright modules around a code, without which readers do not find it (ISO/IEC 18004). */
const QUIET = 4;

/** The QR code of a text, quiet zone included: rows of 0 and 1, a 1 for each dark module. At most 512 signs (§11.5). Pure. */
export function qrModules(text: string): string[] {
  // The library writes one byte for each sign it is given.
  const bytes = Buffer.from(text, 'utf8').toString('latin1');
  const code = qrcode(0, 'L');
  code.addData(bytes, 'Byte');
  code.make();
  const size = code.getModuleCount();
  const places = Array.from({ length: size + 2 * QUIET }, (_, place) => place - QUIET);
  const isDark = (row: number, column: number) =>
    row >= 0 && row < size && column >= 0 && column < size && code.isDark(row, column);
  return places.map((row) => places.map((column) => (isDark(row, column) ? '1' : '0')).join(''));
}
