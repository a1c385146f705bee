import type { CSSProperties } from 'react';
import type { FittedReceipt, Span } from '#server/receipts/receipt.ts';
import './slip.css';

type SlipProps = {
  receipt: FittedReceipt;
  /** What it is, for screen readers. */
  label: string;
  /** Language of its words, which need not be that of the page. */
  language: string;
  className?: string;
};

/** A slip as the paper it is on: exact columns, torn edge, the mark of a duplicate across. Plain markup, no script. */
export function Slip({ receipt, label, language, className }: SlipProps) {
  const { columns, lines, mark } = receipt;
  return (
    <div className={className}>
      <article
        aria-label={label}
        lang={language}
        className="slip"
        data-columns={columns}
        style={{ '--slip-columns': columns } as CSSProperties}
      >
        <div className="slip-paper">
          {lines.map((line, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a slip never changes, and equal lines have no other name
            <div key={row} className="slip-line">
              {line.map((span, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: see above
                <SpanText key={place} span={span} />
              ))}
            </div>
          ))}
          {mark && (
            <div aria-hidden className="slip-mark">
              {mark}
            </div>
          )}
        </div>
      </article>
    </div>
  );
}

function SpanText({ span: { text, bold, inverse, large } }: { span: Span }) {
  if (!bold && !inverse && !large) return text;
  return (
    <span data-bold={bold || undefined} data-inverse={inverse || undefined} data-large={large || undefined}>
      {text}
    </span>
  );
}
