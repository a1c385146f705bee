'use client';

import { Printer } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { Button } from '#components/ui/button.tsx';

type PrintSheetProps = {
  /** Names this one print; the dialog opens by itself once for it, not again on reload or on the way back. Null: never. */
  printKey: string | null;
  label: string;
  /** Width of the paper, one that `slip.css` has a page for. */
  paperMm: number;
  /** Beside the button. */
  children: ReactNode;
  /** The slip. */
  slip: ReactNode;
};

/** Size of the letter on paper, as in `slip.css`. */
const LETTER_MM = 2.5;

/** A sheet, which has a length of its own. */
const SHEET_MM = 210;

/** The slip alone on its paper, with the print dialog open. */
export function PrintSheet({ printKey, label, paperMm, children, slip }: PrintSheetProps) {
  const sheet = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const paper = sheet.current?.querySelector<HTMLElement>('.slip');
    if (!paper) return;
    const page = paperMm === SHEET_MM ? null : pageAsLongAs(paper, paperMm);
    if (page) document.adoptedStyleSheets.push(page);
    if (printKey !== null) printOnce(`printed ${printKey}`);
    return () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== page);
    };
  }, [printKey, paperMm]);

  return (
    <>
      <div data-frame className="mx-auto mb-6 flex w-full max-w-2xl flex-wrap items-start gap-2 max-md:px-2">
        {children}
        <Button variant="primary" onClick={() => window.print()}>
          <Printer aria-hidden />
          {label}
        </Button>
      </div>
      <div ref={sheet} className="slip-sheet" data-paper={paperMm}>
        {slip}
      </div>
    </>
  );
}

function printOnce(key: string) {
  if (sessionStorage.getItem(key) !== null) return;
  sessionStorage.setItem(key, '1');
  window.print();
}

/**
 * A roll has no page length, and CSS no word for that: the page is made as long as the slip, so that the cutter cuts below
 * it. Set through the style sheet object, which the content policy allows.
 */
function pageAsLongAs(paper: HTMLElement, paperMm: number): CSSStyleSheet {
  const letterPx = Number.parseFloat(getComputedStyle(paper).fontSize);
  const lengthMm = Math.ceil((paper.offsetHeight / letterPx) * LETTER_MM) + 1;
  const style = new CSSStyleSheet();
  style.replaceSync(`@page slip-${paperMm} { size: ${paperMm}mm ${lengthMm}mm; margin: 0 }`);
  return style;
}
