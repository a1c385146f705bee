'use client';

import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { Label } from '#components/ui/label.tsx';
import { Select } from '#components/ui/select.tsx';
import { PRINTER_WAYS } from './printer.ts';
import { MAKES, type PrinterProfile, ROLLS } from './printer-profile.ts';
import { BAUD_RATES } from './serial-printer.ts';

type ProfileFieldsProps = {
  profile: PrinterProfile;
  keep: (change: Partial<PrinterProfile>) => void;
};

/** How the printer of this browser is reached, who made it and what its roll is; a change is kept at once. */
export function ProfileFields({ profile, keep }: ProfileFieldsProps) {
  const t = useTranslations('slip.direct');
  const receipt = useTranslations('receipt');
  return (
    <div className="grid grid-cols-2 gap-2">
      <Choice
        label={t('way')}
        value={profile.way}
        options={PRINTER_WAYS.map((way) => [way, t(way)] as const)}
        onChange={(way) => keep({ way })}
      />
      <Choice
        label={t('make')}
        value={profile.make}
        options={MAKES.map((make) => [make, t(`makes.${make}`)] as const)}
        onChange={(make) => keep({ make })}
      />
      <Choice
        label={t('paper')}
        value={profile.paper}
        options={ROLLS.map((paper) => [paper, receipt('millimetres', { paper })] as const)}
        onChange={(paper) => keep({ paper })}
      />
      {profile.way === 'serial' && (
        <Choice
          label={t('baud')}
          value={profile.baudRate}
          options={BAUD_RATES.map((rate) => [rate, String(rate)] as const)}
          onChange={(baudRate) => keep({ baudRate })}
        />
      )}
    </div>
  );
}

type ChoiceProps<V extends string | number> = {
  label: string;
  value: V;
  options: readonly (readonly [value: V, text: string])[];
  onChange: (value: V) => void;
};

function Choice<V extends string | number>({ label, value, options, onChange }: ChoiceProps<V>) {
  const id = useId();
  return (
    <div className="grid gap-1">
      <Label htmlFor={id}>{label}</Label>
      <Select
        id={id}
        value={value}
        onChange={(event) => {
          const chosen = options.find(([one]) => String(one) === event.target.value);
          if (chosen) onChange(chosen[0]);
        }}
      >
        {options.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </Select>
    </div>
  );
}
