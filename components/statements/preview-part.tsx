'use client';

import { useLocale, useTranslations } from 'next-intl';
import { ErrorSummary } from '#components/forms/error-summary.tsx';
import type { FormState } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Tick } from '#components/forms/tick.tsx';
import { formatAmount } from '#components/money/format-amount.ts';
import { Alert } from '#components/ui/alert.tsx';
import type { StatementPreview } from '#server/statements/preview-statement.ts';

type PreviewPartProps = {
  preview: StatementPreview;
  save: (form: FormData) => Promise<void>;
  /** Why it was not stored; said beside the button that was pressed. */
  refused: FormState;
};
type Problem = StatementPreview['problems'][number];

/** What a file would be stored as, what is wrong with it line by line, and the button that stores it. */
export function PreviewPart({ preview, save, refused }: PreviewPartProps) {
  const t = useTranslations('statement');
  const locale = useLocale();
  const { lineCount, sums, problems, problemCount, missing } = preview;
  return (
    <div className="grid gap-4">
      <FirstRows preview={preview} />
      {missing.length === 0 && (
        <p className="font-medium">
          {t('preview.lines', { count: lineCount })} {sums.map((sum) => formatAmount(sum, locale)).join(', ')}
        </p>
      )}
      {problemCount > 0 && (
        <Alert kind="warning" title={t('preview.problems', { count: problemCount })}>
          <ul className="grid gap-1">
            {problems.map((problem) => (
              <li key={problem.line} className="[overflow-wrap:anywhere]">
                <ProblemText problem={problem} />
              </li>
            ))}
            {problemCount > problems.length && (
              <li>{t('preview.more', { count: problemCount - problems.length })}</li>
            )}
          </ul>
        </Alert>
      )}
      {lineCount > 0 && (
        <div className="grid gap-3">
          {problemCount > 0 && <Tick name="skips" label={t('preview.skip', { count: problemCount })} />}
          <ErrorSummary state={refused} labels={{}} />
          <div>
            <SubmitButton formAction={save}>{t('preview.store', { count: lineCount })}</SubmitButton>
          </div>
        </div>
      )}
    </div>
  );
}

function ProblemText({ problem }: { problem: Problem }) {
  const t = useTranslations('statement');
  const { line, text } = problem;
  switch (problem.why) {
    case 'columns':
      return t('line.columns', { line, expected: problem.expected, found: problem.found });
    case 'duplicate':
      return t('line.duplicate', { line, first: problem.first });
    default:
      return t(`line.${problem.why}`, { line, text: text || t('line.nothing') });
  }
}

function FirstRows({ preview: { heads, rows, encoding } }: { preview: StatementPreview }) {
  const t = useTranslations('statement.preview');
  return (
    // A wide table is moved sideways, with the keyboard too.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section aria-label={t('rows')} tabIndex={0} className="overflow-x-auto rounded-md border">
      <table className="w-full text-left text-xs">
        <caption className="px-2 py-1 text-left text-ink-soft">
          {t('rows')} ({encoding})
        </caption>
        <thead>
          <tr className="border-b">
            {heads.map((head, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
              <th key={place} scope="col" className="whitespace-nowrap px-2 py-1">
                {head || `#${place + 1}`}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, line) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
            <tr key={line} className="border-b last:border-b-0">
              {row.map((cell, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
                <td key={place} className="whitespace-nowrap px-2 py-1 font-mono">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
