import { useId } from 'react';
import { FieldErrors } from '#components/forms/field.tsx';

type VerdictChoiceProps<Verdict extends string> = {
  label: string;
  value: Verdict | null;
  options: readonly {
    verdict: Verdict;
    label: string;
    /** What it means for the money. */
    effect: string;
    /** Why it cannot be chosen yet. */
    obstacle?: string | null;
  }[];
  onChange: (verdict: Verdict) => void;
  errors?: string[];
};

/** What somebody found out: one of a few plain sentences, each with what it does to the money. */
export function VerdictChoice<Verdict extends string>({
  label,
  value,
  options,
  onChange,
  errors = [],
}: VerdictChoiceProps<Verdict>) {
  const id = useId();
  return (
    <fieldset className="grid gap-2" data-field="verdict">
      <legend className="mb-1 font-medium text-sm">{label}</legend>
      {options.map((option) => (
        <label
          key={option.verdict}
          className="flex cursor-pointer items-start gap-3 rounded-lg border border-line-firm/60 px-3 py-2.5 transition-colors has-checked:border-accent has-checked:bg-accent-tint has-disabled:cursor-not-allowed has-disabled:opacity-60 has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            name="verdict"
            value={option.verdict}
            // The form is emptied after each answer, to what stands here; a controlled choice would not be drawn again.
            defaultChecked={value === option.verdict}
            disabled={Boolean(option.obstacle)}
            onChange={() => onChange(option.verdict)}
            aria-labelledby={`${id}-${option.verdict}-name`}
            aria-describedby={`${id}-${option.verdict}`}
            className="mt-1 size-4 shrink-0 accent-accent"
          />
          <span className="min-w-0">
            <span id={`${id}-${option.verdict}-name`} className="block font-medium">
              {option.label}
            </span>
            <span id={`${id}-${option.verdict}`} className="block text-pretty text-ink-soft text-sm">
              {option.effect} {option.obstacle}
            </span>
          </span>
        </label>
      ))}
      <FieldErrors id={`${id}-error`} errors={errors} />
    </fieldset>
  );
}
