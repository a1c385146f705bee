import { ReceiptText } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '#components/ui/button.tsx';
import { DropdownMenu, MenuItem } from '#components/ui/dropdown-menu.tsx';

const FORMS = ['pdf', 'zip'] as const;

/** All slips of a batch as one file. Works before any script. */
export function SlipsMenu({ merchant, batchId }: { merchant: string; batchId: string }) {
  const t = useTranslations('slip.batch');
  return (
    <DropdownMenu
      align="end"
      className="w-64"
      trigger={
        <Button>
          <ReceiptText aria-hidden />
          {t('button')}
        </Button>
      }
    >
      <p className="px-2 pt-1.5 pb-1 text-ink-soft text-xs">{t('hint')}</p>
      {FORMS.map((form) => (
        <MenuItem key={form} asChild>
          <a href={`/api/files/batches/${merchant}/${batchId}/slips?form=${form}`} download>
            {t(form)}
          </a>
        </MenuItem>
      ))}
    </DropdownMenu>
  );
}
