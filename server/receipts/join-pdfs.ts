/** What a PDF of ours is made of, found by its own table (ISO 32000-1 §7.5.4). */
type Parts = { objects: { number: number; from: number; to: number }[]; root: number; info: number };

/** The first three objects of a joined file. */
const CATALOG = 1;
const PAGES = 2;
const FIRST_FREE = 3;

const HEAD = '%PDF-1.4\n%\u00d3\u00eb\u00e9\u00e1\n';

/**
 * Several PDFs as one, written while they are being made: of each only its pages and what those need are passed on under
 * new numbers, and nothing is kept but where each object stands. Reads files as our own library writes them: a table of
 * objects, none of them inside another.
 */
export async function* joinPdfs(files: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const places = new Map<number, number>();
  const kids: number[] = [];
  let count = 0;
  let next = FIRST_FREE;
  let at = 0;
  const counted = (bytes: Buffer) => {
    at += bytes.length;
    return bytes;
  };
  yield counted(Buffer.from(HEAD, 'latin1'));
  for await (const bytes of files) {
    const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const { objects, root, info } = partsOf(file);
    const shift = next;
    const pages = rootPagesOf(file, objects, root);
    for (const { number, from, to } of objects) {
      if (number === root || number === info) continue;
      places.set(number + shift, at);
      const object = renumbered(file.subarray(from, to), shift);
      yield counted(number === pages.number ? withParent(object) : object);
    }
    kids.push(pages.number + shift);
    count += pages.count;
    next = shift + Math.max(...objects.map(({ number }) => number)) + 1;
  }
  const list = kids.map((kid) => `${kid} 0 R`).join(' ');
  places.set(PAGES, at);
  yield counted(Buffer.from(`${PAGES} 0 obj\n<</Type /Pages\n/Count ${count}\n/Kids [${list}]>>\nendobj\n`));
  places.set(CATALOG, at);
  yield counted(Buffer.from(`${CATALOG} 0 obj\n<</Type /Catalog\n/Pages ${PAGES} 0 R>>\nendobj\n`));
  yield Buffer.from(tableOf(places, next, at));
}

function partsOf(file: Buffer): Parts {
  const text = file.toString('latin1');
  const end = text.slice(-2_000);
  const table = Number(/startxref\s+(\d+)/.exec(end)?.[1]);
  const trailer = text.slice(table);
  const root = Number(/\/Root (\d+) 0 R/.exec(trailer)?.[1]);
  const info = Number(/\/Info (\d+) 0 R/.exec(trailer)?.[1]);
  const places = [...trailer.matchAll(/^(\d{10}) \d{5} ([fn])/gm)].flatMap(([, place, kind], number) =>
    kind === 'n' ? [{ number, from: Number(place) }] : [],
  );
  if (!Number.isInteger(root) || places.length === 0) throw new Error('A PDF without a table of its objects');
  const inOrder = places.toSorted((a, b) => a.from - b.from);
  const objects = inOrder.map((one, index) => ({ ...one, to: inOrder[index + 1]?.from ?? table }));
  return { objects, root, info };
}

function rootPagesOf(
  file: Buffer,
  objects: Parts['objects'],
  root: number,
): { number: number; count: number } {
  const textOf = (wanted: number) => {
    const object = objects.find(({ number }) => number === wanted);
    return object ? file.toString('latin1', object.from, object.to) : '';
  };
  const number = Number(/\/Pages (\d+) 0 R/.exec(textOf(root))?.[1]);
  const count = Number(/\/Count (\d+)/.exec(textOf(number))?.[1]);
  if (!Number.isInteger(count)) throw new Error('A PDF without pages');
  return { number, count };
}

/** An object under its new number, and what it names under theirs; what is inside a stream is nobody's name. */
function renumbered(object: Buffer, shift: number): Buffer {
  const stream = object.indexOf('stream\n');
  const head = object.toString('latin1', 0, stream < 0 ? undefined : stream);
  const changed = head
    .replace(/^(\d+) 0 obj/, (_, number) => `${Number(number) + shift} 0 obj`)
    .replace(/\b(\d+) 0 R\b/g, (_, number) => `${Number(number) + shift} 0 R`);
  const body = stream < 0 ? [] : [object.subarray(stream)];
  return Buffer.concat([Buffer.from(changed, 'latin1'), ...body]);
}

/** The pages of one file as a branch of the pages of all. */
function withParent(object: Buffer): Buffer {
  const text = object.toString('latin1');
  return Buffer.from(text.replace('/Type /Pages', `/Type /Pages\n/Parent ${PAGES} 0 R`), 'latin1');
}

function tableOf(places: ReadonlyMap<number, number>, size: number, at: number): string {
  const rows = Array.from({ length: size }, (_, number) => {
    const place = places.get(number);
    return place === undefined ? '0000000000 65535 f ' : `${String(place).padStart(10, '0')} 00000 n `;
  });
  const trailer = `trailer\n<</Size ${size}\n/Root ${CATALOG} 0 R>>\nstartxref\n${at}\n%%EOF\n`;
  return `xref\n0 ${size}\n${rows.join('\n')}\n${trailer}`;
}
