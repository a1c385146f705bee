import { Download } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Button } from '#components/ui/button.tsx';
import { DropdownMenu, MenuItem } from '#components/ui/dropdown-menu.tsx';

const FORMS = ['csv', 'xlsx'] as const;

/**
 * Downloads exactly what the filter at hand holds, or begins its file in the background, to which a large one leads by itself.
 * Works before any script.
 */
export function ExportMenu({ merchant, query }: { merchant: string; query: string }) {
  const t = useTranslations('find.export');
  const background = useTranslations('exports');
  return (
    <DropdownMenu
      align="end"
      className="w-72"
      trigger={
        <Button>
          <Download aria-hidden />
          {t('button')}
        </Button>
      }
    >
      <p className="px-2 pt-1.5 pb-1 text-ink-soft text-xs">{t('hint')}</p>
      {FORMS.map((form) => (
        <MenuItem key={form} asChild>
          <a href={`/api/files/transactions/${merchant}?form=${form}${query && `&${query}`}`}>{t(form)}</a>
        </MenuItem>
      ))}
      <MenuItem asChild>
        <Link href={`/${merchant}/exports/new${query && `?${query}`}`} prefetch={false}>
          {background('menu')}
        </Link>
      </MenuItem>
    </DropdownMenu>
  );
}
