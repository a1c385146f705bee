/** What the form can carry beside its other fields; the server takes no more. */
const MAX_BASE64 = 44 * 1024;
/** From large and fine to small and coarse: the first that fits is taken. A slip stays readable in all of them. */
const TRIES = [
  { side: 1400, quality: 0.6 },
  { side: 1100, quality: 0.5 },
  { side: 900, quality: 0.45 },
  { side: 700, quality: 0.4 },
  { side: 500, quality: 0.35 },
  { side: 360, quality: 0.3 },
];

/**
 * The picture of a file made small enough to be sent with a form, as a `data:` address; null when it is no picture this
 * browser can read. Drawn anew, so nothing else that stood in the file (place, time, device) comes along.
 */
export async function shrinkPhoto(file: File): Promise<string | null> {
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return null;
  try {
    return TRIES.map((size) => draw(picture, size)).find(isSmall) ?? null;
  } finally {
    picture.close();
  }
}

function draw(picture: ImageBitmap, { side, quality }: (typeof TRIES)[number]): string {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext('2d');
  if (!pen) return '';
  // What is transparent in a PNG would turn black.
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/jpeg', quality);
}

function isSmall(address: string): boolean {
  const base64 = address.split(',')[1] ?? '';
  return base64 !== '' && base64.length <= MAX_BASE64;
}
