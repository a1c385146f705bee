import { gzipSync } from 'node:zlib';
import postgres from 'postgres';
import { judgePages } from '../weight/judge.ts';
import { weighPages } from '../weight/weigh.ts';
import { type Figures, medianFigures } from './figures.ts';
import { type Line, plainLine, ratioLine } from './line.ts';
import { bestStatement, type ListJob, listJobs, PAGE_ROWS } from './list-jobs.ts';
import { inTurns, type Load } from './load.ts';
import type { BigTable } from './open-table.ts';
import type { Served } from './portal.ts';

/** Somebody who is signed in to a portal. */
export type Visitor = { portal: Served & { cookie: string }; table: BigTable };

/** How often each measurement is repeated, and how many requests each repetition is, one at a time; three times as many at eight. */
export type Extent = { repetitions: number; requests: number };

const loadsOf = ({ requests }: Extent): Load[] => [
  { atOnce: 1, count: requests },
  { atOnce: 8, count: requests * 3 },
];

/** P1–P3: pages of the list over HTTP against their best statement and an empty page; a page far down against the first. */
export async function measurePages({ portal, table }: Visitor, extent: Extent): Promise<Line[]> {
  const sql = postgres(table.ownerUrl, { max: 8, onnotice: () => undefined });
  try {
    const jobs = await listJobs(sql, table);
    const lines: Line[] = [];
    for (const load of loadsOf(extent)) {
      const firsts: Figures[][] = [];
      for (const job of jobs) {
        const { page, best, empty } = await inTurns(
          {
            page: () => getPage(portal, addressOf(table, job)),
            best: () => sql.unsafe(bestStatement(job), job.parameters, { prepare: true }),
            empty: () => getPage(portal, '/empty'),
          },
          load,
          extent.repetitions,
        );
        const about = { mark: job.mark, job: `list, ${job.name}`, under: underOf(table, load) };
        const [first] = firsts;
        if (job.mark === 'P2' && first) lines.push(againstFirst(about, page, first));
        else lines.push(ratioLine(about, page, [best, empty], 3));
        firsts.push(page);
      }
    }
    return lines;
  } finally {
    await sql.end();
  }
}

function againstFirst(about: Pick<Line, 'mark' | 'job' | 'under'>, page: Figures[], first: Figures[]): Line {
  return ratioLine({ ...about, job: `${about.job}, against the first` }, page, [first], 1.2);
}

/** P5: the page of a batch against its sums by one statement and an empty page. */
export async function measureBatchPage({ portal, table }: Visitor, extent: Extent): Promise<Line[]> {
  const sql = postgres(table.ownerUrl, { max: 8, onnotice: () => undefined });
  try {
    const [batch] =
      await sql`select id from batches where merchant_id = ${table.merchant.id} order by opened_at desc limit 1`;
    const id = batch?.id ?? '';
    const lines: Line[] = [];
    for (const load of loadsOf(extent)) {
      const { page, best, empty } = await inTurns(
        {
          page: () => getPage(portal, `/${table.merchant.slug}/batches/${id}`),
          best: () =>
            sql`select * from batch_totals where merchant_id = ${table.merchant.id} and batch_id = ${id}`,
          empty: () => getPage(portal, '/empty'),
        },
        load,
        extent.repetitions,
      );
      lines.push(
        ratioLine(
          { mark: 'P5', job: 'totals of a batch', under: underOf(table, load) },
          page,
          [best, empty],
          3,
        ),
      );
    }
    return lines;
  } finally {
    await sql.end();
  }
}

/** P10: what the list's HTML weighs, and how many pages are not within their budget of script and style. */
export async function weighWhatIsSent({ portal, table }: Visitor): Promise<Line[]> {
  const html = await getPage(portal, `/${table.merchant.slug}/transactions`);
  // Styles are judged in `npm test`: in a copy of the product they are put together from more files.
  const tooHeavy = judgePages(weighPages('.next'), []).filter(({ scripts, budget }) => scripts > budget);
  const under = `${PAGE_ROWS} rows`;
  return [
    plainLine(
      { mark: 'P10', job: 'HTML of the list, compressed', under },
      'kB',
      gzipSync(html).length / 1000,
      100,
    ),
    plainLine(
      { mark: 'P10', job: 'pages above their budget of script', under: 'all pages' },
      '×',
      tooHeavy.length,
      0,
    ),
  ];
}

/** The body of a page; throws unless it is answered well. */
export async function getPage(
  { url, cookie }: { url: string; cookie?: string },
  address: string,
): Promise<Buffer> {
  const answer = await fetch(`${url}${address}`, { headers: cookie ? { cookie } : {}, redirect: 'manual' });
  const body = Buffer.from(await answer.arrayBuffer());
  if (answer.status !== 200) throw new Error(`${address} answered ${answer.status}`);
  return body;
}

function addressOf({ merchant }: BigTable, { query }: ListJob): string {
  const search = new URLSearchParams(query).toString();
  return `/${merchant.slug}/transactions${search ? `?${search}` : ''}`;
}

/** Rows and load in words, for the table. */
export function underOf({ rows }: BigTable, { atOnce }: Load): string {
  return `${rows / 1_000_000} M, ${atOnce} at once`;
}

/** How much more each job takes with more rows: pairs of lines of two tables, the smaller first. */
export function growthLines(lines: readonly Line[], smaller: BigTable, larger: BigTable): Line[] {
  const prefix = (table: BigTable) => `${table.rows / 1_000_000} M, `;
  return lines
    .filter((line) => line.figures && line.under.startsWith(prefix(larger)) && /^P[1235]$/.test(line.mark))
    .flatMap((line) => {
      const load = line.under.slice(prefix(larger).length);
      const before = lines.find(
        (one) => one.mark === line.mark && one.job === line.job && one.under === `${prefix(smaller)}${load}`,
      );
      if (!before?.figures || !line.figures) return [];
      const about = {
        mark: line.mark,
        job: `${line.job}, growth`,
        under: `${prefix(larger)}${prefix(smaller)}${load}`,
      };
      return ratioLine(about, [medianFigures([line.figures])], [[before.figures]], 1.3);
    });
}
