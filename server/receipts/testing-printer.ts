/** A row on the paper of a printer: its signs, and every manner one of them that is no blank was printed in. */
export type PrintedRow = { text: string; manners: string[] };

/** What came out of a printer. `codePages` are the numbers it was switched to. */
export type Printed = { rows: PrintedRow[]; codePages: number[]; cuts: number; dots: number };

const LATIN = new TextDecoder('latin1');

/** Plays a printer that knows no command but ours: throws at any other byte that is no sign. Signs above 0x7f are bytes. */
export function print(bytes: Uint8Array): Printed {
  const printed: Printed = { rows: [{ text: '', manners: [] }], codePages: [], cuts: 0, dots: 0 };
  const style = { bold: 0, inverse: 0, size: 0 };
  let at = 0;
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0;
    const row = printed.rows.at(-1);
    if (byte === 0x0a) printed.rows.push({ text: '', manners: [] });
    else if (byte >= 0x20 && byte !== 0x7f && row) {
      row.text += LATIN.decode(bytes.subarray(at, at + 1));
      const manner = [style.bold && 'bold', style.inverse && 'inverse', style.size && `size ${style.size}`];
      const word = manner.filter(Boolean).join(' ');
      if (byte !== 0x20 && !row.manners.includes(word)) row.manners.push(word);
    } else at += obey(printed, style, bytes, at) - 1;
    at += 1;
  }
  return printed;
}

/** Carries out the command that begins at a byte, and says how many bytes it has. */
function obey(
  printed: Printed,
  style: Record<'bold' | 'inverse' | 'size', number>,
  bytes: Uint8Array,
  at: number,
) {
  const [first, , value = 0, , widthLow = 0, widthHigh = 0, rowsLow = 0, rowsHigh = 0] = bytes.subarray(at);
  const letter = String.fromCharCode(bytes[at + 1] ?? 0);
  const dots = (widthLow + 256 * widthHigh) * (rowsLow + 256 * rowsHigh);
  switch (`${first === 0x1b ? 'ESC' : first === 0x1d ? 'GS' : first === 0x1c ? 'FS' : first} ${letter}`) {
    case 'ESC @':
    case 'FS .':
      return 2;
    case 'ESC M':
      return 3;
    case 'ESC t':
      printed.codePages.push(value);
      return 3;
    case 'ESC E':
      style.bold = value;
      return 3;
    case 'GS B':
      style.inverse = value;
      return 3;
    case 'GS !':
      style.size = value;
      return 3;
    case 'GS V':
      printed.cuts += 1;
      return 3;
    case 'GS v':
      printed.dots += dots;
      return 8 + dots;
    default:
      throw new Error(`A printer would obey byte ${first} at ${at}`);
  }
}
