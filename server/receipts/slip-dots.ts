import { createCanvas, type Image, loadImage } from '@napi-rs/canvas';
import type { SlipImage } from './receipt.ts';

/** A picture as wide as a paper, four bytes for each dot. */
export type Dots = { data: Uint8ClampedArray; width: number; height: number };

/** An image as wide as it shall be in the middle of a paper, black and white; null if its bytes are not what they seemed. */
export async function imageDots(image: SlipImage, width: number, paperWidth: number): Promise<Dots | null> {
  const picture = await openImage(image);
  if (!picture) return null;
  const height = Math.max(1, Math.round((image.height * width) / image.width));
  const context = createCanvas(paperWidth, height).getContext('2d');
  context.fillStyle = 'white';
  context.fillRect(0, 0, paperWidth, height);
  context.drawImage(picture, Math.floor((paperWidth - width) / 2), 0, width, height);
  return { data: context.getImageData(0, 0, paperWidth, height).data, width: paperWidth, height };
}

/** The picture behind an image; null if no decoder takes it, or it is not of the size its head says. */
export async function openImage({ base64, width, height }: SlipImage): Promise<Image | null> {
  const picture = await loadImage(Buffer.from(base64, 'base64')).catch(() => null);
  return picture?.width === width && picture.height === height ? picture : null;
}

/** A QR code in the middle of a paper, each module a square of the same number of dots. */
export function qrDots(modules: readonly string[], width: number, paperWidth: number): Dots {
  const side = Math.floor(width / modules.length);
  const height = side * modules.length;
  const left = Math.floor((paperWidth - height) / 2);
  const data = new Uint8ClampedArray(paperWidth * height * 4).fill(255);
  for (const place of Array(paperWidth * height).keys()) {
    const [row, column] = [
      Math.floor(place / paperWidth / side),
      Math.floor(((place % paperWidth) - left) / side),
    ];
    if (modules[row]?.[column] === '1') data.fill(0, place * 4, place * 4 + 3);
  }
  return { data, width: paperWidth, height };
}
