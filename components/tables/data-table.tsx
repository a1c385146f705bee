import Link from 'next/link';
import type { ReactNode } from 'react';
import { classNames } from '#components/ui/class-names.ts';

/** One column: its head, its cell, and its place on the two-line card a row becomes on a phone. */
export type Column<Row> = {
  key: string;
  head: ReactNode;
  cell: (row: Row) => ReactNode;
  align?: 'start' | 'end';
  /** References and codes. */
  mono?: boolean;
  /** Secondary facts, in softer ink. */
  quiet?: boolean;
  /**
   * On a phone: title and amount on the first line, details and state below; `detail` unless said. What is `wide` has a line
   * of its own, as sentences need.
   */
  phone?: 'title' | 'amount' | 'state' | 'detail' | 'wide' | 'hidden';
};

type DataTableProps<Row> = {
  /** What the table lists, for screen readers. */
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  /** Where a row leads, if it does; the title cell carries the link and the whole row can be pressed. */
  rowHref?: (row: Row) => string | null;
  isSelected?: (row: Row) => boolean;
  density?: 'normal' | 'compact';
  /** Rows as the cards of a phone on any screen, where there is little room beside something else. */
  layout?: 'cards';
  /** More columns than a window has room for: they scroll in an area of their own, the last one stays in view. */
  isWide?: boolean;
  /** Shown instead of the table when there are no rows. */
  empty: ReactNode;
  /** Cells of the totals row, by column key. */
  totals?: Partial<Record<string, ReactNode>>;
  /** Set on the table when its rows are replaced or added to while one looks (`data-live` hooks, tests). */
  id?: string;
};

/** A ledger table: rendered on the server, head stays in sight, rows are cards on a phone. */
export function DataTable<Row>({
  caption,
  columns,
  rows,
  rowKey,
  rowHref,
  isSelected,
  density,
  layout,
  isWide = false,
  empty,
  totals,
  id,
}: DataTableProps<Row>) {
  if (rows.length === 0) return <div className="rounded-lg border bg-surface">{empty}</div>;
  const wide = isWide && layout !== 'cards';
  return (
    <div
      // What scrolls sideways has to be reachable with keys, and to say what it is.
      {...(wide && { role: 'region', tabIndex: 0, 'aria-label': caption })}
      className={classNames(
        'rounded-lg border bg-surface max-md:overflow-visible',
        wide ? 'overflow-x-auto [--ledger-top:0px]' : 'max-lg:overflow-x-auto max-lg:[--ledger-top:0px]',
      )}
    >
      {/* Roles are written out: a phone lays the rows out as cards, which would take them away. */}
      {/* biome-ignore-start lint/a11y/noRedundantRoles: see above */}
      <table
        id={id}
        role="table"
        className="ledger"
        data-density={density}
        data-layout={layout}
        data-wide={wide || undefined}
      >
        <caption className="sr-only">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <th key={column.key} role="columnheader" scope="col" data-align={column.align}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={rowKey(row)} role="row" {...(isSelected?.(row) && { 'aria-selected': true })}>
              {columns.map((column) => (
                <td key={column.key} role="cell" {...cellMarks(column)}>
                  <CellContent href={isLinkColumn(column, columns) ? rowHref?.(row) : null}>
                    {column.cell(row)}
                  </CellContent>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {totals && (
          <tfoot role="rowgroup">
            <tr role="row">
              {columns.map((column) => (
                <td key={column.key} role="cell" {...cellMarks(column)}>
                  {totals[column.key]}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
      {/* biome-ignore-end lint/a11y/noRedundantRoles: see above */}
    </div>
  );
}

function CellContent({ href, children }: { href: string | null | undefined; children: ReactNode }) {
  if (!href) return children;
  return (
    <Link href={href} prefetch={false} className="row-link">
      {children}
    </Link>
  );
}

function isLinkColumn<Row>(column: Column<Row>, columns: Column<Row>[]): boolean {
  return column === (columns.find((one) => one.phone === 'title') ?? columns[0]);
}

/** Only the marks that are set: what is absent is not sent fifty times. */
function cellMarks<Row>(column: Column<Row>) {
  return {
    ...(column.align && { 'data-align': column.align }),
    ...(column.mono && { 'data-mono': true }),
    ...(column.quiet && { 'data-quiet': true }),
    ...(column.phone && { 'data-phone': column.phone }),
  };
}
