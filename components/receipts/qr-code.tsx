import type { CSSProperties } from 'react';

type QrCodeProps = {
  /** What it is, for screen readers. */
  label: string;
  /** Rows of 0 and 1, as `server/receipts/qr-modules.ts` makes them. */
  modules: readonly string[];
  className?: string;
  style?: CSSProperties;
};

/** A drawing, never a link: what a code leads to is for the person who reads it to judge. */
export function QrCode({ label, modules, className, style }: QrCodeProps) {
  const dark = modules.flatMap((row, y) =>
    [...row.matchAll(/1+/g)].map((run) => `M${run.index} ${y}h${run[0].length}v1h-${run[0].length}z`),
  );
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${modules.length} ${modules.length}`}
      shapeRendering="crispEdges"
      fill="currentColor"
      className={className}
      style={style}
    >
      <path d={dark.join('')} />
    </svg>
  );
}
