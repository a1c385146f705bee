import type postgres from 'postgres';
import type { BigTable } from './open-table.ts';

/** A filter of the list: as its address says it, and the best statement for the same page by somebody who knows the table. */
export type ListJob = {
  mark: 'P1' | 'P2' | 'P3';
  name: string;
  query: Record<string, string>;
  /** What narrows the rows, in SQL; `$1` is the merchant. */
  where: string;
  parameters: (string | number)[];
};

/** A page's worth of what a row of the list shows. */
const COLUMNS = `id, kind, state, amount_minor, currency, created_at, settled_at, device_id, branch_id, reference, auth_code,
  acquirer_name, last4, card_type, card_brand, refunded_minor, voided_at, batch_id, created_by, original_id, outcome_reason`;
export const PAGE_ROWS = 50;

/** The statement of a job: one, by the key, through the same driver, past row policies. */
export function bestStatement({ where }: ListJob): string {
  return `select ${COLUMNS} from transactions where merchant_id = $1 and ${where}
    order by created_at desc, id desc limit ${PAGE_ROWS + 1}`;
}

/** What lists are narrowed by here; what is searched for stands three quarters down the history, and is there. */
export async function listJobs(sql: postgres.Sql, { merchant, rows }: BigTable): Promise<ListJob[]> {
  const id = `txn_${String(Math.floor(rows * 0.75)).padStart(26, '0')}`;
  const [known] = await sql`select * from transactions
    where merchant_id = ${merchant.id} and id >= ${id} and kind = 'sale' and state = 'approved' and currency = 'TRY'
    order by id limit 1`;
  if (!known) throw new Error('The table has no such operation');
  const device = `dev_${'0'.repeat(25)}7`;
  const branch = `bra_${'0'.repeat(25)}2`;
  const [deep] = await sql`select id, created_at from transactions where merchant_id = ${merchant.id}
    order by created_at desc, id desc offset ${PAGE_ROWS * 2_000 - 1} limit 1`;
  const minor = String(known.amount_minor).padStart(3, '0');
  const amount = `${minor.slice(0, -2)},${minor.slice(-2)}`;
  const job = (
    mark: ListJob['mark'],
    name: string,
    query: Record<string, string>,
    where: string,
    parameters: (string | number)[] = [],
  ): ListJob => ({ mark, name, query, where, parameters: [merchant.id, ...parameters] });
  return [
    job('P1', 'no filter', {}, 'true'),
    job('P1', 'failed', { state: 'failed' }, `state in ('declined', 'failed', 'cancelled')`),
    job('P1', 'a terminal', { device }, 'device_id = $2', [device]),
    job('P1', 'a branch', { branch }, 'branch_id = $2', [branch]),
    job('P1', 'a rare bank', { acquirer: '0015' }, 'acquirer_id = $2', ['0015']),
    job(
      'P1',
      'a month',
      { from: '2025-05-01', to: '2025-05-31' },
      `business_date between '2025-05-01' and '2025-05-31' and created_at between '2025-05-01' and '2025-06-02'`,
    ),
    job('P1', 'amounts above', { min: '300' }, `amount_minor >= 30000 and currency = 'TRY'`),
    ...(deep
      ? [
          job(
            'P2',
            '2,000 pages down',
            { after: `${deep.created_at.getTime().toString(36)}-${deep.id}` },
            '(created_at, id) < ($2, $3)',
            [deep.created_at, deep.id],
          ),
        ]
      : []),
    job(
      'P3',
      'last 4 and amount',
      { q: `last4:${known.last4} amount:${amount}` },
      `last4 = $2 and amount_minor = $3 and currency = 'TRY'`,
      [known.last4, known.amount_minor],
    ),
    job('P3', 'authorization code', { q: known.auth_code }, 'auth_code = $2', [known.auth_code]),
    job('P3', 'host reference', { q: known.rrn }, 'rrn = $2', [known.rrn]),
    job('P3', 'our reference', { q: known.reference }, 'reference = $2', [known.reference]),
    job('P3', 'last 4 alone', { q: known.last4 }, 'last4 = $2', [known.last4]),
    job(
      'P3',
      'a number of a batch',
      { q: 'batch:12' },
      `batch_id = any (array(select id from batches where merchant_id = $1 and number in ('12', '012', '0012', '00012', '000012')))`,
    ),
  ];
}
