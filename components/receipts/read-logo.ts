import { err, ok, type Result } from '#server/kernel/result.ts';

/** Why a file is no logo. */
export type LogoProblem = 'tooLarge' | 'notPng' | 'noPicture';

const MAX_BYTES = 64 * 1024;
/** No larger than it stands on a slip: what is sent has to fit into a form. */
const MOST = { width: 384, height: 200 };
/** The first bytes of a PNG (PNG §5.2), whatever the file is called. */
const BEGINNING = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** The picture of a PNG file, as small as a slip needs it, as a `data:` address. Drawn anew, so nothing else of the file comes along. */
export async function readLogo(file: File): Promise<Result<string, LogoProblem>> {
  if (file.size > MAX_BYTES) return err('tooLarge');
  const first = new Uint8Array(await file.slice(0, BEGINNING.length).arrayBuffer());
  if (!BEGINNING.every((byte, at) => first[at] === byte)) return err('notPng');
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return err('noPicture');
  const scale = Math.min(1, MOST.width / picture.width, MOST.height / picture.height);
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext('2d');
  if (!pen) return err('noPicture');
  // What is transparent is paper.
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  toBlackAndWhite(pen, canvas);
  return ok(canvas.toDataURL('image/png'));
}

/** As it will be printed; two colours also make a small file. */
function toBlackAndWhite(pen: CanvasRenderingContext2D, { width, height }: HTMLCanvasElement): void {
  const dots = pen.getImageData(0, 0, width, height);
  const { data } = dots;
  for (let at = 0; at < data.length; at += 4) {
    const light = 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
    data.fill(light < 160 ? 0 : 255, at, at + 3);
  }
  pen.putImageData(dots, 0, 0);
}
