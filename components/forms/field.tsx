import { CircleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useId } from 'react';
import { classNames } from '#components/ui/class-names.ts';
import { Label } from '#components/ui/label.tsx';

/** What the control inside a field must be given: its name and the wiring to label, hint and error. */
export type FieldControl = {
  id: string;
  name: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
  'aria-required': true | undefined;
};

type FieldProps = {
  /** Name of the value in the form; also how an error summary finds the field. */
  name: string;
  /** How an error summary finds the field, where its name is that of a list. */
  field?: string;
  label: ReactNode;
  hint?: ReactNode;
  /** Sentences to show; the field is marked invalid while there are any. */
  errors?: string[];
  /** `required` is announced; `optional` is also written beside the label. */
  need?: 'required' | 'optional';
  /** The control: `{(control) => <Input {...control} />}`. */
  children: (control: FieldControl) => ReactNode;
  className?: string;
};

/** A labelled control with its hint and its errors, wired for screen readers. Uncontrolled: pass `defaultValue` inside. */
export function Field({
  name,
  field = name,
  label,
  hint,
  errors = [],
  need,
  children,
  className,
}: FieldProps) {
  const t = useTranslations('common');
  const id = `${name}-${useId()}`;
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const describedBy = classNames(hint ? hintId : null, errors.length > 0 && errorId);
  return (
    <div className={classNames('grid min-w-0 content-start gap-1', className)} data-field={field}>
      <Label htmlFor={id}>
        {label}
        {need === 'optional' && <span className="font-normal text-ink-soft"> ({t('optional')})</span>}
      </Label>
      {children({
        id,
        name,
        'aria-describedby': describedBy || undefined,
        'aria-invalid': errors.length > 0 ? true : undefined,
        'aria-required': need === 'required' ? true : undefined,
      })}
      {hint && (
        <p id={hintId} className="text-ink-soft text-xs">
          {hint}
        </p>
      )}
      <FieldErrors id={errorId} errors={errors} />
    </div>
  );
}

/** The sentences under a control; also for controls that cannot stand in a `Field` (a group of radio buttons). */
export function FieldErrors({ id, errors }: { id: string; errors: string[] }) {
  if (errors.length === 0) return null;
  return (
    <div id={id} className="grid gap-0.5">
      {errors.map((error) => (
        <p key={error} className="flex items-start gap-1 text-sm text-stopped">
          <CircleAlert aria-hidden className="mt-[3px] size-3.5 shrink-0" />
          {error}
        </p>
      ))}
    </div>
  );
}
