'use client';

import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useRef } from 'react';
import { flushSync } from 'react-dom';
import { FieldErrors } from '#components/forms/field.tsx';
import { Button } from '#components/ui/button.tsx';
import type { CurrencyCode } from '#server/kernel/money.ts';
import { type DraftLine, emptyLine } from './draft-sale.ts';
import { LineFields } from './line-fields.tsx';
import { isBlank } from './price-draft.ts';

type LineEditorProps = {
  merchantSlug: string;
  lines: DraftLine[];
  currency: CurrencyCode;
  takesDiscount: boolean;
  onChange: (lines: DraftLine[]) => void;
  errors: string[];
  /** The server's sentences about single lines, counted from 0. */
  lineErrors: ReadonlyMap<number, string[]>;
};

/** What is sold on a device that prints a fiscal receipt: lines that always add up to what is to be paid. */
export function LineEditor(props: LineEditorProps) {
  const { lines, currency, onChange, errors, lineErrors } = props;
  const t = useTranslations('sale.lines');
  const box = useRef<HTMLFieldSetElement>(null);
  const change = (key: string, part: Partial<DraftLine>) =>
    onChange(lines.map((line) => (line.key === key ? { ...line, ...part } : line)));

  function add() {
    const line = emptyLine(crypto.randomUUID());
    // Drawn before the next key arrives: a hand, or a scanner, may be fast.
    flushSync(() => onChange([...lines, line]));
    focusName(line.key);
  }

  /** On to the next line, made now if this was the last; an empty last line means that all are written. */
  function goOn(index: number) {
    const next = lines[index + 1];
    const line = lines[index];
    if (next) focusName(next.key);
    else if (line && isBlank(line)) box.current?.closest('form')?.requestSubmit();
    else add();
  }

  return (
    <fieldset ref={box} className="grid gap-3" data-field="lines">
      <legend className="font-medium text-sm">{t('title')}</legend>
      <p className="text-ink-soft text-xs">{t('sentence')}</p>
      {lines.map((line, index) => (
        <LineFields
          key={line.key}
          merchantSlug={props.merchantSlug}
          line={line}
          number={index + 1}
          currency={currency}
          takesDiscount={props.takesDiscount}
          isOnly={lines.length === 1}
          errors={lineErrors.get(index) ?? []}
          onChange={(part) => change(line.key, part)}
          onRemove={() => onChange(lines.filter((each) => each.key !== line.key))}
          onDone={() => goOn(index)}
        />
      ))}
      <Button onClick={add} className="justify-self-start">
        <Plus aria-hidden /> {t('add')}
      </Button>
      <FieldErrors id="lines-error" errors={errors} />
    </fieldset>
  );
}

function focusName(key: string) {
  document.getElementById(`name-${key}`)?.focus();
}
