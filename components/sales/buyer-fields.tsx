'use client';

import { useTranslations } from 'next-intl';
import { Field } from '#components/forms/field.tsx';
import { classNames } from '#components/ui/class-names.ts';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import { isCitizenNumber, isCompanyNumber } from '#server/kernel/tax-number.ts';
import type { DraftBuyer } from './draft-sale.ts';

type BuyerFieldsProps = {
  buyer: DraftBuyer;
  fieldErrors: Record<string, string[]>;
  onChange: (part: Partial<DraftBuyer>) => void;
};

const KINDS = ['final_consumer', 'individual', 'company'] as const satisfies DraftBuyer['kind'][];

type TextMember = Exclude<keyof DraftBuyer, 'kind'>;

/** What is asked of each kind of buyer, in order; what stands in brackets may be left out. */
const ASKED = {
  final_consumer: [],
  individual: [
    'taxNumber',
    'firstName',
    '(middleName)',
    'familyName',
    '(taxOfficeCode)',
    'country',
    'city',
    'district',
  ],
  company: ['taxNumber', 'companyName', 'taxOfficeCode', 'country', 'city', 'district'],
} as const satisfies Record<DraftBuyer['kind'], readonly (TextMember | `(${TextMember})`)[]>;

/** For whom the document is made out. A number whose check digits are wrong is said while it is being written. */
export function BuyerFields({ buyer, fieldErrors, onChange }: BuyerFieldsProps) {
  const t = useTranslations('sale.buyer');
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field className="sm:col-span-2" name="buyer" label={t('title')} errors={fieldErrors.buyer ?? []}>
        {(control) => (
          <Select
            {...control}
            value={buyer.kind}
            onChange={(event) => onChange({ kind: event.target.value as DraftBuyer['kind'] })}
          >
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {t(`kinds.${kind}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {ASKED[buyer.kind].map((asked) => {
        const member = asked.replace(/[()]/g, '') as TextMember;
        const name = `buyer.${member}`;
        const label = member === 'taxNumber' && buyer.kind === 'individual' ? t('citizenNumber') : t(member);
        return (
          <Field
            key={member}
            name={name}
            label={label}
            className={classNames(member === 'companyName' && 'sm:col-span-2')}
            need={asked === member ? 'required' : 'optional'}
            errors={fieldErrors[name] ?? (member === 'taxNumber' ? numberProblem(buyer, t) : [])}
          >
            {(control) => (
              <Input
                {...control}
                value={buyer[member]}
                maxLength={member === 'companyName' ? 200 : 60}
                inputMode={member === 'taxNumber' || member === 'taxOfficeCode' ? 'numeric' : undefined}
                autoComplete="off"
                onChange={(event) => onChange({ [member]: event.target.value })}
              />
            )}
          </Field>
        );
      })}
    </div>
  );
}

/** Silent until the number is long enough to be judged. */
function numberProblem(
  { kind, taxNumber }: DraftBuyer,
  t: (key: 'citizenNumberWrong' | 'companyNumberWrong') => string,
): string[] {
  const digits = taxNumber.replaceAll(' ', '');
  if (kind === 'individual')
    return digits.length < 11 || isCitizenNumber(digits) ? [] : [t('citizenNumberWrong')];
  // A sole trader's has eleven digits and begins like a company's.
  if (digits.length < 10 || isCompanyNumber(digits) || isCitizenNumber(digits)) return [];
  return [t('companyNumberWrong')];
}
