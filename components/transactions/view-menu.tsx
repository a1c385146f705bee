import { SlidersHorizontal } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { Button } from '#components/ui/button.tsx';
import { Popover } from '#components/ui/popover.tsx';
import { DENSITIES, LIST_COLUMNS, type ListView } from './list-view.ts';

type ViewMenuProps = {
  view: ListView;
  /** Keeps what was chosen: `column` once for each, `density`. */
  action: (form: FormData) => Promise<void>;
  className?: string;
};

/** Which columns the list has and how close its rows stand. Works before any script. */
export function ViewMenu({ view, action, className }: ViewMenuProps) {
  const t = useTranslations('find');
  return (
    <Popover
      align="end"
      label={t('view.title')}
      trigger={
        <Button className={className}>
          <SlidersHorizontal aria-hidden />
          {t('view.title')}
        </Button>
      }
    >
      {/* The key makes a kept choice refill the uncontrolled boxes. */}
      <form key={JSON.stringify(view)} action={action} className="grid gap-3">
        <fieldset>
          <legend className="mb-1 font-medium text-sm">{t('view.columns')}</legend>
          <div className="grid grid-cols-2 gap-x-3">
            {LIST_COLUMNS.map((column) => (
              <Choice
                key={column}
                type="checkbox"
                name="column"
                value={column}
                isChosen={view.columns.includes(column)}
                label={t(`columns.${column}`)}
              />
            ))}
          </div>
        </fieldset>
        <fieldset>
          <legend className="mb-1 font-medium text-sm">{t('view.density')}</legend>
          <div className="flex gap-x-4">
            {DENSITIES.map((density) => (
              <Choice
                key={density}
                type="radio"
                name="density"
                value={density}
                isChosen={view.density === density}
                label={t(`view.densities.${density}`)}
              />
            ))}
          </div>
        </fieldset>
        <p className="text-ink-soft text-xs">{t('view.kept')}</p>
        <SubmitButton variant="secondary">{t('view.keep')}</SubmitButton>
      </form>
    </Popover>
  );
}

function Choice({
  type,
  name,
  value,
  isChosen,
  label,
}: {
  type: 'checkbox' | 'radio';
  name: string;
  value: string;
  isChosen: boolean;
  label: string;
}) {
  return (
    <label className="flex min-h-7 items-center gap-2 text-sm max-md:min-h-11">
      <input
        type={type}
        name={name}
        value={value}
        defaultChecked={isChosen}
        className="size-4 shrink-0 accent-accent max-md:size-5"
      />
      {label}
    </label>
  );
}
