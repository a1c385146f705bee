import { describe, expect, test } from 'vitest';
import { composeSlip } from './compose-slip.ts';
import { joinPdfs } from './join-pdfs.ts';
import { renderPdfOf } from './render-pdf.ts';
import { saleFacts } from './testing.ts';

const slip = (reference: string) => composeSlip(saleFacts({ reference }), 'tr', { kind: 'file' });

async function* files(counts: readonly number[]) {
  for (const [at, count] of counts.entries()) {
    const slips = Array.from({ length: count }, (_, place) => slip(`ref_${at}_${place}`));
    yield await renderPdfOf(slips, '80', 'slips');
  }
}

async function joined(counts: readonly number[]): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of joinPdfs(files(counts))) parts.push(part);
  return Buffer.concat(parts).toString('latin1');
}

/** Every object of a file by its number, as its table finds it. */
function objectsOf(pdf: string): Map<number, string> {
  const table = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(pdf)?.[1]);
  const rows = [...pdf.slice(table).matchAll(/^(\d{10}) \d{5} ([fn]) $/gm)];
  return new Map(
    rows.flatMap(([, place, kind], number) => {
      if (kind === 'f') return [];
      const object = pdf.slice(Number(place));
      expect(object.startsWith(`${number} 0 obj`), `object ${number}`).toBe(true);
      return [[number, object.slice(0, object.indexOf('endobj'))] as const];
    }),
  );
}

describe('several PDFs as one', () => {
  test.each([[[1]], [[3, 1]], [[9, 2, 1]]])(
    'of %j slips have a page for each, all of them under one root',
    async (counts) => {
      const objects = objectsOf(await joined(counts));
      const pages = [...objects.values()].filter((object) => /\/Type \/Page\b(?!s)/.test(object));
      const total = counts.reduce((sum, count) => sum + count, 0);
      expect(pages).toHaveLength(total);
      const reached = pagesUnder(objects, Number(/\/Pages (\d+) 0 R/.exec(objects.get(1) ?? '')?.[1]));
      expect(reached).toBe(total);
      expect(objects.get(2)).toContain(`/Count ${total}`);
    },
  );

  test('name nothing that is not in the file', async () => {
    const objects = objectsOf(await joined([2, 2]));
    for (const object of objects.values()) {
      const head = object.split('stream\n')[0] ?? '';
      for (const [, named] of head.matchAll(/\b(\d+) 0 R\b/g))
        expect(objects.has(Number(named)), head).toBe(true);
    }
  });

  test('that are none of ours are refused, not passed on', async () => {
    const broken = joinPdfs(
      (async function* () {
        yield Buffer.from('not a PDF');
      })(),
    );
    const read = async () => {
      for await (const _ of broken);
    };
    await expect(read()).rejects.toThrow('PDF');
  });
});

function pagesUnder(objects: Map<number, string>, number: number): number {
  const object = objects.get(number) ?? '';
  if (!/\/Type \/Pages\b/.test(object)) return /\/Type \/Page\b/.test(object) ? 1 : 0;
  const kids = /\/Kids \[([^\]]*)\]/.exec(object)?.[1] ?? '';
  return [...kids.matchAll(/(\d+) 0 R/g)].reduce((sum, [, kid]) => sum + pagesUnder(objects, Number(kid)), 0);
}
