import { createCanvas, loadImage } from '@napi-rs/canvas';
import { describe, expect, test } from 'vitest';
import { composeSlip } from './compose-slip.ts';
import { lookForm } from './look-form.ts';
import { redrawLogo } from './redraw-logo.ts';
import { renderText } from './render-text.ts';
import { saleFacts } from './testing.ts';

async function picture(width: number, height: number): Promise<string> {
  const canvas = createCanvas(width, height);
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#3377cc';
  pen.fillRect(0, 0, width / 2, height);
  return `data:image/png;base64,${(await canvas.encode('png')).toString('base64')}`;
}

describe('a logo', () => {
  test('becomes dots of black and white, no larger than it stands on a slip', async () => {
    const logo = await redrawLogo(await picture(500, 100));
    expect(logo).toMatchObject({ type: 'png', width: 384, height: 77 });
    const image = await loadImage(Buffer.from(logo?.base64 ?? '', 'base64'));
    const canvas = createCanvas(image.width, image.height);
    const pen = canvas.getContext('2d');
    pen.drawImage(image, 0, 0);
    const { data } = pen.getImageData(0, 0, image.width, image.height);
    expect(new Set(data)).toEqual(new Set([0, 255]));
    // What was transparent is paper.
    expect([...data.slice(-4)]).toEqual([255, 255, 255, 255]);
  });

  test.each([
    [
      'a file that only says it is a PNG',
      `data:image/png;base64,${Buffer.from('<svg/>').toString('base64')}`,
    ],
    ['a PNG that ends after its head', 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptV'],
    ['an address', 'https://example.com/logo.png'],
    ['nothing', ''],
  ])('is not made of %s', async (_, source) => {
    expect(await redrawLogo(source)).toBeNull();
  });

  test('is not made of a picture wider than any receipt printer', async () => {
    expect(await redrawLogo(await picture(577, 10))).toBeNull();
  });
});

const read = (tr: string) => lookForm.safeParse({ logo: '', tr, en: '', fr: '' });

describe('the lines below', () => {
  test('are read one by one, without blanks around them', () => {
    expect(read('  Teşekkürler\r\n\r\n Yine  bekleriz ').data?.tr).toEqual(['Teşekkürler', 'Yine bekleriz']);
  });

  test.each([
    ['more than three', 'a\nb\nc\nd', 'slipLook.problems.lines'],
    ['one that is too long', 'a'.repeat(97), 'slipLook.problems.signs'],
    ['one that turns the direction', 'a\u202eb', 'slipLook.problems.control'],
    ['one with a card number', '5528 7900 0000 0008', 'slipLook.problems.card'],
  ])('are refused in words: %s', (_, text, problem) => {
    expect(read(text).error?.issues.map(({ message }) => message)).toContain(problem);
  });

  test('stand on the slips of their own language alone, above the last line', () => {
    const look = { logo: null, footer: { tr: ['Yine bekleriz'], en: [], fr: [] } };
    const text = (language: 'tr' | 'en') =>
      renderText(composeSlip({ ...saleFacts(), look }, language, { kind: 'file' }), 48);
    expect(text('tr')).toContain('Yine bekleriz');
    expect(text('en')).not.toContain('Yine bekleriz');
  });
});
