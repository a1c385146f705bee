import { createCanvas } from '@napi-rs/canvas';
import type { SlipImage } from './receipt.ts';
import { openImage } from './slip-dots.ts';
import { readSlipImage } from './slip-image.ts';

/** As large as it stands on a slip: two thirds of the wide roll, and no higher than a name board. */
const MOST = { width: 384, height: 200 };
/** Darker than this is black. */
const THRESHOLD = 160;

/**
 * A picture somebody chose as their logo, drawn anew in black and white dots, so that nothing else that stood in its file
 * comes along and every printer shows the same; null unless it is a PNG by its own bytes of at most 64 KiB.
 */
export async function redrawLogo(source: string): Promise<SlipImage | null> {
  const image = readSlipImage(source);
  const picture = image?.type === 'png' ? await openImage(image) : null;
  if (!image || !picture) return null;
  const scale = Math.min(1, MOST.width / image.width, MOST.height / image.height);
  const width = Math.max(1, Math.round(image.width * scale));
  const height = Math.max(1, Math.round(image.height * scale));
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  context.drawImage(picture, 0, 0, width, height);
  const dots = context.getImageData(0, 0, width, height);
  blackOrWhite(dots.data);
  context.putImageData(dots, 0, 0);
  const png = await canvas.encode('png');
  return { type: 'png', base64: png.toString('base64'), width, height };
}

function blackOrWhite(data: Uint8ClampedArray): void {
  for (let at = 0; at < data.length; at += 4) {
    const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
    const light = 0.299 * red + 0.587 * green + 0.114 * blue;
    data.fill(light < THRESHOLD ? 0 : 255, at, at + 3);
    data[at + 3] = 255;
  }
}
