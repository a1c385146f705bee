import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { MeasuredForm } from './export-forms.ts';
import { medianFigures } from './figures.ts';
import { type Line, plainLine, ratioLine } from './line.ts';
import { inTurns } from './load.ts';
import { getPage, underOf, type Visitor } from './pages.ts';

const told = z.object({
  rows: z.number(),
  seconds: z.number(),
  firstMs: z.number(),
  growthMiB: z.number(),
  copySeconds: z.number().nullable(),
});

const ONE = path.resolve('tests/bench/export-one.ts');
const LOAD = { atOnce: 1, count: 20 };

/** P9: a file of all rows of a merchant against the same rows as the database writes them, and pages of the list meanwhile. */
export async function measureFiles({ portal, table }: Visitor, repetitions: number): Promise<Line[]> {
  const list = () => getPage(portal, `/${table.merchant.slug}/transactions`);
  const { list: quiet } = await inTurns({ list }, LOAD, repetitions);
  const making = makeFile(table, 'csv');
  const { list: during } = await inTurns({ list }, LOAD, 1);
  const csv = await making;
  const xlsx = await makeFile(table, 'xlsx');
  const under = `${csv.rows} rows`;
  const copied = csv.copySeconds ?? 0;
  return [
    plainLine({ mark: 'P9', job: 'CSV of all rows, against COPY', under }, 's', csv.seconds, 2, {
      ...{ floor: copied, judged: csv.seconds / copied },
    }),
    plainLine({ mark: 'P9', job: 'its first byte', under }, 's', csv.firstMs / 1000, 0.3),
    plainLine({ mark: 'P9', job: 'memory it takes beside what was there', under }, 'MiB', csv.growthMiB, 100),
    plainLine({ mark: 'P9', job: 'the same of XLSX', under }, 'MiB', xlsx.growthMiB, 100),
    ratioLine(
      { mark: 'P9', job: 'the list while it is made, against quiet', under: underOf(table, LOAD) },
      [medianFigures(during)],
      [quiet],
      3,
    ),
  ];
}

async function makeFile({ ownerUrl, appUrl }: Visitor['table'], form: MeasuredForm) {
  const args = ['--expose-gc', ONE, ownerUrl, appUrl, form, ''];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 1_000_000 });
  return told.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
}
