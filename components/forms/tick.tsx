import { type ReactNode, useId } from 'react';
import { FieldErrors } from './field.tsx';

type TickProps = {
  /** Name of the value in the form, which is `yes` when it is ticked. */
  name: string;
  label: ReactNode;
  errors?: string[];
  required?: boolean;
  /** How it begins when nothing outside keeps it. */
  defaultChecked?: boolean;
  /** Given together when what is ticked is kept outside. */
  checked?: boolean;
  onChange?: (isTicked: boolean) => void;
};

/** A box with its sentence, large enough to be hit by a thumb. */
export function Tick({ name, label, errors = [], required, defaultChecked, checked, onChange }: TickProps) {
  const errorId = `${name}-${useId()}-error`;
  return (
    <div className="grid gap-1" data-field={name}>
      <label className="flex min-h-8 items-center gap-2 text-sm max-md:min-h-11 max-md:text-base">
        <input
          type="checkbox"
          name={name}
          value="yes"
          required={required}
          defaultChecked={defaultChecked}
          checked={checked}
          onChange={onChange && ((event) => onChange(event.target.checked))}
          aria-describedby={errors.length > 0 ? errorId : undefined}
          aria-invalid={errors.length > 0 ? true : undefined}
          className="size-4 accent-accent max-md:size-5"
        />
        {label}
      </label>
      <FieldErrors id={errorId} errors={errors} />
    </div>
  );
}
