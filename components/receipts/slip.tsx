import type { CSSProperties } from 'react';
import type { FittedLine, FittedReceipt, FittedSpan } from '#server/receipts/receipt.ts';
import { QrCode } from './qr-code.tsx';
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
              <Line line={line} />
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

function Line({ line }: { line: FittedLine }) {
  switch (line.kind) {
    case 'text':
      return line.spans.map((span, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <SpanText key={place} span={span} />
      ));
    case 'image': {
      const { type, base64, width, height } = line.image;
      // The bytes themselves, checked when the slip was read: nothing is fetched.
      const address = `data:image/${type};base64,${base64}`;
      return (
        // biome-ignore lint/performance/noImgElement: its bytes are in the page already
        <img
          src={address}
          alt=""
          width={width}
          height={height}
          className="slip-picture"
          style={columnsWide(line.columns)}
        />
      );
    }
    case 'qr':
      return (
        <QrCode
          label={line.text}
          modules={line.modules}
          className="slip-picture"
          style={columnsWide(line.columns)}
        />
      );
  }
}

function SpanText({ span: { text, bold, inverse, large, tall, condensed } }: { span: FittedSpan }) {
  if (!bold && !inverse && !large && !tall && !condensed) return text;
  return (
    <span
      data-bold={bold || undefined}
      data-inverse={inverse || undefined}
      data-large={large || undefined}
      data-tall={tall || undefined}
      data-condensed={condensed || undefined}
    >
      {text}
    </span>
  );
}

function columnsWide(columns: number): CSSProperties {
  return { width: `${columns}ch` };
}
