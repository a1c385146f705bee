'use client';

import { type ReactNode, Suspense, useEffect, useRef } from 'react';
import { SkeletonRows } from './skeleton.tsx';

/**
 * Stands around what a dialog shows and loads only when it opens. The dialog gives the focus to what is there when it opens;
 * this may arrive after it, and then takes it.
 */
export function Arriving({ rows, label, children }: { rows: number; label: string; children: ReactNode }) {
  return (
    <Suspense fallback={<SkeletonRows rows={rows} label={label} />}>
      <Arrived>{children}</Arrived>
    </Suspense>
  );
}

function Arrived({ children }: { children: ReactNode }) {
  const here = useRef<HTMLDivElement>(null);
  useEffect(() => here.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus(), []);
  return (
    <div ref={here} className="contents">
      {children}
    </div>
  );
}
