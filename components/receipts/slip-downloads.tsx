'use client';

import { Download, FileText, FileType, Image, Printer } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { DropdownMenu, MenuItem } from '#components/ui/dropdown-menu.tsx';

const ICONS = { pdf: FileText, png: Image, escpos: Printer, text: FileType };

/** A form a slip can be downloaded in, its name and its address. */
type SlipDownload = { form: keyof typeof ICONS; name: string; href: string };

/** The slip as a file, in whatever form the person it is for can use. */
export function SlipDownloads({ label, files }: { label: string; files: SlipDownload[] }) {
  return (
    <DropdownMenu
      trigger={
        <Button variant="secondary">
          <Download aria-hidden />
          {label}
        </Button>
      }
    >
      {files.map(({ form, name, href }) => {
        const Icon = ICONS[form];
        return (
          <MenuItem key={form} asChild>
            <a href={href} download>
              <Icon aria-hidden />
              {name}
            </a>
          </MenuItem>
        );
      })}
    </DropdownMenu>
  );
}
