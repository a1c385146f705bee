import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { statementLines, statements } from '#db/schema/statements.ts';
import { listStatements } from '#server/statements/list-statements.ts';
import { previewStatement } from '#server/statements/preview-statement.ts';
import { storeStatement, undoStatement } from '#server/statements/store-statement.ts';
import { createWorld, type World } from '#tests/support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({ runsWorker: false });
});
afterAll(() => world.close());

const ctx = () => world.as('accountant', 'variances:settle');
const packed = (text: string) => gzipSync(text).toString('base64');
const HEAD = 'Tarih;Terminal;Tutar;Valör\n';
const GOOD = `${HEAD}12.05.2026;T00001;1.234,50;13.05.2026\n`;

function stored() {
  return ctx().inTransaction(async (tx) => ({
    files: (await tx.select().from(statements)).length,
    lines: (await tx.select().from(statementLines)).length,
  }));
}

async function preview(text: string) {
  const shown = await previewStatement(ctx(), { packed: packed(text), mapping: null });
  if (!shown.ok) throw new Error(shown.error.kind);
  return shown.value;
}

describe('a statement', () => {
  test('that is looked at is stored nowhere', async () => {
    expect(await preview(GOOD)).toMatchObject({ lineCount: 1, sums: [{ currency: 'TRY', minor: 123_450 }] });
    expect(await stored()).toEqual({ files: 0, lines: 0 });
  });

  test('is shown cell by cell as it stands there, and no card number of it', async () => {
    const cells = ['12.05.2026', 'T00001', '1,00', '000000000000', '0'.repeat(16), '41111111', '11111111'];
    const hidden = ['4111 1111 1111 1111', '4111\u200b1111\u200b1111\u200b1111'];
    const heads = 'Tarih;Terminal;Tutar;Referans;A;B;C;D;E';
    const { rows } = await preview(`${heads}\n${[...cells, ...hidden].join(';')}\n`);
    expect(rows).toEqual([[...cells, '**** **** **** 1111', '**** **** **** 1111']]);
  });

  test('with something wrong in it is stored only without those lines, and only when somebody says so', async () => {
    const text = `${GOOD}31.02.2026;T00001;5,00;\n`;
    const { mapping, problems } = await preview(text);
    expect(problems).toMatchObject([{ line: 3, why: 'day' }]);
    const wish = { packed: packed(text), mapping, fileName: 'mayıs.csv' };
    expect(await storeStatement(ctx(), { ...wish, skips: false })).toEqual({
      ok: false,
      error: { kind: 'has_problems', count: 1 },
    });
    expect(await stored()).toEqual({ files: 0, lines: 0 });
    expect(await storeStatement(ctx(), { ...wish, skips: true })).toMatchObject({
      ok: true,
      value: { lineCount: 1, opened: 0 },
    });
  });

  test('is counted once, however often it is sent, and can be undone and stored anew', async () => {
    const { mapping } = await preview(GOOD);
    const wish = { packed: packed(GOOD), mapping, fileName: 'again.csv', skips: false };
    const both = await Promise.all([storeStatement(ctx(), wish), storeStatement(ctx(), wish)]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(both.find(({ ok }) => !ok)).toMatchObject({ error: { kind: 'stored_already' } });
    expect(await storeStatement(ctx(), wish)).toMatchObject({ error: { kind: 'stored_already' } });
    const [newest] = await listStatements(world.as('accountant', 'reports:see'));
    if (!newest) throw new Error('No statement');
    const statementId = newest.statement.id;
    expect(await undoStatement(ctx(), { statementId })).toMatchObject({ ok: true });
    expect(await undoStatement(ctx(), { statementId })).toMatchObject({ error: { kind: 'not_stored' } });
    expect(await storeStatement(ctx(), wish)).toMatchObject({ ok: true });
  });

  test('with heads that were met before is read as it was then', async () => {
    const { mapping } = await preview(`${HEAD}12.05.2026;T00001;7,00;13.05.2026\n`);
    const turned = { ...mapping, day: 3 };
    const text = `${HEAD}12.05.2026;T00001;8,00;13.05.2026\n`;
    const wish = { packed: packed(text), mapping: turned, fileName: 'turned.csv', skips: false };
    expect(await storeStatement(ctx(), wish)).toMatchObject({ ok: true });
    expect((await preview(`${HEAD}14.05.2026;T00001;9,00;15.05.2026\n`)).mapping).toEqual(turned);
  });

  test('without a column that is needed asks for it', async () => {
    expect(await preview('Tarih;Tutar\n12.05.2026;5,00\n')).toMatchObject({
      missing: ['terminal'],
      lineCount: 0,
    });
  });
});
